"""What each school has of notes, forms, sheets and samplings, and a request for each operation."""

from typing import Any

import sqlalchemy as sa

from classroom.store.tables.recordings import recordings
from tests.web.api.asked import Asked
from tests.web.api.county import County

FORM = {"zh": "听课评价", "items": [{"key": "goal", "zh": "教学目标", "weight": 10}]}
FILLED = {"marks": [{"item": "goal", "points": 8}], "summary": "结构清楚。"}
WEEK = {"day": "2026-08-20"}  # the week before it


def _note(at: float) -> dict[str, Any]:
    return {"start": at, "text": "请听讲教室回答", "visibility": "research"}


def _rule(**more: Any) -> dict[str, Any]:
    return {"title": "每周抽查", "count": 1, "inspectors": ["{s}-inspector"], **more}


def about_review(at: float) -> list[Asked]:
    """Return a request for each operation; recordings ended at this time."""
    notes, form = "recordings/{id}/notes", "inspection-forms/{form}"
    sheet, one, rule = "inspections/{id}", "inspections/{filed}", "samplings/{rule}"
    begin = {"recording": "{live}", "form": "{form}"}
    wrote, read_two = "write_recording_notes", '"2"'
    return [
        Asked("GET", notes, "recordings/{live}/notes"),
        Asked("POST", notes, "recordings/{live}/notes", _note(at), wrote),
        Asked(
            "PUT", f"{notes}/{{note}}", "recordings/{live}/notes/{note}", _note(at), wrote,
            etag='"1"',
        ),
        Asked(
            "DELETE", f"{notes}/{{note}}", "recordings/{live}/notes/{note}", None, wrote,
            etag=read_two,
        ),
        Asked("GET", "inspections", "inspections?within={s}"),
        Asked(
            "GET", "inspection-tables", "inspection-tables?within={s}", action="export_data"
        ),
        Asked("GET", "inspection-coverage", "inspection-coverage?within={s}"),
        Asked("POST", "inspections", "inspections", begin, "begin_inspection"),
        Asked("GET", sheet, one),
        Asked("GET", f"{sheet}/sheet.pdf", f"{one}/sheet.pdf", action="export_inspection"),
        Asked("PUT", sheet, "inspections/{draft}", FILLED, etag='"1"'),
        Asked(
            "DELETE", sheet, "inspections/{draft}", None, "discard_inspection", etag=read_two
        ),
        Asked(
            "POST", f"{sheet}/file", "inspections/{ready}/file", None, "file_inspection",
            etag=read_two,
        ),
        Asked(
            "POST", f"{sheet}/correction", f"{one}/correction", {"why": "误选"},
            "correct_inspection",
        ),
        Asked("GET", "inspection-forms/{id}", form),
        Asked(
            "POST", "inspection-forms", "inspection-forms", FORM | {"within": "{s}"},
            "write_inspection_forms",
        ),
        Asked("PUT", "inspection-forms/{id}", form, FORM, "write_inspection_forms", etag='"1"'),
        Asked(
            "DELETE", "inspection-forms/{id}", form, None, "write_inspection_forms", etag=read_two
        ),
        Asked("GET", "samplings/{id}", rule),
        Asked("GET", "samplings/{id}/draws", f"{rule}/draws"),
        Asked("GET", "samplings/{id}/draws/{draw}", f"{rule}/draws/{{draw}}"),
        Asked("POST", "samplings/{id}/draws", "samplings/{lot}/draws", WEEK, "draw_sample"),
        Asked("POST", "samplings", "samplings", _rule(within="{s}"), "write_samplings"),
        Asked("PUT", "samplings/{id}", rule, _rule(), "write_samplings", etag='"1"'),
        Asked("DELETE", "samplings/{id}", rule, None, "write_samplings", etag=read_two),
    ]  # fmt: skip


async def review(county: County, who: str, names: dict[str, str], at: float) -> None:
    """Let a school have notes, a form, sheets and rules, and keep what they are called."""
    school = names["s"]
    begun = sa.update(recordings).where(recordings.c.id == names["live"])
    async with county.database.engine.begin() as connection:
        await connection.execute(begun.values(began_at=at - 7 * 86_400))
    inspects = {"role": "inspector", "scope": f"/province/{names['c']}/{school}/"}
    person = {
        "school": school, "number": "i1", "real_name": "张督导", "display_name": "张老师",
        "grants": [inspects],
    }  # fmt: skip
    await county.add("people", f"{school}-inspector", person)

    async def made(path: str, body: Any, etag: str = "", method: str = "POST") -> Any:
        answer = await county.ask(who, method, path, body, headers={"If-Match": etag})
        assert answer.status in (200, 201), answer.body
        return answer.body

    note = await made(f"recordings/{names['live']}/notes", _note(at))
    names["note"] = note["id"]
    names["form"] = (await made("inspection-forms", FORM | {"within": school}))["id"]
    for sheet in ("draft", "ready", "filed"):
        begin = {"recording": names["live"], "form": names["form"]}
        told = await made("inspections", begin)
        id = names[sheet] = told["sheet"]["inspection"]["id"]
        if sheet != "draft":
            await made(f"inspections/{id}", FILLED, '"1"', "PUT")
    await made(f"inspections/{names['filed']}/file", None, '"2"')
    for rule in ("rule", "lot"):
        order = _rule(within=school) | {"inspectors": [f"{school}-inspector"]}
        names[rule] = (await made("samplings", order))["id"]
    names["draw"] = (await made(f"samplings/{names['rule']}/draws", WEEK))["id"]
