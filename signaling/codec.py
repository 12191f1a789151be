"""Where values become messages, and messages become values: the only gate.

Rule: whatever comes from outside goes through here, and nothing but BadMessage comes out of a
failure. Past it, everything is typed.
"""

from typing import Any

import msgspec

from classroom.failures import BadMessage, Failure
from signaling.messages import Error, FromBrowser, Hello, Result, ToBrowser

_DETAIL_CHARS = 200


def hello(auth: object) -> Hello:
    """Return the greeting in a Socket.IO `auth` object.

    Raises:
        BadMessage: `bad_hello`.
    """
    try:
        return msgspec.convert(auth, Hello, strict=True)
    except (msgspec.ValidationError, ValueError, TypeError, RecursionError) as error:
        raise BadMessage("bad_hello", _detail(error)) from None


def request(event: object, payload: object = None) -> FromBrowser:
    """Return the request in a Socket.IO event; no payload is the same as an empty one.

    Raises:
        BadMessage: `unknown_message`, `bad_message`.
    """
    if not isinstance(event, str) or event not in REQUESTS:
        raise BadMessage("unknown_message")
    if payload is None:
        payload = {}
    if not isinstance(payload, dict) or payload.get("type", event) != event:
        raise BadMessage("bad_message", "the payload is an object of the event's type")
    try:
        # Not as FromBrowser: that would look at all of its kinds for each message.
        message = msgspec.convert({**payload, "type": event}, REQUESTS[event], strict=True)
    except (msgspec.ValidationError, ValueError, TypeError, RecursionError) as error:
        raise BadMessage("bad_message", _detail(error)) from None
    return message


def write(message: Result | ToBrowser) -> tuple[str, dict[str, Any]]:
    """Return a message's Socket.IO event name and its payload."""
    value: dict[str, Any] = msgspec.to_builtins(message)
    return value["type"], value


def tag(message: type[msgspec.Struct] | msgspec.Struct) -> str:
    """Return a message's name in the protocol."""
    return str(message.__struct_config__.tag)


def error(failure: Failure) -> Error:
    """Return the failure as it is told to the page."""
    return Error(code=failure.code, detail=failure.detail, retryable=failure.retryable)


def _detail(error: Exception) -> str:
    """Say what was wrong, without repeating more of the sender's text than a glance takes in."""
    return str(error)[:_DETAIL_CHARS]


REQUESTS: dict[str, type[FromBrowser]] = {tag(kind): kind for kind in FromBrowser.__args__}
