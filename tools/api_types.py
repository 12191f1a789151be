"""Writes web/client/src/api/types.ts from the API's own description.

Rule: the operations and their structs are the only source; the Kinds' own types are in kinds.ts.
`python -m tools.api_types` writes the file; `--check` writes nothing and fails when it is stale.
"""

import argparse
import json
import re
import sys
from pathlib import Path
from typing import Any

import msgspec

from classroom.register.kinds import KINDS
from web import limits
from web.api import openapi
from web.api.table import nowhere, operations
from web.devices.opening import described
from web.errors import STATUS
from web.lines.opening import described as about_lines
from web.signin.operations import nobody
from web.signin.operations import operations as signing_in

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
        case "array" if "prefixItems" in schema:
            return f"[{', '.join(type_of(each) for each in schema['prefixItems'])}]"
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
    doc = [f"/** {' '.join(schema['description'].split())} */"] if "description" in schema else []
    if "properties" not in schema:
        return [*doc, f"export type {name} = {type_of(schema)};", ""]
    required = set(schema.get("required", ()))
    fields = [
        f"  {field}{'' if field in required else '?'}: {type_of(inner)};"
        for field, inner in schema["properties"].items()
    ]
    return [*doc, f"export interface {name} {{", *fields, "}", ""]


def typescript() -> str:
    """Return the whole of types.ts."""
    told = [*limits.operations(limits.unknown()), *described(), *about_lines()]
    all = [*operations(nowhere()), *signing_in(nobody()), *told]
    components = openapi.document(all)["components"]["schemas"]
    _, kinds = msgspec.json.schema_components([kind.type for kind in KINDS.values()])
    shapes = {f"{kind.type.__name__}{of}" for kind in KINDS.values() for of in ("Values", "Page")}
    ours = {
        name: schema
        for name, schema in components.items()
        if name not in kinds.keys() | shapes | {"Action"}
    }
    body = [line for name, schema in ours.items() for line in _component(name, schema)]
    named = {word for line in body for word in re.findall(r"\w+", line.partition(":")[2])}
    out = ["// Generated from the API's description by `make docs`. Do not edit.", ""]
    if theirs := sorted(named & (kinds.keys() - ours.keys() - {"Action"})):
        out.append(f'import type {{ {", ".join(theirs)} }} from "./kinds";')
    if "Action" in named:
        out.append('import type { Action } from "./permissions";')
    codes = {code for each in all for code in each.may_fail} | STATUS.keys()
    out += ["", *body, "/** Every code that the API may refuse with by itself. */"]
    out += ["export type Code =", *(f'  | "{code}"' for code in sorted(codes))]
    return "\n".join([*out[:-1], out[-1] + ";", ""])


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
