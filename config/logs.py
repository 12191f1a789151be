"""What whoever runs the server is told: events with keys and values, to standard error.

Rule: no tokens, no addresses with passwords, no names of people; a classroom is told by its id.
"""

import logging
import sys

import structlog

from config.sections import Log


def set_up(section: Log) -> None:
    """Log as the settings say, our own events and other libraries' warnings alike."""
    level = logging.getLevelNamesMapping()[section.level.upper()]
    machine = section.format == "json"
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=machine),
            *([structlog.processors.dict_tracebacks] if machine else []),
            structlog.processors.JSONRenderer(ensure_ascii=False)
            if machine
            else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty()),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=max(level, logging.WARNING), stream=sys.stderr, force=True)
