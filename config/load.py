"""Reading the settings: once, at the door, and every mistake is told in one sentence.

Rule: default.toml < the administrator's file < environment < command line. A key nobody knows is
refused, since a misspelt setting that is silently ignored is found out during a lesson.
"""

import difflib
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import msgspec

from config.sections import Settings

DEFAULTS = Path(__file__).with_name("default.toml")
PREFIX = "SANKETANG_"
_NOT_SETTINGS = {"SANKETANG_CONFIG"}

Values = dict[str, dict[str, Any]]


class BadSettings(Exception):
    """The settings make no sense; the message says which key, in words for an administrator."""


def load(
    *,
    path: Path | None = None,
    environment: Mapping[str, str] | None = None,
    overrides: Mapping[str, Any] | None = None,
) -> Settings:
    """Return the settings.

    `overrides` are the command line's, by "section.key".

    Raises:
        BadSettings: an unknown key, a value of the wrong type or outside its range, no such file.
    """
    values = _read(DEFAULTS)
    environment = environment or {}
    chosen = path or (Path(named) if (named := environment.get("SANKETANG_CONFIG")) else None)
    if chosen is not None:
        _merge(values, _read(chosen), str(chosen))
    _merge(values, _from_environment(values, environment), "the environment")
    _merge(values, _nested(overrides or {}), "the command line")
    return _checked(values)


def _read(path: Path) -> Values:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadSettings(f"cannot read {path}: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadSettings(f"{path} is not TOML: {error}") from None


def _merge(values: Values, more: Values, origin: str) -> None:
    for section, keys in more.items():
        if section not in values:
            raise _unknown(section, values, origin)
        if not isinstance(keys, dict):
            raise BadSettings(f"{origin}: {section} is a section, written [{section}]")
        for key, value in keys.items():
            if key not in values[section]:
                known = [f"{name}.{k}" for name, section_ in values.items() for k in section_]
                raise _unknown(f"{section}.{key}", known, origin)
            values[section][key] = value


def _unknown(key: str, known: Iterable[str], origin: str) -> BadSettings:
    near = difflib.get_close_matches(key, list(known), n=1, cutoff=0.5)
    hint = f"; did you mean {near[0]}?" if near else "; config/default.toml names them all"
    return BadSettings(f"{origin}: there is no setting {key}{hint}")


def _from_environment(values: Values, environment: Mapping[str, str]) -> Values:
    """Read SANKETANG_WEB_PORT and the like; text becomes what the default is."""
    found: Values = {}
    for name, text in environment.items():
        if not name.startswith(PREFIX) or name in _NOT_SETTINGS:
            continue
        section, _, key = name.removeprefix(PREFIX).lower().partition("_")
        default = values.get(section, {}).get(key)
        found.setdefault(section, {})[key] = _parsed(text, default, name)
    return found


def _parsed(text: str, default: Any, name: str) -> Any:
    try:
        match default:
            case bool():
                return {"true": True, "false": False, "1": True, "0": False}[text.lower()]
            case int():
                return int(text)
            case float():
                return float(text)
            case list():
                return [part.strip() for part in text.split(",") if part.strip()]
            case _:
                return text
    except (ValueError, KeyError):
        kind = {bool: "true or false", int: "a whole number", float: "a number"}[type(default)]
        raise BadSettings(f"{name} wants {kind}, not {text!r}") from None


def _nested(overrides: Mapping[str, Any]) -> Values:
    nested: Values = {}
    for dotted, value in overrides.items():
        section, _, key = dotted.partition(".")
        nested.setdefault(section, {})[key] = value
    return nested


def _checked(values: Values) -> Settings:
    # Integers are welcome where numbers are wanted, but true is not 1 and "8080" is not 8080.
    try:
        return msgspec.convert(values, Settings, strict=True)
    except msgspec.ValidationError as error:
        # msgspec ends its message with the path: "Expected `int`, got `str` - at `$.web.port`".
        reason, _, where = str(error).partition(" - at `$.")
        raise BadSettings(f"{where.rstrip('`') or 'the settings'}: {_plain(reason)}") from None


def _plain(reason: str) -> str:
    return reason.replace("`", "").replace("Expected", "wants", 1)
