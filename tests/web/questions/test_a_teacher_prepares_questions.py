"""Question sets: a teacher's own, shared within the school, and read from and written to tables."""

import io
from typing import Any

import pytest
import sqlalchemy as sa
from openpyxl import load_workbook

from classroom.questions.sets import MOST_QUESTIONS, MOST_SETS
from classroom.store.question_sets import DatabaseQuestionSets
from classroom.store.tables import audit
from tests.web.api.county import CENTRE, IN, VILLAGE, Answer, County, person
from tests.web.transfer.clerk import xlsx

TEACHER, COLLEAGUE, ELSEWHERE = f"{CENTRE}-teacher", f"{CENTRE}-assistant", f"{VILLAGE}-teacher"
POETS = {
    "kind": "single",
    "text": "《静夜思》是谁写的？",
    "options": ["李白", "杜甫"],
    "right": {"options": [0]},
    "per_pupil": True,
    "seconds": 60,
}
HEADS = ["题型", "题目", "选项A", "选项B", "选项C", "正确答案", "逐人作答", "限时（秒）"]


def order(*questions: dict[str, Any], **more: Any) -> dict[str, Any]:
    return (
        {"title": "古诗三首", "subject": "chinese", "grade": 3}
        | more
        | {"questions": list(questions or (POETS,))}
    )


@pytest.fixture(autouse=True)
def teachers(county: County) -> None:
    """People without any role: who they are is all that counts."""
    for id in (TEACHER, COLLEAGUE, ELSEWHERE):
        county.who[id] = person(id)


async def added(county: County, **more: Any) -> Answer:
    answer = await county.ask(TEACHER, "POST", "question-sets", order(**more))
    assert answer.status == 201, answer.body
    return answer


async def titles(county: County, who: str) -> list[tuple[str, bool]]:
    items = (await county.ask(who, "GET", "question-sets")).body["items"]
    return [(each["title"], each["mine"]) for each in items]


async def test_a_set_is_kept_changed_and_deleted_by_its_owner(county: County) -> None:
    kept = await added(county)
    one = f"question-sets/{kept.body['set']['id']}"
    assert kept.body["set"]["questions"][0]["right"]["options"] == [0]

    new = order(POETS, {"kind": "true_false", "text": "李白是唐朝人"}, title="唐诗")
    changed = await county.ask(TEACHER, "PUT", one, new, headers={"If-Match": kept.etag})

    assert [q["kind"] for q in changed.body["set"]["questions"]] == ["single", "true_false"]
    again = await county.ask(TEACHER, "PUT", one, new, headers={"If-Match": kept.etag})
    assert (again.status, again.code) == (412, "changed_meanwhile")
    gone = await county.ask(TEACHER, "DELETE", one, headers={"If-Match": changed.etag})
    assert gone.status == 204
    assert (await county.ask(TEACHER, "GET", one)).status == 404


async def test_every_change_leaves_its_line_and_none_of_the_questions(county: County) -> None:
    kept = await added(county)
    one = f"question-sets/{kept.body['set']['id']}"
    changed = await county.ask(TEACHER, "PUT", one, order(), headers={"If-Match": kept.etag})
    await county.ask(TEACHER, "DELETE", one, headers={"If-Match": changed.etag})

    async with county.database.reading() as connection:
        query = sa.select(audit.records).where(audit.records.c.kind == "question_sets")
        lines = list(await connection.execute(query.order_by(audit.records.c.number)))
    assert [(line.actor_id, line.action) for line in lines] == [
        (TEACHER, "write_question_sets")
    ] * 3
    assert [line.detail for line in lines] == [
        f'{{"change":"{change}"}}' for change in ("add", "replace", "remove")
    ]
    assert {line.scope for line in lines} == {IN[CENTRE]}


async def test_it_is_seen_by_nobody_else_until_it_is_shared_with_the_school(
    county: County,
) -> None:
    one = f"question-sets/{(await added(county)).body['set']['id']}"
    for who in (COLLEAGUE, ELSEWHERE, "clerk", "operator"):
        assert (await county.ask(who, "GET", one)).status == 404
        assert await titles(county, who) == []

    told = await county.ask(TEACHER, "GET", one)
    shared = order(shared=True)
    await county.ask(TEACHER, "PUT", one, shared, headers={"If-Match": told.etag})

    assert await titles(county, COLLEAGUE) == [("古诗三首", False)]
    assert (await county.ask(COLLEAGUE, "GET", one)).body["mine"] is False
    assert await titles(county, ELSEWHERE) == []
    assert (await county.ask(ELSEWHERE, "GET", one)).status == 404
    for method in ("PUT", "DELETE"):
        json = order(title="我的了") if method == "PUT" else None
        answer = await county.ask(COLLEAGUE, method, one, json, headers={"If-Match": '"2"'})
        assert answer.status == 404


async def test_whom_nobody_has_verified_keeps_it_to_themselves(county: County) -> None:
    county.who[TEACHER] = person(TEACHER, verified=False)

    refused = await county.ask(TEACHER, "POST", "question-sets", order(shared=True))

    assert (refused.status, refused.code) == (403, "not_verified")
    assert await titles(county, TEACHER) == []


async def test_under_a_key_it_is_made_once(county: County) -> None:
    answers = [
        await county.ask(
            TEACHER, "POST", "question-sets", order(), headers={"Idempotency-Key": "k"}
        )
        for _ in range(2)
    ]

    assert answers[0].body == answers[1].body
    assert len(await titles(county, TEACHER)) == 1


@pytest.mark.parametrize(
    ("wrong", "field", "code"),
    [
        ({"title": ""}, "title", "wrong"),
        ({"title": "古\u202e诗"}, "title", "hidden_characters"),
        ({"subject": "alchemy"}, "subject", "not_one_of"),
        ({"grade": 13}, "grade", "wrong"),
        ({"questions": []}, "questions", "wrong"),
        ({"questions": [POETS] * (MOST_QUESTIONS + 1)}, "questions", "wrong"),
        ({"questions": [POETS | {"options": ["李白"]}]}, "questions[0].options", "bad_options"),
        (
            {"questions": [POETS | {"options": ["同", "同"]}]},
            "questions[0].options",
            "bad_options",
        ),
        ({"questions": [POETS | {"right": {"options": [5]}}]}, "questions[0].right", "bad_right"),
        (
            {"questions": [{"kind": "text", "text": "几？", "per_pupil": True}]},
            "questions[0].per_pupil",
            "not_per_pupil",
        ),
        ({"questions": [POETS | {"text": "题\u200b目"}]}, "questions[0].text", "hidden_characters"),
    ],
)
async def test_what_cannot_be_asked_is_not_kept(
    county: County, wrong: dict[str, Any], field: str, code: str
) -> None:
    answer = await county.ask(TEACHER, "POST", "question-sets", order() | wrong)

    assert (answer.status, answer.problems) == (422, [(field, code)])
    assert await titles(county, TEACHER) == []


@pytest.mark.parametrize(
    "wrong", [{"text": "题" * 201}, {"seconds": 4}, {"options": ["选"] * 9}, {"owner": "me"}]
)
async def test_what_is_too_much_is_refused(county: County, wrong: dict[str, Any]) -> None:
    answer = await county.ask(TEACHER, "POST", "question-sets", order(POETS | wrong))

    assert answer.status == 422
    assert await titles(county, TEACHER) == []


async def test_nobody_keeps_more_than_so_many(
    county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert MOST_SETS == 200
    monkeypatch.setattr("classroom.store.question_sets.MOST_SETS", 1)
    await added(county)

    refused = await county.ask(TEACHER, "POST", "question-sets", order())

    assert (refused.status, refused.code) == (409, "too_many_sets")
    assert (await county.ask(COLLEAGUE, "POST", "question-sets", order())).status == 201


async def test_the_list_tells_whose_the_shared_ones_are(county: County) -> None:
    await added(county, shared=True)

    found, owners = await DatabaseQuestionSets(county.database).all(COLLEAGUE)

    assert [each.owner for each in found] == [TEACHER]
    assert owners == {TEACHER: "李老师"}


# ---------------------------------------------------------------- tables


async def read(county: County, *rows: list[Any], heads: list[str] = HEADS) -> Answer:
    return await county.ask(TEACHER, "POST", "question-tables", data=xlsx([heads, *rows]))


async def download(county: County, path: str) -> bytes:
    async with county.http.get(f"/api/v1/{path}", headers={"X-Who": TEACHER}) as answer:
        assert answer.status == 200, await answer.text()
        assert answer.headers["Content-Disposition"].startswith("attachment")
        return await answer.read()


async def test_a_table_is_read_and_nothing_is_kept(county: County) -> None:
    answer = await read(
        county,
        ["单选", "谁写的？", "李白", "杜甫", "", "A", "是", 60],
        ["多选题", "哪些是唐诗？", "静夜思", "春晓", "离骚", "ab", "", ""],
        ["判断", "李白是唐朝人", "", "", "", "对", "", ""],
        ["数字", "一共几句？", "", "", "", "4", "", ""],
        ["短文字", "下一句是什么？", "", "", "", "疑是地上霜", "", ""],
        ["举手", "谁会背？", "会", "", "", "", "", "30"],
    )

    assert (answer.status, answer.body["problems"]) == (200, [])
    read_ = [(q["kind"], q["right"], q["per_pupil"]) for q in answer.body["questions"]]
    assert [kind for kind, *_ in read_] == [
        "single", "multiple", "true_false", "number", "text", "hands",
    ]  # fmt: skip
    assert [right and right["options"] for _, right, _ in read_[:3]] == [[0], [0, 1], [0]]
    assert answer.body["questions"][3]["right"]["number"] == 4
    assert answer.body["questions"][0]["seconds"] == 60
    assert await titles(county, TEACHER) == []


async def test_every_mistake_is_told_by_row_and_column(county: County) -> None:
    answer = await read(
        county,
        ["单选", "只有一个选项", "李白", "", "", "", "", ""],
        ["口试", "没有这种题型", "", "", "", "", "", ""],
        ["单选", "", "李白", "杜甫", "", "", "", ""],
        ["单选", "没有这个选项", "李白", "杜甫", "", "D", "", ""],
        ["短文字", "不能逐人", "", "", "", "", "是", ""],
        ["单选", "太久", "李白", "杜甫", "", "", "", 9999],
        ["单选", "藏\u202e东西", "李白", "杜甫", "", "", "", ""],
        ["判断", "题" * 201, "", "", "", "", "", ""],
        ["数字", "不是数", "", "", "", "四", "", ""],
        ["判断", "好题", "", "", "", "错", "", ""],
    )

    told = [
        (p["row"], p["problem"]["field"], p["problem"]["code"]) for p in answer.body["problems"]
    ]
    assert told == [
        (2, "option_A", "bad_options"),
        (3, "kind", "not_one_of"),
        (4, "text", "missing"),
        (5, "right", "bad_right"),
        (6, "per_pupil", "not_per_pupil"),
        (7, "seconds", "not_so_long"),
        (8, "text", "hidden_characters"),
        (9, "text", "too_long"),
        (10, "right", "bad_right"),
    ]
    assert [q["text"] for q in answer.body["questions"]] == ["好题"]


async def test_more_questions_than_a_set_holds_are_told(county: County) -> None:
    rows = [["判断", f"第{n}题", "", "", "", "", "", ""] for n in range(MOST_QUESTIONS + 1)]

    answer = await read(county, *rows)

    assert len(answer.body["questions"]) == MOST_QUESTIONS
    assert [p["problem"]["code"] for p in answer.body["problems"]] == ["too_many_questions"]


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04nothing", b"\xd0\xcf\x11\xe0old", b"\x00" * 99])
async def test_what_is_no_table_is_refused(county: County, data: bytes) -> None:
    answer = await county.ask(TEACHER, "POST", "question-tables", data=data)

    assert (answer.status, answer.code) == (422, "invalid")


async def test_a_table_without_the_headings_says_which(county: County) -> None:
    answer = await read(county, ["x"], heads=["随便"])

    assert answer.problems == [("headings", "columns_missing")]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("csv", ["true", "false"])
async def test_what_goes_out_comes_back_the_same(county: County, language: str, csv: str) -> None:
    questions: list[dict[str, Any]] = [
        POETS,
        {"kind": "multiple", "text": "=1+1 是？", "options": ["+2", "二"], "right": None},
        {"kind": "true_false", "text": "李白是唐朝人", "right": {"options": [1]}},
        {"kind": "number", "text": "圆周率", "right": {"number": 3.14159}},
        {"kind": "text", "text": "下一句", "right": {"text": "疑是地上霜"}},
        {"kind": "hands", "text": "会背吗", "options": ["会"], "seconds": 30},
    ]
    kept = (await county.ask(TEACHER, "POST", "question-sets", order(*questions))).body["set"]

    data = await download(county, f"question-sets/{kept['id']}/table?language={language}&csv={csv}")
    answer = await county.ask(TEACHER, "POST", "question-tables", data=data)

    assert answer.body["problems"] == []
    assert answer.body["questions"] == kept["questions"]
    if csv == "false":
        book = load_workbook(io.BytesIO(data))
        cells = [cell for page in book.worksheets for row in page.iter_rows() for cell in row]
        assert all(cell.data_type != "f" for cell in cells)


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_the_example_of_the_template_is_no_question(county: County, language: str) -> None:
    data = await download(county, f"question-tables?language={language}")

    answer = await county.ask(TEACHER, "POST", "question-tables", data=data)

    assert (answer.body["questions"], answer.body["problems"]) == ([], [])


async def test_who_is_not_signed_in_is_told_nothing(county: County) -> None:
    for method, path in (("GET", "question-sets"), ("POST", "question-tables")):
        answer = await county.ask("nobody", method, path, headers={"Content-Type": "text/csv"})

        assert answer.status == 401
