"""What the API tells of compliance: of a lesson, of a term, as JSON, as a page and as a PDF."""

import re
from typing import Any

import msgspec
import pytest
import sqlalchemy as sa

from classroom.audit.record import SERVER
from classroom.permissions import Role
from classroom.safety.catalogue import CATALOGUE
from classroom.store.tables import audit
from classroom.store.tables.planned import lessons as planned
from classroom.store.timetable import Timetable
from tests.web.api.county import CENTRE, IN, NORTH, VILLAGE, ZONE, County, person
from web.compliance import asking

CLAUSES = [clause.id for chapter in CATALOGUE for clause in chapter.clauses]


@pytest.fixture
async def lesson(county: County) -> str:
    """A lesson of the centre's timetable that is over; nobody came to it."""
    await Timetable(county.database, ZONE).generate(SERVER, "north-term", IN[CENTRE])
    async with county.database.writing(SERVER) as writing:
        query = sa.select(planned.c.id).where(planned.c.slot == "centre-slot")
        query = query.order_by(planned.c.starts_at.desc()).limit(1)
        id = str(await writing.connection.scalar(query))
        over = sa.update(planned).where(planned.c.id == id)
        title = "<b>古诗</b> & 音乐"
        await writing.connection.execute(over.values(state="ended", held=False, title=title))
    return id


def entries(report: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {each["id"]: each for chapter in report["chapters"] for each in chapter["entries"]}


async def reviewed(county: County, who: str, query: str = "") -> tuple[str, dict[str, Any]]:
    """Look at the term; return the job's id and what came of it."""
    begun = await county.ask(who, "POST", f"terms/north-term/compliance{query}")
    assert begun.status == 202
    while True:
        job = (await county.ask(who, "GET", begun.headers["Location"])).body
        if job["state"] in ("done", "failed"):
            return job["id"], job["result"]


async def test_a_lesson_has_every_clause_and_its_states_counted_apart(
    county: County, lesson: str
) -> None:
    report = (await county.ask("clerk", "GET", f"lessons/{lesson}/compliance")).body

    found = entries(report)
    assert list(found) == CLAUSES
    states = [each["state"] for each in found.values()]
    assert report["counts"] == {
        "passed": states.count("pass"),
        "failed": states.count("fail"),
        "unknown": states.count("unknown"),
        "people": states.count("people"),
    }
    assert found["A1"]["state"] == "people"
    assert found["B7"]["state"] == "unknown"
    assert found["G5-way"]["state"] == "fail"  # it has no public_url
    assert found["B7"]["title"]["zh"]
    assert found["B7"]["title"]["en"]


async def test_whoever_sees_the_lesson_reads_it_and_nobody_else(
    county: County, lesson: str
) -> None:
    for name, role in (("inspector", Role.INSPECTOR), ("auditor", Role.AUDITOR)):
        county.who[name] = person(name, (role, IN[NORTH]))
    county.who["researcher"] = person("researcher", (Role.RESEARCHER, IN[NORTH]))
    path = f"lessons/{lesson}/compliance"

    answers = {
        who: (await county.ask(who, "GET", path)).status
        for who in ("county", "clerk", "inspector", "auditor", "stranger", "researcher", "")
    }

    assert answers == {
        "county": 200, "clerk": 200, "inspector": 200, "auditor": 200,
        "stranger": 404, "researcher": 403, "": 401,
    }  # fmt: skip


async def test_the_page_prints_by_itself_and_what_people_wrote_is_text(
    county: County, lesson: str
) -> None:
    answer = await county.ask("clerk", "GET", f"lessons/{lesson}/compliance/file")

    page = answer.body.decode()
    assert answer.headers["Content-Type"].startswith("text/html")
    assert "script" not in page
    assert "<b>古诗" not in page
    assert "&lt;b&gt;古诗&lt;/b&gt; &amp; 音乐" in page
    assert "@media print" in page
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    assert not re.search(r"(src|href)=", page)
    assert all(id in page for id in ("B6", "P19/H4"))


async def test_the_page_is_in_the_language_that_is_asked_for(county: County, lesson: str) -> None:
    path = f"lessons/{lesson}/compliance/file"
    chinese = (await county.ask("clerk", "GET", path)).body.decode()
    english = (await county.ask("clerk", "GET", f"{path}?language=en")).body.decode()

    assert '<html lang="zh-CN">' in chinese
    assert "? 未知" in chinese
    assert '<html lang="en">' in english
    assert "? Unknown" in english


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_the_pdf_is_one_in_either_language(
    county: County, lesson: str, language: str
) -> None:
    path = f"lessons/{lesson}/compliance/file?pdf=true&language={language}"
    answer = await county.ask("clerk", "GET", path)

    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.body.startswith(b"%PDF-")
    assert b"STSong-Light" in answer.body


async def test_a_file_that_is_taken_leaves_its_line_and_reading_does_not(
    county: County, lesson: str
) -> None:
    await county.ask("clerk", "GET", f"lessons/{lesson}/compliance")
    await county.ask("clerk", "GET", f"lessons/{lesson}/compliance/file")

    query = sa.select(audit.records).where(audit.records.c.action == "read_compliance")
    async with county.database.reading() as connection:
        (line,) = (await connection.execute(query)).all()
    assert (line.actor_id, line.kind, line.object) == ("clerk", "planned_lessons", lesson)
    assert line.scope == IN[CENTRE]


async def test_a_term_is_looked_at_as_a_job_and_taken_as_a_file(
    county: County, lesson: str
) -> None:
    job, report = await reviewed(county, "county")

    found = entries(report)
    assert (report["lessons"], report["left_out"]) == (1, 0)
    assert found["B7"]["lessons"]["unknown"] == [lesson]
    assert found["B7"]["lessons"]["counts"]["passed"] == 0
    assert found["G1d"]["lessons"] is None
    page = await county.ask("county", "GET", f"jobs/{job}/compliance")
    pdf = await county.ask("county", "GET", f"jobs/{job}/compliance?pdf=true")
    assert "秋季学期" in page.body.decode()
    assert pdf.body.startswith(b"%PDF-")


async def test_a_school_looks_at_the_lessons_it_takes_part_in(county: County, lesson: str) -> None:
    _, own = await reviewed(county, "clerk")
    _, neighbours = await reviewed(county, "neighbour")
    _, of_the_village = await reviewed(county, "county", f"?within={VILLAGE}")

    assert lesson
    assert (own["lessons"], neighbours["lessons"], of_the_village["lessons"]) == (1, 0, 0)


async def test_of_a_term_too_long_to_look_at_the_rest_is_said_to_be_left_out(
    county: County, lesson: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "MOST_LESSONS", 0)

    _, report = await reviewed(county, "county")

    assert lesson
    assert (report["lessons"], report["left_out"]) == (0, 1)


async def test_nobody_takes_another_ones_job_and_no_other_kind_of_job(
    county: County, lesson: str
) -> None:
    job, _ = await reviewed(county, "county")
    planning = await county.ask("county", "POST", "terms/north-term/plan")

    theirs = await county.ask("clerk", "GET", f"jobs/{job}/compliance")
    other = await county.ask("county", "GET", f"jobs/{planning.body['id']}/compliance")

    assert lesson
    assert (theirs.status, other.status) == (404, 404)


async def test_no_name_of_anybody_is_in_a_report(county: County, lesson: str) -> None:
    report = (await county.ask("clerk", "GET", f"lessons/{lesson}/compliance")).body

    text = msgspec.json.encode(report).decode()
    assert not any(name in text for name in ("李老师", "王老师", "小centre", "李centre"))
