"""Databases here begin with the two counties of `tests.classroom.county`."""

import pytest

from tests.classroom.county import counties
from tests.copies import Fill


@pytest.fixture
def filled_with() -> Fill:
    return counties
