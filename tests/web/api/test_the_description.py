"""The API's description: whole, true, and tried out by a program that reads nothing else."""

import re

from tests.web.api.county import BASE, County
from web.api import openapi
from web.api.operations import Operation
from web.api.table import nowhere, operations
from web.errors import STATUS
from web.routes import Access
from web.signin.operations import nobody
from web.signin.operations import operations as signing_in

ALL: list[Operation] = [*operations(nowhere()), *signing_in(nobody())]


async def test_it_is_served_to_anybody(county: County) -> None:
    answer = await county.ask("", "GET", "openapi.json")

    assert answer.status == 200
    assert answer.body["openapi"] == "3.1.0"
    assert len(answer.body["paths"]) > 30


def test_every_operation_is_in_it_with_its_parameters_and_refusals() -> None:
    document = openapi.document(ALL)

    for operation in ALL:
        described = document["paths"][operation.path][operation.method.lower()]
        names = {each["name"] for each in described["parameters"] if each["in"] == "path"}

        assert names == set(re.findall(r"\{(\w+)\}", operation.path))
        assert str(operation.status) in described["responses"]
        for code in operation.may_fail:
            assert f"`{code}`" in described["responses"][str(STATUS[code])]["description"]
        assert bool(described["security"]) == (operation.access is not Access.PUBLIC)
        assert operation.summary.endswith(".")


def test_names_of_operations_are_their_own() -> None:
    names = [operation.name for operation in ALL]

    assert len(names) == len(set(names))
    assert all(operation.path.startswith(BASE) for operation in ALL)


def test_every_reference_leads_somewhere() -> None:
    document = openapi.document(ALL)

    referred = set(re.findall(r"#/components/schemas/([\w.]+)", str(document)))

    assert referred <= set(document["components"]["schemas"])
    assert not [name for name in document["components"]["schemas"] if not name.isidentifier()]
