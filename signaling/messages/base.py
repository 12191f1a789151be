"""What all messages share: the types of their fields, and their base.

Rule: one frozen struct a message; its tag is the Socket.IO event name (`snake_case`).
"""

from typing import Annotated, Any

import msgspec

Opaque = dict[str, Any]  # for mediasoup-client, unread

Id = Annotated[str, msgspec.Meta(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_.:-]+$")]
Token = Annotated[str, msgspec.Meta(min_length=16, max_length=128, pattern=r"^[A-Za-z0-9_-]+$")]
Signature = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9_-]{86}$")]  # r||s, base64url


class Message(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="type"
):
    """Whatever is sent by itself, in either direction."""


class Value(msgspec.Struct, frozen=True, kw_only=True):
    """What is inside messages."""


def snake(name: str) -> str:
    """Return a message's tag by its class."""
    return "".join("_" + c.lower() if c.isupper() else c for c in name).lstrip("_")
