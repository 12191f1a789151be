"""The kernel's structs as Python objects: who owns what, and what must go out before a change.

Rule 1: C points only into what a registered `Fan` keeps alive. What changes first sends what waits,
so that between a packet's coming and its going nothing has changed.
Rule 2: one kernel an event loop; its objects are used on that loop alone.
"""

import importlib
import socket
from collections.abc import Sequence
from typing import Any

from classroom.failures import Unavailable
from media.downstream.sent_log import SentLog
from media.paths import Address

VERSION = 2  # SK_VERSION in kernel.h
SEGMENTS = 32  # datagrams in one call; the system takes 64 (128 since Linux 6.9)


class Kernel:
    """The compiled inner loop, with its queue and its room for packets."""

    def __init__(self, compiled: Any, protect: int, segments: int) -> None:
        """Use `load` instead; `protect` is the address of libsrtp's srtp_protect."""
        self.ffi, self.lib = compiled.ffi, compiled.lib
        self._state = self.ffi.new("sk_kernel *")
        self.ear = self.ffi.new("sk_ear *")  # where feedback is worked out, see hearing.py
        self._fans: set[Fan] = set()
        self._abandoned: list[Fan] = []
        self.lib.sk_start(self._state, self.ffi.cast("void *", protect), segments)

    @property
    def state(self) -> Any:
        """Return the `sk_kernel *`."""
        return self._state

    def hold(self) -> None:
        """Let pictures wait until `release`, so that those of one frame go together."""
        self._state.holding = 1

    def release(self) -> None:
        """Send what waits, and let nothing wait from now on."""
        self._state.holding = 0
        self.lib.sk_flush(self._state)
        while self._abandoned:
            self.forget(self._abandoned.pop())

    def flush(self) -> None:
        """Send what waits."""
        self.lib.sk_flush(self._state)

    def refused(self) -> tuple[int, int]:
        """Return how many datagrams the system and packets libsrtp refused since the last call."""
        state = self._state
        counts = int(state.full), int(state.failed)
        state.full = state.failed = 0
        return counts

    @property
    def calls(self) -> int:
        """How often the system was asked to send."""
        return int(self._state.calls)

    def register(self, fan: "Fan") -> None:
        """Keep a fan alive; until `forget`, C may point at it."""
        self._fans.add(fan)

    def abandon(self, fan: "Fan") -> None:
        """Forget a fan with the next `release`: whoever lets go of it does not know when it is, nor
        on which thread; the interpreter lets others run while C does.
        """
        self._abandoned.append(fan)

    def forget(self, fan: "Fan") -> None:
        """Send what waits for a fan and let go of it."""
        self.lib.sk_flush_fan(self._state, fan.state)
        self._fans.discard(fan)


class Outlet:
    """One transport's way out, as the kernel uses it."""

    __slots__ = ("_kernel", "_state", "_wide")

    def __init__(self, kernel: Kernel) -> None:
        """Begin closed: everything goes by Python's `send_rtp`."""
        self._kernel = kernel
        self._state = kernel.ffi.new("sk_outlet *")
        self._wide: tuple[Any, ...] = ()

    @property
    def kernel(self) -> Kernel:
        """Whose outlet it is."""
        return self._kernel

    @property
    def state(self) -> Any:
        """Return the `sk_outlet *`."""
        return self._state

    @property
    def packets(self) -> int:
        """Packets that the kernel sent on it."""
        return int(self._state.packets)

    @property
    def bytes(self) -> int:
        """Their bytes, as on the wire without IP and UDP headers."""
        return int(self._state.bytes)

    def open(self, session: int, fd: int, address: Address) -> None:
        """Send under a libsrtp session (its address) from a UDP socket to an address."""
        self._kernel.flush()
        ip, port = address[0].partition("%")[0], address[1]
        family = socket.AF_INET6 if ":" in ip else socket.AF_INET
        packed = socket.inet_pton(family, ip)
        flow, scope = (address[2], address[3]) if len(address) == 4 else (0, 0)
        self._kernel.lib.sk_aim(self._state, fd, packed, len(packed), port, flow, scope)
        self._state.session = self._kernel.ffi.cast("void *", session)

    def close(self) -> None:
        """Send nothing more; what waits has gone."""
        self._kernel.flush()
        self._state.session = self._kernel.ffi.NULL

    def number(self, log: SentLog) -> None:
        """Number packets by `log`, and note there what went."""
        ffi, state = self._kernel.ffi, self._state
        self._kernel.flush()
        self._wide = (
            ffi.from_buffer("uint64_t[]", log.count, require_writable=True),
            ffi.from_buffer("double[]", log.times, require_writable=True),
            ffi.from_buffer("uint16_t[]", log.sizes, require_writable=True),
        )
        state.wide_next, state.wide_sent, state.wide_bytes = self._wide
        state.wide_mask = len(log.sizes) - 1
        state.wide_id = log.element_id


class Sink:
    """One consumer, as the kernel uses it."""

    __slots__ = ("outlet", "state")

    def __init__(self, outlet: Outlet, ssrc: int, numbered: bool) -> None:
        """Begin with nothing added; `numbered` needs an outlet that is (`Outlet.number`)."""
        self.outlet = outlet
        self.state = outlet.kernel.ffi.new("sk_sink *")
        self.state.outlet = outlet.state
        self.state.ssrc = ssrc
        self.state.wide = int(numbered)

    @property
    def packets(self) -> int:
        """Packets that the kernel sent to it."""
        return int(self.state.packets)

    @property
    def octets(self) -> int:
        """Bytes of their payloads."""
        return int(self.state.octets)

    @property
    def refusals(self) -> int:
        """Packets that found no room, or that libsrtp refused."""
        return int(self.state.refusals)

    def by_hand(self, wanted: bool) -> None:
        """Leave its packets to Python, or no longer."""
        self.outlet.kernel.flush()
        self.state.by_hand = int(wanted)

    def follow(
        self, first: int, seq_shift: int, ts_shift: int, picture_shift: int, tl0_shift: int
    ) -> None:
        """Take the shifts of a span; no fan has this sink then."""
        state = self.state
        state.first = first
        state.seq_shift = seq_shift
        state.ts_shift = ts_shift
        state.picture_shift = picture_shift
        state.tl0_shift = tl0_shift
        state.renumbers = int(bool(picture_shift or tl0_shift))


class Fan:
    """The sinks of one stream, unchanging; made anew when they change."""

    __slots__ = ("_array", "_kernel", "_put", "_sinks", "_whole", "state")

    def __init__(self, kernel: Kernel, sinks: Sequence[Sink]) -> None:
        """Register with the kernel; call `close` before letting go."""
        self._kernel = kernel
        self._sinks = tuple(sinks)
        self._array = kernel.ffi.new("sk_sink *[]", [sink.state for sink in self._sinks])
        self.state = kernel.ffi.new("sk_fan *")
        self.state.sinks = self._array
        self.state.count = len(self._sinks)
        self._put = kernel.lib.sk_put
        self._whole = kernel.state
        kernel.register(self)

    def put(
        self,
        number: int,
        timestamp: int,
        second: int,
        picture: int,
        tl0: int,
        payload: bytes,
        hold: bool,
    ) -> Sequence[int]:
        """Send one packet to all; return the indices of sinks that Python must serve."""
        left = self._put(
            self._whole, self.state, number, timestamp, second, picture, tl0, payload,
            len(payload), hold,
        )  # fmt: skip
        return list(self._whole.by_hand[0:left]) if left else ()

    def close(self) -> None:
        """Send what waits; C knows nothing of it afterwards."""
        self._kernel.forget(self)

    def abandon(self) -> None:
        """Be closed as soon as the event loop comes to it."""
        self._kernel.abandon(self)


def load(wanted: bool | None = None, segments: int = SEGMENTS) -> Kernel | None:
    """Return a kernel if one is built, and if it is wanted; None: as it comes.

    `segments` 1: every datagram is a call of its own.

    Raises:
        Unavailable: `media_down`: it is wanted (True) and is not there, or is of other sources.
    """
    if wanted is False:
        return None
    try:
        compiled = importlib.import_module("media.kernel._compiled")
        if compiled.lib.SK_VERSION != VERSION:
            raise ImportError("it was built from other sources")
    except ImportError as missing:
        if wanted:
            raise Unavailable("media_down", f"no C kernel, make build: {missing}") from missing
        return None
    # Not above: the control process knows this module's types, and needs no libsrtp.
    from media.srtp import protect_address

    return Kernel(compiled, protect_address(), segments)
