"""What a media worker and the recorder's process say to each other, for one transport.

Over a local Unix stream socket, which the recorder listens on and the worker connects to; each is a
msgpack array `[kind, field, ...]`, one a frame of `classroom.framing`.

Rule 1: the worker speaks first, and its first message is Attach; a connection that begins otherwise
is none of ours.
Rule 2: packets go on as they came: late ones that were sent again, in whatever order. The numbers
of a consumer are one unbroken line (RFC 3550: sequence modulo 2^16, timestamps modulo 2^32), its
gaps are the sender's losses, and what Dropped tells. Whoever reads puts them in order.
Rule 3: when the socket closes, the transport is lost, and so are its consumers.
"""

import msgspec

MAX_FRAME = 16 * 1024
"""Bytes in one frame at most; a packet has fewer than 2,000."""


class _Message(msgspec.Struct, frozen=True, array_like=True, tag=str.lower):
    pass


# ------------------------------------------------------------------ to the recorder


class Attach(_Message, frozen=True):
    """Whose packets come: `ticket` is the secret that the control process told both of us."""

    ticket: str


class Packet(_Message, frozen=True):
    """One RTP packet of a consumer: a fixed header of 12 bytes, no extensions, plain."""

    consumer: str
    data: bytes


class Report(_Message, frozen=True):
    """The consumer's RTP timestamp `ticks` (32 bits) was captured at `wall`.

    Seconds since the epoch on the worker's clock, which all its consumers share; a line through
    it, at the codec's clock rate, holds until the next, a second later. The first follows the
    first packet. `exact` once the sender's own report (RFC 3550, section 6.4.1) says so; before,
    it goes by when packets arrived.
    """

    consumer: str
    wall: float
    ticks: int
    exact: bool = True


class Layer(_Message, frozen=True):
    """The simulcast layer of its packets from here on; None: none are sent. Never told of sound."""

    consumer: str
    layer: int | None


class Muted(_Message, frozen=True):
    """The producer was paused or resumed."""

    consumer: str
    paused: bool


class Dropped(_Message, frozen=True):
    """So many of its packets since last told found no room on this socket.

    Of pictures, what followed until a later keyframe is missing too, without a gap in the numbers.
    """

    consumer: str
    count: int


class Ended(_Message, frozen=True):
    """The consumer is closed: nothing of it comes any more."""

    consumer: str


ToRecorder = Attach | Packet | Report | Layer | Muted | Dropped | Ended


# ------------------------------------------------------------------ from the recorder


class KeyframeWanted(_Message, frozen=True):
    """Ask the producer for a keyframe; requests are merged to one a second."""

    consumer: str


FromRecorder = KeyframeWanted
