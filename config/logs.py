"""What whoever runs the server is told: events with keys and values, to standard error.

Rule: no tokens, no addresses with passwords, no names of people; a classroom is told by its id.
Traces come without local variables, since those may hold any of these.
"""

import logging
import sys

import structlog

from config.sections import Log

_TRACES = structlog.processors.ExceptionRenderer(
    structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
)


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
