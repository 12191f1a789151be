"""A worker must stay below 100 MB: it never loads what decodes (ADR 3)."""

import grimp
import pytest

HEAVY = ("aiortc", "av", "sqlalchemy")


@pytest.mark.parametrize("heavy", HEAVY)
def test_nothing_that_a_worker_imports_imports_it(heavy: str) -> None:
    graph = grimp.build_graph("classroom", "media", include_external_packages=True)
    loaded = {"media.worker"} | graph.find_upstream_modules("media.worker")

    importers = graph.find_modules_that_directly_import(heavy) if heavy in graph.modules else set()

    assert not importers & loaded
