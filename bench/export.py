"""Speed and memory of an export: lecturer, screen and one on stage, to one film of 720p.

The worker is the real one, in its own process, niced as always. Rule: speed is seconds of film by
seconds of clock, from starting the process to its last word; memory is what the operating system
counts as its peak (VmHWM), and nothing else runs.
"""

import asyncio
import tempfile
import time
from pathlib import Path
from typing import Any

import msgspec

from bench import report
from bench.processes import cpu_seconds
from bench.taped import taped
from classroom.framing import frame, read_frame
from classroom.recording.exports import ExportLayout
from config import child_process
from recording.export.order import MOST_ORDER, Finished, Order, Stage, Told
from recording.manifest.index import Index


async def _made(order: Order) -> dict[str, float]:
    began = time.monotonic()
    process, link = await child_process.start("recording.export.worker")
    reader, writer = await asyncio.open_unix_connection(sock=link)
    writer.write(frame(msgspec.msgpack.encode(order), MOST_ORDER))
    bytes, cpu, peak, pieces = 0, 0.0, 0.0, 0.0
    while (payload := await read_frame(reader)) is not None:
        told = msgspec.msgpack.decode(payload, type=Told)
        cpu, peak = cpu_seconds(process.pid), _peak_megabytes(process.pid)
        if isinstance(told, Finished):
            bytes = told.bytes
        else:
            pieces = time.monotonic() - began
    took = time.monotonic() - began
    writer.close()
    if await child_process.end(process) or not bytes:
        raise RuntimeError("the export was not made")
    seconds = order.until - order.since
    return {
        "times_real_time": seconds / took,
        "cpu_seconds_a_second": cpu / seconds,
        "peak_mb": peak,
        "joined_in": took - pieces,
        "kilobits_a_second": bytes * 8 / 1000 / seconds,
    }


def _peak_megabytes(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) * 1024 / 1e6
    return 0.0


def _order(folder: Path, work: Path, index: Index, layout: ExportLayout) -> Order:
    return Order(
        folder=str(folder), work=str(work), index=index,
        tracks=tuple(track.track for track in index.tracks), layout=layout, since=index.began,
        until=index.ended, language="zh", zone="Asia/Shanghai", mark="李老师 2026-11-23 20:15",
        names={"a": "中心小学 五（1）班", "b": "石门村小学 五年级"},
        stage=(Stage(at=index.began, seats=("b",)),), title="静夜思",
    )  # fmt: skip


def measure(seconds: int, runs: int, layout: ExportLayout) -> dict[str, Any]:
    """Make the film so many times and return the figures."""
    found: list[dict[str, float]] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "recording"
        folder.mkdir()
        index = taped(folder, seconds)
        for run in range(runs):
            order = _order(folder, Path(name) / f"run{run}", index, layout)
            found.append(asyncio.run(_made(order)))
    figures = {key: report.spread([each[key] for each in found], 2) for key in found[0]}
    return {"seconds": seconds, "layout": layout.value, "marks": MARKS, **figures}


MARKS = {"times_real_time": "≥ 1.5", "peak_mb": "≤ 400"}


def main() -> None:
    """Read the command line, measure, print."""
    parser = report.arguments(__doc__)
    parser.add_argument("--seconds", type=int, default=600, help="of film")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument(
        "--layout", type=ExportLayout, choices=list(ExportLayout), default=ExportLayout.LECTURER
    )
    options = parser.parse_args()
    report.publish("export", measure(options.seconds, options.runs, options.layout), options.json)


if __name__ == "__main__":
    main()
