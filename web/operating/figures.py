"""The server's figures as Prometheus reads them: each its name, its unit, and what it is.

Rule 1: the one place that names them; docs/operate/metrics.md explains each. Whoever has a figure
keeps it as a plain attribute and knows nothing of Prometheus, which the first scrape imports.
Rule 2: no name and no id of a person, a classroom or a lesson: a label has few values, all known.
"""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from classroom.failures import Unavailable
from classroom.store.transactions import Database
from media.pool import MediaPool
from media.worker_process import WorkerProcess
from recording.recorder.supervisor import RecorderSupervisor
from signaling.census import Census
from signaling.gateway import Gateway
from signaling.joining import BOUNDS
from signaling.lessons import Lessons
from web.listening import Listening
from web.operating.certificates import Certificates
from web.operating.lag import Lag
from web.operating.readiness import Missing, Readiness
from web.operating.requests import Requests

if TYPE_CHECKING:
    from prometheus_client.core import Metric

Labels = Mapping[str, str]
STORE_SECONDS = 2.0


class Exports(Protocol):
    """Who knows how many exports wait."""

    async def under_way(self) -> int:
        """Return how many are being made or wait to be; raise Unavailable if nobody can tell."""
        ...


class Sources(NamedTuple):
    """Who has the figures."""

    readiness: Readiness
    store: Database
    exports: Exports
    lessons: Lessons
    gateway: Gateway
    pool: MediaPool
    recorder: RecorderSupervisor
    requests: Requests
    listening: Listening
    lag: Lag
    certificates: Certificates | None


def _gauge(name: str, what: str, values: Iterable[tuple[Labels, float]]) -> "Metric":
    from prometheus_client.core import GaugeMetricFamily

    return _filled(GaugeMetricFamily(f"sanketang_{name}", what), name, values)


def _counter(name: str, what: str, values: Iterable[tuple[Labels, float]]) -> "Metric":
    from prometheus_client.core import CounterMetricFamily

    return _filled(CounterMetricFamily(f"sanketang_{name}", what), f"{name}_total", values)


def _filled(family: Any, name: str, values: Iterable[tuple[Labels, float]]) -> "Metric":
    for labels, value in values:
        family.add_sample(f"sanketang_{name}", dict(labels), value)
    metric: Metric = family
    return metric


async def figures(of: Sources) -> list["Metric"]:
    """Return all of them as they are now."""
    away = await of.readiness.missing()
    exports = None if Missing.STORE in away else await _exports(of.exports)
    census = of.lessons.census()
    return [
        _gauge("ready", "1 when people may be sent here.", [({}, not away)]),
        _gauge(
            "missing",
            "1 for a part that is not there.",
            [({"part": part.value}, part in away) for part in Missing],
        ),
        *_lessons(of, census),
        *_queues(of, census, exports),
        *_doors(of),
        *_recorder(of),
        *_workers(of.pool.workers),
    ]


def _lessons(of: Sources, census: Census) -> Iterator["Metric"]:
    from prometheus_client.core import HistogramMetricFamily

    joins = of.lessons.joins
    yield _gauge(
        "lessons",
        "Lessons that are served, by phase.",
        [({"phase": p.value}, n) for p, n in census.lessons.items()],
    )
    yield _gauge(
        "pages",
        "Connected pages, by their lesson's phase and their part.",
        [({"phase": p.value, "part": part}, n) for (p, part), n in census.pages.items()],
    )
    yield _gauge(
        "lines",
        "Classrooms' lines, by how good they are.",
        [({"light": light.value}, n) for light, n in census.lights.items()],
    )
    yield _gauge(
        "levels",
        "Pages, by the level they are sent.",
        [({"level": level.name.lower()}, n) for level, n in census.levels.items()],
    )
    yield _counter(
        "level_changes",
        "Changes of a page's level, to which and why.",
        [({"level": level, "reason": why}, n) for (level, why), n in joins.levels.items()],
    )
    yield _gauge("recorded_lessons", "Lessons that are being recorded.", [({}, census.recorded)])
    yield _gauge(
        "recording_alarms",
        "Alarms of recordings that stand.",
        [({"alarm": alarm}, n) for alarm, n in census.alarms.items()],
    )
    so_far, buckets = 0, []
    for bound, count in zip((*map(str, BOUNDS), "+Inf"), joins.counts, strict=True):
        so_far += count
        buckets.append((bound, so_far))
    yield HistogramMetricFamily(
        "sanketang_join_seconds",
        "From wanting to be in a lesson to the first sound or picture.",
        buckets=buckets,
        sum_value=joins.seconds,
    )


async def _exports(exports: Exports) -> int | None:
    try:
        async with asyncio.timeout(STORE_SECONDS):
            return await exports.under_way()
    except (Unavailable, TimeoutError):
        return None


def _queues(of: Sources, census: Census, exports: int | None) -> Iterator["Metric"]:
    waiting = {
        "mailboxes": census.mailboxes.all,
        "outboxes": census.outboxes.all,
        "sockets": of.gateway.unsent,
        "media_events": of.pool.waiting,
        "recorder": of.recorder.waiting,
        "store": of.store.busy,
        **({} if exports is None else {"exports": exports}),
    }
    longest = {"mailboxes": census.mailboxes.longest, "outboxes": census.outboxes.longest}
    yield _gauge(
        "queue_waiting",
        "What waits in all queues of a sort.",
        [({"queue": name}, n) for name, n in waiting.items()],
    )
    yield _gauge(
        "queue_longest",
        "What waits in the longest queue of a sort.",
        [({"queue": name}, n) for name, n in longest.items()],
    )
    yield _gauge(
        "control_lag_seconds",
        "By how much the control process was late at worst.",
        [({}, of.lag.worst)],
    )
    yield _gauge("control_tasks", "Tasks of its event loop.", [({}, len(asyncio.all_tasks()))])


def _doors(of: Sources) -> Iterator["Metric"]:
    yield _gauge("connections", "Pages connected.", [({}, of.gateway.connections)])
    yield _counter(
        "connections_turned_away",
        "Connections that there was no room for.",
        [({}, of.listening.turned_away)],
    )
    yield _counter(
        "http_requests",
        "Answers by HTTP.",
        [
            ({"method": method, "route": route, "status": str(status)}, n)
            for (method, route, status), n in of.requests.answered.items()
        ],
    )
    failed = {"http": of.requests.failed, "signaling": of.gateway.failed}
    yield _counter(
        "failures",
        "What was not done, by its code.",
        [
            ({"door": door, "code": code}, n)
            for door, codes in failed.items()
            for code, n in codes.items()
        ],
    )
    if of.certificates is not None:
        expires = of.certificates.expires
        yield _gauge(
            "certificate_expires_seconds",
            "When our certificate expires, Unix time.",
            [({}, expires)],
        )


def _recorder(of: Sources) -> Iterator["Metric"]:
    recorder = of.recorder
    yield _gauge(
        "recorder_running", "1 while its process takes requests.", [({}, recorder.running)]
    )
    yield _counter("recorder_starts", "How often it was started.", [({}, recorder.starts)])


def _workers(workers: tuple[WorkerProcess, ...]) -> Iterator["Metric"]:
    def each(value: Callable[[WorkerProcess], float]) -> list[tuple[Labels, float]]:
        return [({"worker": str(worker.index)}, value(worker)) for worker in workers]

    yield _gauge("worker_running", "1 while it takes requests.", each(lambda w: w.ready.is_set()))
    yield _gauge(
        "worker_kernel", "1 where packets are forwarded by the C kernel.", each(lambda w: w.kernel)
    )
    yield _counter("worker_starts", "How often it was started.", each(lambda w: w.starts))
    told = [({"worker": str(w.index)}, w.figures) for w in workers if w.figures is not None]
    yield _counter("worker_cpu_seconds", "Processor time.", [(w, f.cpu_seconds) for w, f in told])
    yield _gauge("worker_memory_bytes", "Resident memory.", [(w, f.memory_bytes) for w, f in told])
    yield _gauge(
        "worker_lag_seconds",
        "By how much it was late at worst, in a second.",
        [(w, f.lag_seconds) for w, f in told],
    )
    yield _gauge("worker_rooms", "Lessons it carries.", [(w, f.rooms) for w, f in told])
    yield _gauge(
        "worker_peers", "Pages, boxes and recorders in them.", [(w, f.peers) for w, f in told]
    )
    yield _gauge("worker_tasks", "Tasks of its event loop.", [(w, f.tasks) for w, f in told])
    kinds = [(w | {"kind": kind}, c) for w, f in told for kind, c in f.carried.items()]
    yield _counter("media_packets_in", "Packets that came.", [(k, c.packets_in) for k, c in kinds])
    yield _counter(
        "media_packets_expected",
        "Packets that came or should have, by their numbers.",
        [(k, c.expected_in) for k, c in kinds],
    )
    yield _counter("media_bytes_in", "Payload that came.", [(k, c.bytes_in) for k, c in kinds])
    yield _counter(
        "media_packets_out", "Packets that were forwarded.", [(k, c.packets_out) for k, c in kinds]
    )
    yield _counter(
        "media_packets_lost_out",
        "Of these, lost by the receivers' reports.",
        [(k, c.lost_out) for k, c in kinds],
    )
    yield _counter(
        "media_bytes_out", "Payload that was forwarded.", [(k, c.bytes_out) for k, c in kinds]
    )
    yield _counter(
        "media_freezes",
        "Pictures that stood still for more than two seconds.",
        [(w, f.freezes) for w, f in told],
    )
    yield _counter(
        "media_dropped",
        "Datagrams that were dropped, by why.",
        [(w | {"why": why}, n) for w, f in told for why, n in f.dropped.items()],
    )
