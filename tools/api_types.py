"""Writes web/client/src/api/types.ts from the API's own description.

Rule: the operations and the Kinds are the only source. `python -m tools.api_types` writes the file;
`--check` writes nothing and fails when it is stale.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from classroom.permissions import Action
from classroom.register.checks import GIVEN_BY_THE_STORE
from classroom.register.kinds import KINDS
from web.api import openapi
from web.api.table import nowhere, operations
from web.errors import STATUS

ROOT = Path(__file__).resolve().parent.parent
TYPESCRIPT = ROOT / "web" / "client" / "src" / "api" / "types.ts"

_SIMPLE = {"string": "string", "integer": "number", "number": "number", "boolean": "boolean"}


def type_of(schema: dict[str, Any]) -> str:
    """Return the TypeScript of a schema.

    Raises:
        TypeError: it has no counterpart here; add one rather than guess.
    """
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "enum" in schema:
        return " | ".join(json.dumps(value) for value in schema["enum"])
    if "anyOf" in schema:
        return " | ".join(type_of(each) for each in schema["anyOf"])
    match schema.get("type"):
        case "null":
            return "null"
        case "array":
            inner = type_of(schema.get("items", {}))
            return f"({inner})[]" if " " in inner else f"{inner}[]"
        case "object":
            values = schema.get("additionalProperties")
            inner = type_of(values) if isinstance(values, dict) else "unknown"
            return f"Record<string, {inner}>"
        case str(name):
            return _SIMPLE[name]
        case None if not schema.keys() - {"description", "default"}:
            return "unknown"
    raise TypeError(f"no TypeScript for {schema!r}")


def _component(name: str, schema: dict[str, Any]) -> list[str]:
    doc = [f"/** {schema['description']} */"] if "description" in schema else []
    if "properties" not in schema:
        return [*doc, f"export type {name} = {type_of(schema)};", ""]
    required = set(schema.get("required", ()))
    fields = [
        f"  {field}{'' if field in required else '?'}: {type_of(inner)};"
        for field, inner in schema["properties"].items()
    ]
    return [*doc, f"export interface {name} {{", *fields, "}", ""]


def _kinds(components: dict[str, Any]) -> list[str]:
    out = ["/** Every kind of thing, by its name in addresses. */", "export interface Kinds {"]
    for kind in KINDS.values():
        name = kind.type.__name__
        out.append(f"  {kind.name}: {{ thing: {name}; values: {name}Values; page: {name}Page }};")
    out += ["}", "export type KindName = keyof Kinds;", ""]
    out += [
        "/** What pages need to know of a kind: its fields, where they lead, how it is found. */",
        "export interface KindFacts {",
        "  under: string[];",
        "  search: string[];",
        "  filters: string[];",
        "  refers: Record<string, KindName>;",
        "  kept: string[];",
        "  fields: Record<string, { required: boolean; schema: Record<string, unknown> }>;",
        "}",
        "export const KINDS: Record<KindName, KindFacts> = {",
    ]
    for kind in KINDS.values():
        schema = components[f"{kind.type.__name__}Values"]
        required = schema.get("required", [])
        facts = {
            "under": kind.under,
            "search": kind.search,
            "filters": kind.filters,
            "refers": kind.refers,
            "kept": kind.kept,
            "fields": {
                field: {"required": field in required, "schema": inner}
                for field, inner in schema["properties"].items()
                if field not in GIVEN_BY_THE_STORE
            },
        }
        out.append(f"  {kind.name}: {json.dumps(facts, ensure_ascii=False)},")
    return [*out, "};", ""]


def typescript() -> str:
    """Return the whole of types.ts."""
    document = openapi.document(operations(nowhere()))
    components = document["components"]["schemas"]
    out = ["// Generated from the API's description by `make docs`. Do not edit.", ""]
    for name, schema in components.items():
        out += _component(name, schema)
    if "Action" not in components:
        actions = " | ".join(json.dumps(action.value) for action in Action)
        out += [f"export type Action = {actions};", ""]
    codes = {code for each in operations(nowhere()) for code in each.may_fail} | STATUS.keys()
    out += [f"export type Code = {' | '.join(json.dumps(code) for code in sorted(codes))};", ""]
    return "\n".join([*out, *_kinds(components)])


def main() -> int:
    """Write the file, or with --check say that it is stale (exit 1)."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, fail when stale")
    check = parser.parse_args().check
    text = typescript()
    if TYPESCRIPT.exists() and TYPESCRIPT.read_text(encoding="utf-8") == text:
        return 0
    if check:
        print(f"stale: {TYPESCRIPT.relative_to(ROOT)}; run `make docs`")
        return 1
    TYPESCRIPT.parent.mkdir(parents=True, exist_ok=True)
    TYPESCRIPT.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
