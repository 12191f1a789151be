"""The rules of import that layers alone do not say."""

import grimp
import pytest

WORLD = {
    "aiohttp", "aiortc", "aiosqlite", "asyncio", "av", "os", "pathlib", "socket", "socketio",
    "sqlalchemy", "sqlite3", "subprocess", "threading", "time",
}  # fmt: skip


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph("classroom", "media", include_external_packages=True)


def test_only_the_store_touches_the_world(graph: grimp.ImportGraph) -> None:
    found = {
        f"{module} -> {imported}"
        for module in graph.modules
        if module.startswith("classroom") and not module.startswith("classroom.store")
        for imported in graph.find_modules_directly_imported_by(module)
        if imported.split(".")[0] in WORLD or imported.startswith("classroom.store")
    }

    assert not found


@pytest.mark.parametrize("heavy", ["av", "aiortc"])
def test_a_media_worker_does_not_load_what_would_cost_its_memory(
    graph: grimp.ImportGraph, heavy: str
) -> None:
    loaded = graph.find_upstream_modules("media.worker") | {"media.worker"}

    importers = {
        module
        for module in loaded & graph.modules
        if heavy in graph.find_modules_directly_imported_by(module)
    }

    assert not importers
