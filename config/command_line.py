"""The command line: which command, and which settings it overrides.

Rule: only words are read here; what a command does is in `sanketang.py` and `commands/`.
"""

import argparse
from datetime import datetime
from pathlib import Path
from typing import Any

_OVERRIDES = {"listen": "web.listen", "port": "web.port", "public_url": "web.public_url"}


def parser(version: str) -> argparse.ArgumentParser:
    """Return the parser; the chosen command is in `command`."""
    root = argparse.ArgumentParser(
        prog="sanketang",
        description="三课堂: a self-hosted live-classroom server. See config/default.toml for "
        "every setting.",
    )
    root.add_argument("--version", action="version", version=f"sanketang {version}")
    commands = root.add_subparsers(dest="command", required=True, metavar="command")

    serve = commands.add_parser("serve", help="serve lessons until stopped")
    _settings(serve, web=True)

    demo = commands.add_parser("demo", help="serve one lesson that is being taught, to try it out")
    _settings(demo, web=True)
    demo.add_argument(
        "--print-links", action="store_true", help="print the joining links as one line of JSON"
    )
    demo.add_argument(
        "--allow-remote",
        action="store_true",
        help="listen beyond this machine, although whoever reads the terminal has the links",
    )

    lesson = commands.add_parser("lesson", help="the timetable")
    new = lesson.add_subparsers(dest="lesson_command", required=True, metavar="command").add_parser(
        "new", help="make a lesson and print its joining links"
    )
    new.set_defaults(command="lesson new")
    _settings(new)
    new.add_argument("--title", required=True)
    new.add_argument("--subject", required=True)
    new.add_argument("--deliver", required=True, metavar="NAME", help="the delivering classroom")
    new.add_argument(
        "--receive", required=True, nargs="+", metavar="NAME", help="the receiving classrooms"
    )
    new.add_argument(
        "--starts",
        type=_moment,
        metavar="ISO",
        help="such as 2026-09-01T09:00, local time unless it says otherwise; default: now",
    )
    new.add_argument("--minutes", type=_number, default=40.0, help="default: 40")
    new.add_argument(
        "--ingest",
        type=_source,
        metavar="URL",
        help="rtsp:// or a file that speaks for the delivering classroom",
    )
    new.add_argument("--json", action="store_true", help="print the links as one line of JSON")

    _audit(commands)
    _incident(commands)
    _recording(commands)
    backup = commands.add_parser("backup", help="copy the database to a file, also while serving")
    _settings(backup)
    backup.add_argument("file", type=Path, metavar="FILE", help="is made; must not be there yet")
    restore = commands.add_parser("restore", help="fill an empty database from a backup")
    _settings(restore)
    restore.add_argument("file", type=Path, metavar="FILE", help="made by `sanketang backup`")

    status = commands.add_parser("status", help="ask the server on this machine how it is")
    _settings(status, web=True)
    status.add_argument("--alive", action="store_true", help="ask only whether it answers at all")

    check = commands.add_parser("check-config", help="print the settings, or what is wrong there")
    _settings(check)
    turn = commands.add_parser("turn-config", help="print the configuration of coturn that fits")
    _settings(turn)
    return root


def _audit(commands: Any) -> None:
    audit = commands.add_parser("audit", help="the audit trail")
    kinds = audit.add_subparsers(dest="audit_command", required=True, metavar="command")
    verify = kinds.add_parser("verify", help="tell whether the trail, or an export, is whole")
    verify.set_defaults(command="audit verify")
    _settings(verify)
    what = verify.add_mutually_exclusive_group()
    what.add_argument("--export", type=_file, metavar="FILE", help="an export, without the server")
    what.add_argument(
        "--against", type=_file, metavar="FILE", help="what an older export says has to hold, too"
    )
    verify.add_argument(
        "--key", action="append", default=[], metavar="HEX", help="a public key to be believed"
    )
    export = kinds.add_parser("export", help="write the trail to a file that verifies by itself")
    export.set_defaults(command="audit export")
    _settings(export)
    export.add_argument("--from", dest="since", type=_moment, metavar="ISO", help="default: all")
    export.add_argument("--to", dest="until", type=_moment, metavar="ISO", help="default: now")
    export.add_argument("--out", type=Path, required=True, metavar="FILE", help="is made")
    key = kinds.add_parser("key", help="print the public key that signs the trail")
    key.set_defaults(command="audit key")
    _settings(key)
    key.add_argument(
        "--new", action="store_true", help="make a new one, the one before it being lost"
    )


def _incident(commands: Any) -> None:
    incident = commands.add_parser("incident", help="packages about lessons that were shut down")
    kinds = incident.add_subparsers(dest="incident_command", required=True, metavar="command")
    verify = kinds.add_parser("verify", help="tell whether a package is as it was signed")
    verify.set_defaults(command="incident verify")
    _settings(verify)
    verify.add_argument("file", type=_file, metavar="FILE", help="as it was taken from the server")
    verify.add_argument(
        "--key", action="append", default=[], metavar="HEX", help="a public key to be believed"
    )


def _recording(commands: Any) -> None:
    recording = commands.add_parser("recording", help="recordings of lessons")
    kinds = recording.add_subparsers(dest="recording_command", required=True, metavar="command")
    verify = kinds.add_parser("verify", help="tell whether a recording is as it was sealed")
    verify.set_defaults(command="recording verify")
    _settings(verify)
    verify.add_argument("recording", metavar="ID|FOLDER", help="a lesson's id, or a copy's folder")
    verify.add_argument(
        "--key",
        action="append",
        default=[],
        metavar="HEX|FILE",
        help="a public key to be believed, or a file of them; default: this server's",
    )
    verify.add_argument("--json", action="store_true", help="print the verdict as one line of JSON")


def overrides(args: argparse.Namespace) -> dict[str, Any]:
    """Return the settings given on the command line, by "section.key"."""
    given = {key: getattr(args, name, None) for name, key in _OVERRIDES.items()}
    return {key: value for key, value in given.items() if value is not None}


def _settings(command: argparse.ArgumentParser, *, web: bool = False) -> None:
    command.add_argument("--config", type=Path, metavar="FILE", help="settings, in TOML")
    if web:
        command.add_argument("--listen", metavar="ADDRESS", help="web.listen")
        command.add_argument("--port", type=int, help="web.port")
        command.add_argument("--public-url", metavar="URL", help="web.public_url")


def _file(text: str) -> Path:
    if not Path(text).is_file():
        raise argparse.ArgumentTypeError(f"there is no file {text}")
    return Path(text)


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
        moment.timestamp()  # not every year has one
    except (ValueError, OverflowError):
        raise argparse.ArgumentTypeError(
            f"{text!r} is no date and time; write it as 2026-09-01T09:00"
        ) from None
    return moment


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of minutes") from None


def _source(text: str) -> str:
    """Check what will be opened when the lesson begins; the server may run elsewhere later."""
    scheme, separator, _ = text.partition("://")
    if separator and scheme.lower() not in ("rtsp", "rtsps", "file"):
        raise argparse.ArgumentTypeError(
            f"{scheme}:// is not read; only rtsp://, rtsps:// and files"
        )
    if not separator and not Path(text).is_file():
        raise argparse.ArgumentTypeError(f"there is no file {text}")
    return text
