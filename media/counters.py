"""What an endpoint dropped and why, and a log that a flood cannot fill."""

import time
from dataclasses import asdict, dataclass

import structlog

log = structlog.get_logger()

LOG_PAUSE_SECONDS = 10.0
DROPS_SECONDS = 60.0


@dataclass(slots=True)
class Counters:
    """Datagrams since the worker started; only ever grows."""

    dropped_malformed: int = 0  # no protocol of ours, or not well-formed
    dropped_unknown: int = 0  # from an address without a path, or for no transport of ours
    stun_bad_auth: int = 0  # a check whose MESSAGE-INTEGRITY is missing or wrong
    stun_refused: int = 0  # an authenticated check that was answered with an error
    dtls_early: int = 0  # DTLS before `connect`, beyond the few that are kept
    srtp_failed: int = 0  # not authentic, replayed, or too old
    srtp_early: int = 0  # media before the keys
    send_full: int = 0  # a kernel or connection buffer was full, or there was no route
    send_failed: int = 0  # libsrtp refused, or the packet is too long
    bugs: int = 0  # a callback raised; one packet was lost by it


class DropLog:
    """Says once a minute at most what was dropped since it last did: not a line a packet."""

    def __init__(self, counters: Counters, now: float) -> None:
        """Begin at loop time `now`."""
        self._counters = counters
        self._told = asdict(counters)
        self._next = now + DROPS_SECONDS

    def tick(self, now: float) -> None:
        """Log if it is time and there is something to say; called by the clock."""
        if now < self._next:
            return
        self._next = now + DROPS_SECONDS
        counted = asdict(self._counters)
        grown = {name: count - self._told[name] for name, count in counted.items()}
        if news := {name: count for name, count in grown.items() if count}:
            log.info("datagrams_dropped", **news)
        self._told = counted


class BugLog:
    """Logs bugs at the packet boundary with their trace, one in LOG_PAUSE_SECONDS."""

    def __init__(self, counters: Counters) -> None:
        """Count into `counters.bugs`."""
        self._counters = counters
        self._logged_at = float("-inf")
        self._since = 0

    def note(self, where: str) -> None:
        """Note the exception being handled."""
        self._counters.bugs += 1
        self._since += 1
        now = time.monotonic()
        if now - self._logged_at >= LOG_PAUSE_SECONDS:
            log.exception("packet_callback_failed", where=where, since_last=self._since)
            self._logged_at = now
            self._since = 0
