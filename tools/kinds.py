"""Writes what the administration pages are led by: web/client/src/api/{kinds,permissions}.ts.

Rule: `classroom.register.kinds.KINDS` and `classroom.permissions.TABLE` are the only sources.
`python -m tools.kinds` writes both files; `--check` writes nothing and fails when one is stale.
"""

import argparse
import enum
import inspect
import json
import sys
import types
import typing
from pathlib import Path
from typing import Any

import msgspec

from classroom.accounts.granting import MAY_GIVE
from classroom.accounts.tokens import PERSONAL
from classroom.permissions import TABLE, Action, Reach, Role
from classroom.register.checks import GIVEN_BY_THE_STORE
from classroom.register.kinds import KINDS
from classroom.register.resource import Day, Id, Kind, Resource, TimeOfDay
from classroom.timetable.subjects import SUBJECTS

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "web" / "client" / "src" / "api"
HEAD = "// Generated from {source} by `make docs`. Do not edit."
WORDS = {Id: "id", Day: "day", TimeOfDay: "time"}


def bare(hint: Any) -> tuple[Any, bool]:
    """Return a hint without `| None`, and whether it had it."""
    if typing.get_origin(hint) not in (types.UnionType, typing.Union):
        return hint, False
    rest = [arg for arg in typing.get_args(hint) if arg is not type(None)]
    if len(rest) != 1:
        raise TypeError(f"no TypeScript for {hint!r}")
    return rest[0], True


def type_of(hint: Any) -> str:
    """Return the TypeScript for a field's hint.

    Raises:
        TypeError: the hint has no counterpart here; add one rather than guess.
    """
    hint, may_be_none = bare(hint)
    none = " | null" if may_be_none else ""
    if typing.get_origin(hint) is typing.Annotated:
        return type_of(typing.get_args(hint)[0]) + none
    if typing.get_origin(hint) is tuple:
        return f"{type_of(typing.get_args(hint)[0])}[]{none}"
    if hint in (str, int, bool):
        return {str: "string", int: "number", bool: "boolean"}[hint] + none
    if inspect.isclass(hint) and issubclass(hint, (enum.StrEnum, msgspec.Struct)):
        return hint.__name__ + none
    raise TypeError(f"no TypeScript for {hint!r}")


def described(field: msgspec.structs.FieldInfo, hint: Any) -> dict[str, Any]:
    """Return what a form must know of a field."""
    plain, may_be_none = bare(hint)
    word = next((word for alias, word in WORDS.items() if plain == alias), None)
    metas: list[msgspec.Meta] = []
    if typing.get_origin(plain) is typing.Annotated:
        plain, *rest = typing.get_args(plain)
        metas = [meta for meta in rest if isinstance(meta, msgspec.Meta)]
    told: dict[str, Any] = {"type": word or _word(plain), "required": field.required}
    if may_be_none:
        told["nullable"] = True
    if inspect.isclass(plain) and issubclass(plain, enum.StrEnum):
        told["choices"] = [member.value for member in plain]
    if word is None:
        for meta in metas:
            least, most = meta.ge, meta.le
            told |= {} if least is None else {"min": least}
            told |= {} if most is None else {"max": most}
            told |= {} if meta.min_length is None else {"min": meta.min_length}
            told |= {} if meta.max_length is None else {"max": meta.max_length}
            told |= {} if meta.pattern is None else {"pattern": meta.pattern}
    if not field.required:
        told["default"] = msgspec.to_builtins(field.default)
    return told


def _word(plain: Any) -> str:
    if typing.get_origin(plain) is tuple:
        return "list"
    if inspect.isclass(plain) and issubclass(plain, enum.StrEnum):
        return "choice"
    return {str: "text", int: "integer", bool: "flag"}[plain]


def _used(kind: Kind[Any]) -> list[type]:
    """Return the words and inner structs that a kind's fields use, each before its user."""
    found: list[type] = []

    def walk(hint: Any) -> None:
        if inspect.isclass(hint) and issubclass(hint, enum.StrEnum):
            found.append(hint)
        elif inspect.isclass(hint) and issubclass(hint, msgspec.Struct):
            for inner in typing.get_type_hints(hint, include_extras=True).values():
                walk(inner)
            found.append(hint)
        else:
            for inner in typing.get_args(hint):
                walk(inner)

    for hint in typing.get_type_hints(kind.type, include_extras=True).values():
        walk(hint)
    return list(dict.fromkeys(found))


def _interface(struct: type[msgspec.Struct], skip: frozenset[str] = frozenset()) -> list[str]:
    hints = typing.get_type_hints(struct, include_extras=True)
    rows = [f"  {name}: {type_of(hint)};" for name, hint in hints.items() if name not in skip]
    base = " extends Resource" if issubclass(struct, Resource) and struct is not Resource else ""
    return [
        f"/** {_doc(struct)} */",
        f"export interface {struct.__name__}{base} {{",
        *rows,
        "}",
        "",
    ]


def _doc(thing: type) -> str:
    return " ".join((inspect.getdoc(thing) or "").split())


def kinds() -> str:
    """Return the whole of kinds.ts."""
    out = [HEAD.format(source="classroom/register/kinds.py"), "", *_interface(Resource)]
    inner = dict.fromkeys(used for kind in KINDS.values() for used in _used(kind))
    for used in inner:
        if issubclass(used, enum.StrEnum):
            union = " | ".join(f'"{member.value}"' for member in used)
            out += [f"/** {_doc(used)} */", f"export type {used.__name__} = {union};", ""]
        elif issubclass(used, msgspec.Struct):
            out += _interface(used)
    for kind in KINDS.values():
        out += _interface(kind.type, GIVEN_BY_THE_STORE)
    out += ["/** What things of each kind are. */", "export interface ThingOf {"]
    out += [f"  {kind.name}: {kind.type.__name__};" for kind in KINDS.values()]
    out += ["}", "", "export type KindName = keyof ThingOf;", ""]
    out += ["/** What a form must know of a field. */", "export interface FieldSpec {"]
    out += [
        '  type: "text" | "integer" | "choice" | "day" | "time" | "id" | "list" | "flag";',
        "  required: boolean;",
        "  nullable?: boolean;",
        "  min?: number; // of a number itself, of a text its length",
        "  max?: number;",
        "  pattern?: string;",
        "  choices?: string[];",
        "  default?: unknown;",
        "}",
        "",
        "export interface KindSpec {",
        "  under: string[]; // the field whose object it lies in; of two, exactly one is given",
        "  refers: Record<string, KindName>; // field → the kind it names the id of",
        "  key: string[];",
        "  search: string[];",
        "  order: string[];",
        "  filters: string[]; // what a list may be limited by, besides `under`",
        "  kept: string[]; // what is read and never sent: something else sets it",
        "  fields: Record<string, FieldSpec>;",
        "}",
        "",
        "export const KINDS: Record<KindName, KindSpec> = {",
    ]
    for kind in KINDS.values():
        out += _spec(kind)
    out += ["};", "", "/** Subjects by their code, as the reader's language calls them. */"]
    out += ["export const SUBJECTS: Record<string, { zh: string; en: string }> = {"]
    out += [f'  {code}: {{ zh: "{zh}", en: "{en}" }},' for code, (zh, en) in SUBJECTS.items()]
    return "\n".join([*out, "};", ""])


def _spec(kind: Kind[Any]) -> list[str]:
    hints = typing.get_type_hints(kind.type, include_extras=True)
    out = [f"  {kind.name}: {{"]
    for name in ("under", "refers", "key", "search", "order", "filters", "kept"):
        out.append(f"    {name}: {_json(getattr(kind, name))},")
    out.append("    fields: {")
    for field in msgspec.structs.fields(kind.type):
        if field.name not in GIVEN_BY_THE_STORE:
            out.append(f"      {field.name}: {_json(described(field, hints[field.name]))},")
    return [*out, "    },", "  },"]


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def permissions() -> str:
    """Return the whole of permissions.ts."""
    out = [
        HEAD.format(source="classroom/permissions.py"),
        "// It decides what a page offers; the server decides what is done.",
        "",
        'import type { Role } from "./kinds";',
        "",
        "/** Roles that may do it, on whatever lies in the scope they were granted in. */",
        "export const MAY = {",
    ]
    for action in Action:
        granted = [role.value for role, reach in TABLE[action].items() if reach is Reach.SCOPE]
        if granted:
            out.append(f"  {action}: {_json(granted)},")
    out += ["} satisfies Record<string, Role[]>;", "", "export type Action = keyof typeof MAY;"]
    out += ["", "/** What roles whoever has a role may give to others, in their scope. */"]
    out += ["export const MAY_GIVE: Partial<Record<Role, Role[]>> = {"]
    for role in Role:
        if given := [each.value for each in Role if each in MAY_GIVE.get(role, ())]:
            out.append(f"  {role}: {_json(given)},")
    personal = [action.value for action in Action if action in PERSONAL]
    out += ["};", "", "/** What only a person does, signed in: no token of another system. */"]
    out += [f"export const PERSONAL: readonly Action[] = {_json(personal)};"]
    return "\n".join([*out, ""])


def main() -> int:
    """Write the files, or with --check say which are stale (exit 1)."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, fail when stale")
    check = parser.parse_args().check
    stale = False
    for path, text in ((FOLDER / "kinds.ts", kinds()), (FOLDER / "permissions.ts", permissions())):
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        stale = True
        if check:
            print(f"stale: {path.relative_to(ROOT)}; run `make docs`")
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
