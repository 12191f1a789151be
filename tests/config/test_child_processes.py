"""Processes that hang on a socket of ours: where their words go, and whose Ctrl-C they hear."""

import os

import pytest

from config import child_process

TALKATIVE = "this"  # of the standard library; prints some advice


async def test_what_a_child_prints_goes_to_the_log_and_not_to_standard_output(
    capfd: pytest.CaptureFixture[str],
) -> None:
    process, ours = await child_process.start(TALKATIVE)
    ours.close()
    await child_process.end(process)

    told = capfd.readouterr()
    assert told.out == ""
    assert "Readability counts." in told.err


async def test_a_child_leads_a_session_of_its_own() -> None:
    process, ours = await child_process.start("media.worker")

    session = os.getsid(process.pid)
    ours.close()
    await child_process.end(process)

    assert session == process.pid
