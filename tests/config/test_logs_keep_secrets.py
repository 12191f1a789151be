from collections.abc import Iterator
from typing import Literal

import pytest
import structlog

from config.logs import set_up
from config.sections import Log


@pytest.fixture
def structlog_as_it_was() -> Iterator[None]:
    before = structlog.get_config()
    yield
    structlog.configure(**before)


@pytest.mark.usefixtures("structlog_as_it_was")
@pytest.mark.parametrize("form", ["console", "json"])
def test_a_trace_tells_where_and_not_what_was_in_the_variables(
    form: Literal["console", "json"], capsys: pytest.CaptureFixture[str]
) -> None:
    set_up(Log(level="info", format=form))
    log = structlog.get_logger()

    def admit(token: str) -> None:
        raise RuntimeError(f"a bug met {len(token)} characters")

    try:
        admit("a-joining-token-nobody-may-see")
    except RuntimeError:
        log.exception("connection_bug")

    printed = capsys.readouterr().err
    assert "a bug met 30 characters" in printed
    assert "in admit" in printed or '"name": "admit"' in printed
    assert "a-joining-token-nobody-may-see" not in printed.replace(_line_of_the_call(), "")


def _line_of_the_call() -> str:
    """The console's trace quotes the source, and this test's source holds the token."""
    return 'admit("a-joining-token-nobody-may-see")'
