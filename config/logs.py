"""What whoever runs the server is told: events with keys and values, to standard error.

Rule: no tokens, no addresses with passwords, no names of people; a classroom is told by its id.
Traces come without local variables, since those may hold any of these.
"""

import itertools
import logging
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import structlog

from config.sections import Log

_TRACES = structlog.processors.ExceptionRenderer(
    structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
)

_RUN, _NUMBERS = secrets.token_hex(3), itertools.count(1)


@contextmanager
def identified() -> Iterator[str]:
    """Have whatever is logged in this block, and in no other task, say which request it is of; the
    value is its id: the server's run and a number, so that nothing of whoever asks is in it.
    """
    id = f"{_RUN}-{next(_NUMBERS)}"
    with structlog.contextvars.bound_contextvars(request=id):
        yield id


def set_up(section: Log) -> None:
    """Log as the settings say, our own events and other libraries' warnings alike."""
    level = logging.getLevelNamesMapping()[section.level.upper()]
    machine = section.format == "json"
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=machine),
            *([_TRACES] if machine else []),
            structlog.processors.JSONRenderer(ensure_ascii=False)
            if machine
            else structlog.dev.ConsoleRenderer(
                colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
            ),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=max(level, logging.WARNING), stream=sys.stderr, force=True)
