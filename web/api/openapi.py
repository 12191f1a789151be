"""The API's description, OpenAPI 3.1, made from the operations and the structs they name.

Rule: nothing is written here by hand that an operation or a struct says already. The document is
made once, when it is first asked for, and served as it is; the pages' types are generated from the
same one.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from classroom.register.kinds import KINDS
from web.api.operations import Operation
from web.errors import STATUS, Told

VERSION = "1"
_PREFIX = "#/components/schemas/"
_REF = _PREFIX + "{name}"
_REFERENCE = re.compile(re.escape(_PREFIX) + r"([\w.]+)")
_ID = {
    "type": "string",
    "minLength": 1,
    "maxLength": 32,
    "pattern": "^[A-Za-z0-9_-]+$",
}
_PARTS: dict[str, Any] = {
    "token": {"type": "string", "minLength": 1, "maxLength": 64},
    "file": {"type": "string", "minLength": 1, "maxLength": 100},
}
_ETAG = {"description": "The version that was read or made.", "schema": {"type": "string"}}
_LOCATION = {"description": "Where it is.", "schema": {"type": "string"}}


def document(operations: Sequence[Operation]) -> dict[str, Any]:
    """Return the whole document."""
    types = _types(operations)
    found, components = msgspec.json.schema_components(types, ref_template=_REF)
    if alike := sorted(name for name in components if "." in name):
        raise ValueError(f"two shapes of the API have the same name: {', '.join(alike)}")
    schemas = dict(zip(map(_key, types), found, strict=True))
    queries = {_key(o.query): _named(schemas[_key(o.query)]) for o in operations if o.query}
    asked = [schemas[_key(o.body)] for o in operations if o.body is not None]
    for name in components.keys() - _reached(asked, components) - set(queries.values()):
        if "properties" in components[name]:  # what is answered holds every field
            components[name]["required"] = list(components[name]["properties"])
    _plain(components)
    paths: dict[str, Any] = {}
    for operation in operations:
        query = components[queries[_key(operation.query)]] if operation.query else {}
        described = _operation(operation, schemas, query)
        paths.setdefault(operation.path, {})[operation.method.lower()] = described
    for name in queries.values():
        components.pop(name, None)
    whole = {
        "openapi": "3.1.0",
        "info": {
            "title": "三课堂 Sanketang",
            "version": VERSION,
            "description": (
                "Everything the pages do. Sign in with a token (`Authorization: Bearer`), or with "
                "a page's session. Failures have a stable `code`. Nothing of another school is "
                "ever answered: what one may not see is `not_found`."
            ),
        },
        "tags": [{"name": tag} for tag in dict.fromkeys(o.about for o in operations if o.about)],
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer"},
                "session": {
                    "type": "apiKey",
                    "in": "cookie",
                    "name": "sanketang",
                    "description": "A page's; what changes something also needs X-CSRF-Token.",
                },
            },
        },
    }
    return _renamed(whole, _short(components))


def _named(schema: dict[str, Any]) -> str:
    return str(schema["$ref"]).rpartition("/")[2]


def _reached(schemas: Iterable[Any], components: dict[str, Any]) -> set[str]:
    """Return the components that these schemas lead to."""
    reached: set[str] = set()
    found = set(_REFERENCE.findall(str(list(schemas))))
    while found:
        reached |= found
        found = set(_REFERENCE.findall(str([components[name] for name in found]))) - reached
    return reached


def _short(components: dict[str, Any]) -> dict[str, str]:
    """Return plain names for those that are called alike in two modules, `a.b.Name`: a Kind's has
    the name itself, another is told apart by its module.
    """
    names = [name for name in components if "." in name]
    plain = {kind.type.__module__ for kind in KINDS.values()}
    short = {}
    for name in names:
        module, _, own = name.rpartition(".")
        camel = "".join(part.capitalize() for part in module.rpartition(".")[2].split("_"))
        short[name] = own if module in plain else camel + own
    if len({*short.values(), *components}) < len(short) + len(components):
        raise ValueError(f"components with one name: {short}")
    return short


def _renamed(document: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    text = msgspec.json.encode(document).decode()
    for name, short in names.items():
        text = text.replace(f'{_PREFIX}{name}"', f'{_PREFIX}{short}"')
    read: dict[str, Any] = msgspec.json.decode(text)
    schemas = read["components"]["schemas"].items()
    renamed = sorted((names.get(name, name), schema) for name, schema in schemas)
    read["components"]["schemas"] = dict(renamed)
    return read


def _types(operations: Iterable[Operation]) -> list[Any]:
    types: list[Any] = [Told]
    for operation in operations:
        for type in (operation.body, operation.answer, operation.query):
            if type is not None and type not in types:
                types.append(type)
    return types


def _key(type: Any) -> str:
    return str(type)


def _operation(
    operation: Operation, schemas: dict[str, Any], query: dict[str, Any]
) -> dict[str, Any]:
    described: dict[str, Any] = {
        "operationId": operation.name,
        "summary": operation.summary,
        "parameters": [
            *(
                {"name": name, "in": "path", "required": True, "schema": _PARTS.get(name, _ID)}
                for name in operation.parameters
            ),
            *_query(query),
            *_headers(operation),
        ],
        "responses": _responses(operation, schemas),
        "security": [{"token": []}, {"session": []}] if operation.is_guarded else [],
    }
    if operation.about:
        described["tags"] = [operation.about]
    if operation.body is not None:
        described["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": schemas[_key(operation.body)]}},
        }
    if operation.sends_file:
        described["requestBody"] = {
            "required": True,
            "content": {"application/octet-stream": {}},
        }
    return described


def _query(query: dict[str, Any]) -> list[dict[str, Any]]:
    parameters = []
    for name, schema in query.get("properties", {}).items():
        plain = dict(schema)
        parameters.append(
            {
                "name": name,
                "in": "query",
                "required": name in query.get("required", ()),
                **({"description": text} if (text := plain.pop("description", "")) else {}),
                "schema": plain,
            }
        )
    return parameters


def _headers(operation: Operation) -> list[dict[str, Any]]:
    headers = []
    if operation.matched:
        headers.append(
            {
                "name": "If-Match",
                "in": "header",
                "required": True,
                "description": "The ETag that was read; another one: `changed_meanwhile`.",
                "schema": {"type": "string", "examples": ['"1"']},
            }
        )
    if operation.keyed:
        headers.append(
            {
                "name": "Idempotency-Key",
                "in": "header",
                "required": False,
                "description": "The same key and body within 24 hours: the same answer again.",
                "schema": {"type": "string", "pattern": "^[!-~]{1,64}$"},
            }
        )
    return headers


def _responses(operation: Operation, schemas: dict[str, Any]) -> dict[str, Any]:
    done: dict[str, Any] = {"description": "Done."}
    if operation.answer is not None:
        done["content"] = {"application/json": {"schema": schemas[_key(operation.answer)]}}
    if operation.file:
        done["content"] = {type: {} for type in operation.file}
    headers = {}
    if operation.versioned:
        headers["ETag"] = _ETAG
    if operation.located:
        headers["Location"] = _LOCATION
    if headers:
        done["headers"] = headers
    responses = {str(operation.status): done}
    if operation.ranged:
        responses["206"] = done | {"description": "The bytes that Range asked for."}
    if operation.cached:
        responses["304"] = {"description": "As whoever asks has it (If-None-Match)."}
    by_status: dict[int, list[str]] = {}
    for code in operation.may_fail:
        by_status.setdefault(STATUS[code], []).append(code)
    for status, codes in sorted(by_status.items()):
        responses[str(status)] = {
            "description": ", ".join(f"`{code}`" for code in sorted(codes)),
            "content": {"application/json": {"schema": schemas[_key(Told)]}},
        }
    return responses


def _plain(components: dict[str, Any]) -> None:
    """Say of words with a fixed set of values that they are strings; msgspec leaves it out."""
    for component in components.values():
        if "enum" in component and all(isinstance(each, str) for each in component["enum"]):
            component.setdefault("type", "string")
