"""Where a scanner is set, nothing gets past it."""

import asyncio
from pathlib import Path

import pytest

from classroom.failures import Refused, Unavailable
from tests.web.files import documents
from tests.web.files.clamd import EICAR, Daemon, daemon
from tests.web.files.handing import classes, names
from web.files.scanning import CHUNK, Clamd


async def test_a_virus_is_refused_and_everything_else_passes(tmp_path: Path) -> None:
    async with daemon() as (clamd, address), classes(tmp_path, scanner=address) as here:
        lecturer, _ = await here.lesson("r1")

        assert await here.code(lecturer, documents.pdf() + EICAR) == "file_infected"
        file = await here.shared(lecturer, documents.pdf())

        assert list(names(lecturer)) == [file]
        assert clamd.seen == [documents.pdf() + EICAR, documents.pdf()]


async def test_while_it_does_not_answer_no_file_is_taken(tmp_path: Path) -> None:
    async with daemon() as (clamd, address), classes(tmp_path, scanner=address) as here:
        lecturer, _ = await here.lesson("r1")

        clamd.silent = True
        assert await here.code(lecturer, documents.pdf()) == "scanner_down"
        clamd.silent, clamd.most = False, 10
        assert await here.code(lecturer, documents.pdf()) == "scanner_down"

        assert names(lecturer) == {}


async def test_where_there_is_none_no_file_is_taken(tmp_path: Path) -> None:
    async with classes(tmp_path, scanner="tcp:127.0.0.1:1") as here:
        lecturer, _ = await here.lesson("r1")

        assert await here.code(lecturer, documents.pdf()) == "scanner_down"


async def test_a_large_file_is_sent_in_pieces_through_a_socket_of_the_machine(
    tmp_path: Path,
) -> None:
    clamd, path = Daemon(), tmp_path / "clamd.ctl"
    large = tmp_path / "film"
    large.write_bytes(bytes(3 * CHUNK + 1) + EICAR)

    async with await asyncio.start_unix_server(clamd.answer, path):
        with pytest.raises(Refused, match="file_infected"):
            await Clamd(f"unix:{path}").scan(large)

    assert clamd.seen == [large.read_bytes()]


async def test_one_that_hangs_is_not_waited_for(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"x")
    hanging = asyncio.Event()

    async def hang(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await hanging.wait()
        writer.close()

    async with await asyncio.start_server(hang, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        with pytest.raises(Unavailable, match="scanner_down"):
            await Clamd(f"tcp:127.0.0.1:{port}", seconds=0.05).scan(file)
        hanging.set()
