"""A key, and a trail that it signs."""

from pathlib import Path

import pytest

from classroom.store.audit_key import AuditKey
from classroom.store.transactions import Database
from tests.contracts.audit_days import Days


@pytest.fixture
def key(tmp_path: Path) -> AuditKey:
    return AuditKey.make(tmp_path / "audit.key")


@pytest.fixture
async def days(database: Database, key: AuditKey) -> Days:
    return Days(database, key)
