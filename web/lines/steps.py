"""What the page of a line test asks of the media plane, and what it says in the end.

Rule: one struct a step. Parameters are mediasoup-client's and pass through unread.
"""

from typing import Annotated

import msgspec

from classroom.line_test import LineFigures
from classroom.media_messages import Direction, Opaque, Source

PEERS = 32  # of one test: the first carries the media, each other one tries one way to us
Peer = Annotated[int, msgspec.Meta(ge=0, lt=PEERS)]
Id = Annotated[str, msgspec.Meta(min_length=1, max_length=64)]


class _Step(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="step"
):
    pass


class MakeTransport(_Step, frozen=True, tag="transport"):
    """Answer: its description, with our relays."""

    peer: Peer
    direction: Direction


class Connect(_Step, frozen=True, tag="connect"):
    """Give the page's DTLS parameters."""

    peer: Peer
    transport: Id
    dtls_parameters: Opaque


class Send(_Step, frozen=True, tag="produce"):
    """Send a synthetic track. Answer: its id, `producer`."""

    peer: Peer
    transport: Id
    source: Source
    rtp_parameters: Opaque


class Receive(_Step, frozen=True, tag="consume"):
    """Have what one sends sent back. Answer: the consumer, which flows already."""

    peer: Peer
    transport: Id
    producer: Id
    rtp_capabilities: Opaque


class Leave(_Step, frozen=True, tag="leave"):
    """Free a peer that is not needed any more."""

    peer: Peer


class Stop(_Step, frozen=True, tag="stop"):
    """End the test without a result."""


class Say(_Step, frozen=True, tag="result"):
    """Say what was measured, which ends the test. Answer: the test, with its verdict."""

    measured: LineFigures


Step = MakeTransport | Connect | Send | Receive | Leave | Stop | Say


class Asked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One step."""

    ask: Step
