"""What [media] says, the workers are told; what it leaves empty, this machine answers."""

from typing import Any

import pytest

from config.load import load
from media.configured import worker_settings


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("workers", 3),
        ("port", 50000),
        ("listen", ["10.0.0.1"]),
        ("announce", ["203.0.113.7"]),
        ("tcp", False),
        ("consent_seconds", 12.5),
    ],
)
def test_every_setting_arrives(key: str, value: Any) -> None:
    settings = load(environment={}, overrides={f"media.{key}": value})

    assert getattr(worker_settings(settings), key) == value


def test_media_listens_where_the_pages_do_unless_told_otherwise() -> None:
    settings = load(environment={}, overrides={"web.listen": "192.0.2.1"})

    workers = worker_settings(settings)

    assert workers.listen == ["192.0.2.1"]
    assert workers.workers >= 1


def test_workers_log_as_the_server_does() -> None:
    settings = load(environment={}, overrides={"log.format": "json", "log.level": "warning"})

    assert worker_settings(settings).log == settings.log
