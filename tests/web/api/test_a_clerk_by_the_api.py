"""A school's clerk keeps the register, as a page or another system does it."""

import asyncio

from tests.web.api.county import CENTRE, IN, County, values_of


async def test_a_room_is_made_found_changed_taken_away_and_brought_back(county: County) -> None:
    values = {"school": CENTRE, "name": "音乐教室", "cameras": 2}

    made = await county.ask("clerk", "POST", "classrooms", values)
    assert made.status == 201
    assert made.body["scope"] == IN[CENTRE]
    assert made.etag == '"1"'

    found = await county.ask("clerk", "GET", "classrooms?search=音乐")
    assert [item["id"] for item in found.body["items"]] == [made.body["id"]]
    assert found.body["labels"] == {CENTRE: "centre小学"}
    got = await county.ask("clerk", "GET", made.headers["Location"])
    assert got.body == made.body

    changed = await county.ask(
        "clerk", "PUT", made.headers["Location"], values | {"cameras": 3},
        headers={"If-Match": got.etag},
    )  # fmt: skip
    assert (changed.status, changed.body["cameras"], changed.etag) == (200, 3, '"2"')

    gone = await county.ask(
        "clerk", "DELETE", made.headers["Location"], headers={"If-Match": '"2"'}
    )
    assert gone.status == 204
    assert (await county.ask("clerk", "GET", made.headers["Location"])).code == "not_found"
    removed = await county.ask("clerk", "GET", "classrooms?removed=true")
    assert [item["id"] for item in removed.body["items"]] == [made.body["id"]]

    back = await county.ask("clerk", "POST", made.headers["Location"] + "/restore")
    assert (back.status, back.body["name"]) == (200, "音乐教室")
    assert (await county.ask("clerk", "GET", made.headers["Location"])).etag == back.etag


async def test_everything_that_is_wrong_is_told_at_once(county: County) -> None:
    wrong = {"name": "", "cameras": 9, "line": "pigeon", "colour": "blue", "school": 7}

    answer = await county.ask("clerk", "POST", "classrooms", wrong)

    assert answer.status == 422
    assert sorted(answer.problems) == [
        ("cameras", "too_large"),
        ("colour", "unknown_field"),
        ("line", "not_one_of"),
        ("name", "missing"),
        ("school", "wrong_type"),
    ]


async def test_who_changes_what_was_changed_meanwhile_is_told(county: County) -> None:
    path, values = "classrooms/centre-room", values_of("classrooms", CENTRE)
    read = await county.ask("clerk", "GET", path)

    answers = await asyncio.gather(
        *(
            county.ask(
                "clerk", "PUT", path, values | {"cameras": n}, headers={"If-Match": read.etag}
            )
            for n in range(4)
        )
    )

    assert sorted(answer.status for answer in answers) == [200, 412, 412, 412]
    won = next(answer for answer in answers if answer.status == 200)
    assert (await county.ask("clerk", "GET", path)).body == won.body
    late = await county.ask("clerk", "DELETE", path, headers={"If-Match": read.etag})
    assert late.code == "changed_meanwhile"


async def test_a_change_says_what_it_changes(county: County) -> None:
    path = "classrooms/centre-room"
    values = values_of("classrooms", CENTRE)

    blind = await county.ask("clerk", "PUT", path, values)
    anything = await county.ask("clerk", "PUT", path, values, headers={"If-Match": "*"})

    assert (blind.status, blind.code) == (428, "version_missing")
    assert (anything.status, anything.code) == (412, "changed_meanwhile")


async def test_a_dry_run_answers_and_changes_nothing(county: County) -> None:
    values = {"school": CENTRE, "name": "音乐教室"}

    tried = await county.ask("clerk", "POST", "classrooms?dry_run=1", values)
    gone = await county.ask(
        "clerk", "DELETE", "classrooms/centre-hall?dry_run=1", headers={"If-Match": '"1"'}
    )

    assert (tried.status, tried.body["name"]) == (201, "音乐教室")
    assert gone.code == "in_use"
    assert (await county.ask("clerk", "GET", "classrooms?search=音乐")).body["items"] == []


async def test_a_list_is_read_page_by_page(county: County) -> None:
    for number in range(25):
        values = {"school_class": "centre-class", "name": "学生", "number": f"{number:03}x"}
        await county.add("pupils", f"p{number}", values)

    seen: list[str] = []
    after = ""
    while after is not None:
        page = await county.ask("clerk", "GET", "pupils", params={"limit": "10", "after": after})
        assert page.body["total"] == 26
        seen += [item["id"] for item in page.body["items"]]
        after = page.body["after"]

    assert len(seen) == len(set(seen)) == 26


async def test_what_a_guardian_said_is_not_for_the_clerk_to_write(county: County) -> None:
    values = values_of("pupils", CENTRE)

    answer = await county.ask(
        "clerk", "PUT", "pupils/centre-pupil", values | {"consent": "given"},
        headers={"If-Match": '"1"'},
    )  # fmt: skip

    assert answer.problems == [("consent", "read_only")]
