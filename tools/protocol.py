"""Writes what is generated from `signaling/messages/`: the pages' types and docs/protocol.md.

Rule: the Python structs are the only source. `python -m tools.protocol` writes both files;
`--check` writes nothing and fails when one is stale.
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

from classroom.media_messages import Direction, Kind, Level, LevelReason, Source
from signaling import messages

ROOT = Path(__file__).resolve().parent.parent
TYPESCRIPT = ROOT / "web" / "client" / "src" / "protocol.ts"
MARKDOWN = ROOT / "docs" / "protocol.md"

ENUMS: list[type[enum.StrEnum | enum.IntEnum]] = [
    Kind,
    Source,
    Direction,
    Level,
    LevelReason,
    messages.Phase,
    messages.Alarm,
    messages.Part,
    messages.Presence,
    messages.DeviceState,
    messages.Place,
    messages.Layout,
    messages.SoundVerdict,
    messages.Light,
    messages.Right,
    messages.Purpose,
    messages.QuestionKind,
    messages.Step,
    messages.ShownKind,
    messages.Mark,
    messages.Finding,
    messages.Audience,
    messages.Objectionable,
    messages.Tool,
    messages.Colour,
    messages.FileKind,
    messages.What,
]
SECTIONS: list[tuple[str, str, Any]] = [
    ("FromBrowser", "From the browser, each acknowledged with a result", messages.FromBrowser),
    ("Result", "Results (acknowledgements)", messages.Result),
    ("Change", "Changes of state, numbered inside `changed`", messages.Change),
    ("InkChange", "Changes of ink, numbered inside `inked`", messages.InkChange),
    ("ToBrowser", "To the browser, unasked", messages.ToBrowser),
]
VALUES: list[type[msgspec.Struct]] = [
    messages.DeviceProof,
    messages.Hello,
    messages.ClassroomState,
    messages.StreamState,
    messages.View,
    messages.HandState,
    messages.Reply,
    messages.AnswerState,
    messages.PupilChoiceState,
    messages.QuestionState,
    messages.CountdownState,
    messages.BoardState,
    messages.Stroke,
    messages.SketchState,
    messages.PointerState,
    messages.RemarkState,
    messages.MissedState,
    messages.CatchUpState,
    messages.SoundState,
    messages.FileState,
    messages.ShowingState,
    messages.RecordingAlarmState,
    messages.RecordingState,
    messages.LessonState,
    messages.PupilState,
    messages.SheetState,
    messages.MediaState,
    messages.Line,
]
SIMPLE = {str: "string", int: "number", float: "number", bool: "boolean", type(None): "null"}


def type_in_typescript(annotation: Any) -> str:
    """Return the TypeScript for a Python annotation used in a message.

    Raises:
        TypeError: the annotation has no counterpart here; add one rather than guess.
    """
    origin, args = typing.get_origin(annotation), typing.get_args(annotation)
    if annotation == messages.Opaque:
        return "Opaque"
    if origin is typing.Annotated:
        return type_in_typescript(args[0])
    if origin in (list, tuple):  # a tuple of one kind: (Kind, ...)
        inner = type_in_typescript(args[0])
        return f"({inner})[]" if " " in inner else f"{inner}[]"
    if origin in (types.UnionType, typing.Union):
        if annotation == messages.Change:
            return "Change"
        if annotation == messages.InkChange:
            return "InkChange"
        return " | ".join(type_in_typescript(arg) for arg in args)
    if annotation in SIMPLE:
        return SIMPLE[annotation]
    if inspect.isclass(annotation) and issubclass(
        annotation, (enum.StrEnum, enum.IntEnum, msgspec.Struct)
    ):
        return annotation.__name__
    raise TypeError(f"no TypeScript for {annotation!r}")


def members(union: Any) -> tuple[type[msgspec.Struct], ...]:
    """Return the structs of a union."""
    return typing.get_args(union)


def tag(struct: type[msgspec.Struct]) -> str | None:
    """Return a message's tag, or None for a plain value."""
    value = struct.__struct_config__.tag
    return value if isinstance(value, str) else None


def _doc(thing: type) -> str:
    return " ".join((inspect.getdoc(thing) or "").split())


def _structs() -> dict[str, type[msgspec.Struct]]:
    found = {value.__name__: value for value in VALUES}
    for _, _, union in SECTIONS:
        found |= {struct.__name__: struct for struct in members(union)}
    return found


def typescript() -> str:
    """Return the whole of protocol.ts."""
    out = [
        "// Generated from signaling/messages/ by `make docs`. Do not edit.",
        "",
        "/** Parameters of the media engine; passed to mediasoup-client unread. */",
        "export type Opaque = Record<string, unknown>;",
        "",
    ]
    for kind in ENUMS:
        union = " | ".join(json.dumps(member.value) for member in kind)
        out += [f"/** {_doc(kind)} */", f"export type {kind.__name__} = {union};", ""]
    for struct in _structs().values():
        out += [f"/** {_doc(struct)} */", f"export interface {struct.__name__} {{"]
        if tag(struct):
            out.append(f'  type: "{tag(struct)}";')
        for field in msgspec.structs.fields(struct):
            greeting = (messages.Hello, messages.DeviceProof)
            from_server = struct not in (*members(messages.FromBrowser), *greeting)
            left_out = struct.__struct_config__.omit_defaults  # by the server, too
            mark = "" if field.required or (from_server and not left_out) else "?"
            out.append(f"  {field.encode_name}{mark}: {type_in_typescript(field.type)};")
        out += ["}", ""]
    for name, _, union in SECTIONS:
        names = "\n  | ".join(struct.__name__ for struct in members(union))
        out += [f"export type {name} =\n  | {names};", ""]
    out += ["/** What each request is answered with when it is not an `Error`. */"]
    out += ["export interface ResultOf {"]
    results = {struct.__name__: struct for struct in members(messages.Result)}
    for struct in members(messages.FromBrowser):
        answer = _doc(struct).split("Result: ")[1].split(".")[0]
        out.append(f"  {tag(struct)}: {results[answer].__name__};")
    out += ["}", ""]
    return "\n".join(out)


def _fields(struct: type[msgspec.Struct]) -> str:
    rows = [
        f"`{field.encode_name}`: {type_in_typescript(field.type)}"
        for field in msgspec.structs.fields(struct)
    ]
    return "; ".join(rows).replace("|", "\\|") or "-"


def markdown() -> str:
    """Return the whole of docs/protocol.md."""
    out = ["# The protocol between a page and the server", ""]
    out += ["Generated from `signaling/messages/` by `make docs`. Do not edit.", ""]
    out += [(inspect.getdoc(messages) or "").replace("\n\n", "\n\n").strip(), ""]
    for _, title, union in SECTIONS:
        out += [f"## {title}", "", "| message | fields | meaning |", "|---|---|---|"]
        for struct in members(union):
            meaning = _doc(struct).replace("|", "\\|")
            out.append(f"| `{tag(struct)}` | {_fields(struct)} | {meaning} |")
        out.append("")
    out += ["## Values", "", "| value | fields | meaning |", "|---|---|---|"]
    for value in VALUES:
        meaning = _doc(value).replace("|", "\\|")
        out.append(f"| `{value.__name__}` | {_fields(value)} | {meaning} |")
    out += ["", "## Words with a fixed set of values", "", "| word | values |", "|---|---|"]
    for kind in ENUMS:
        out.append(f"| `{kind.__name__}` | {', '.join(f'`{m.value}`' for m in kind)} |")
    return "\n".join([*out, ""])


def main() -> int:
    """Write the files, or with --check say which are stale (exit 1)."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, fail when stale")
    check = parser.parse_args().check
    stale = False
    for path, text in ((TYPESCRIPT, typescript()), (MARKDOWN, markdown())):
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
