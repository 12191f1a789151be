"""Reading a request of the API: its JSON body, its query, the version it speaks of.

Rule: strict. What is not asked for is refused, not ignored, because a misspelt filter that is
ignored answers with everybody. Only `BadMessage` and the refusals named here come out of this file.
"""

import asyncio
import re
from typing import Any, TypeVar

import msgspec
from aiohttp import web

from classroom.failures import BadMessage, Refused
from classroom.register.checks import Invalid
from classroom.register.resource import Problem

JSON = "application/json"
BODY_BYTES = 64 * 1024
BODY_SECONDS = 30.0  # for all of it to arrive, over a bad line
DEEPEST = 8  # arrays and objects inside one another
_ETAG = re.compile(r'"([0-9]{1,9})"')
_ID = re.compile(r"[A-Za-z0-9_-]{1,32}")
_KEY = re.compile(r"[\x21-\x7e]{1,64}")

S = TypeVar("S", bound=msgspec.Struct)


async def body(request: web.Request) -> bytes:
    """Return the body of a JSON request; once it has arrived, it is there at once.

    Raises:
        BadMessage: `bad_request`: it did not arrive in time.
        Refused: `not_json`, `too_large`.
    """
    if request.content_type != JSON:
        raise Refused("not_json", "send Content-Type: application/json")
    if (request.content_length or 0) > BODY_BYTES:
        raise Refused("too_large", f"at most {BODY_BYTES} bytes")
    try:
        async with asyncio.timeout(BODY_SECONDS):
            raw = await request.read()
    except TimeoutError:
        raise BadMessage("bad_request", "the body did not arrive in time") from None
    except web.HTTPRequestEntityTooLarge:
        raw = b" " * (BODY_BYTES + 1)
    if len(raw) > BODY_BYTES:  # nobody said how long it was going to be
        raise Refused("too_large", f"at most {BODY_BYTES} bytes")
    return raw


def values(raw: bytes) -> dict[str, Any]:
    """Return the object that the bytes are as JSON.

    Raises:
        BadMessage: `bad_json`.
    """
    try:
        read = msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadMessage("bad_json", type(error).__name__) from None
    if not isinstance(read, dict):
        raise BadMessage("bad_json", "an object is expected")
    if _deeper_than(read, DEEPEST):
        raise BadMessage("bad_json", f"more than {DEEPEST} levels deep")
    return read


def _deeper_than(value: Any, levels: int) -> bool:
    row = [value]
    for _ in range(levels):
        row = [
            inner
            for each in row
            for inner in (each.values() if isinstance(each, dict) else each)
            if isinstance(inner, (dict, list))
        ]
    return bool(row)


def query(request: web.Request, type: type[S]) -> S:
    """Return the query as this struct; its fields are all there may be, each once.

    Raises:
        BadMessage: `bad_query`.
    """
    given = request.query
    known = {field.encode_name: field.name for field in msgspec.structs.fields(type)}
    for name in set(given):
        if name not in known:
            raise BadMessage("bad_query", "no such parameter")
        if len(given.getall(name)) > 1:
            raise BadMessage("bad_query", f"{name} is given twice")
        if not given[name].isprintable():
            raise BadMessage("bad_query", f"{name} has control characters")
    try:
        read = msgspec.convert(dict(given), type, strict=False)
    except msgspec.ValidationError as error:
        raise BadMessage("bad_query", str(error)) from None
    if nothing := [name for name in given if getattr(read, known[name]) is None]:
        raise BadMessage("bad_query", f"{nothing[0]} says nothing: leave it out")  # such as null
    return read


def version(request: web.Request) -> int:
    """Return the version that If-Match names.

    Raises:
        Refused: `version_missing`, or `changed_meanwhile` when it names none that there can be.
    """
    text = request.headers.get("If-Match")
    if text is None:
        raise Refused("version_missing", "send If-Match with the ETag that was read")
    found = _ETAG.fullmatch(text)
    if found is None:
        raise Refused("changed_meanwhile", "no ETag of ours")
    return int(found[1])


def etag(version: int) -> str:
    """Return the ETag of a version."""
    return f'"{version}"'


def idempotency_key(request: web.Request) -> str | None:
    """Return the Idempotency-Key, or None.

    Raises:
        BadMessage: `bad_key`.
    """
    key = request.headers.get("Idempotency-Key")
    if key is not None and not _KEY.fullmatch(key):
        raise BadMessage("bad_key", "an Idempotency-Key is 1 to 64 visible ASCII characters")
    return key


def json(what: Any, *, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    """Return a JSON answer that nobody keeps: it may hold names."""
    return web.Response(
        body=msgspec.json.encode(what),
        status=status,
        headers={"Cache-Control": "no-store", **(headers or {})},
        content_type=JSON,
        charset="utf-8",
    )


def struct(raw: bytes, type: type[S]) -> S:
    """Return the JSON object as this struct.

    Raises:
        BadMessage: `bad_json`.
        Invalid: it is an object, but not such a one.
    """
    given = values(raw)
    if b"\\u0000" in raw:  # PostgreSQL keeps it in no text
        raise BadMessage("bad_json", "a text has a null character")
    try:
        return msgspec.convert(given, type, strict=True)
    except msgspec.ValidationError as error:
        where = re.search(r"`\$\.?([\w.\[\]]*)`", str(error))
        raise Invalid([Problem(where[1] if where else "", "wrong", {})]) from None


def id(request: web.Request) -> str:
    """Return the id in the path.

    Raises:
        Refused: `not_found`, nothing can have it.
    """
    text = str(request.match_info["id"])
    if not _ID.fullmatch(text):
        raise Refused("not_found")
    return text
