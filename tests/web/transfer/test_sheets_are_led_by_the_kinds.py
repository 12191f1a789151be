"""Every field of a kind is in its table, and everything a table says comes back as it was."""

import re
from pathlib import Path
from typing import Any

import pytest

from classroom.register.checks import GIVEN_BY_THE_STORE
from classroom.register.kinds import KINDS
from classroom.register.resource import Kind
from web.transfer import words
from web.transfer.all_sheets import SHEETS
from web.transfer.columns import Sheet
from web.transfer.forms import (
    BadCell,
    Choice,
    Day,
    Language,
    Periods,
    SchoolYear,
    Several,
    Text,
    TimeOfDay,
    Whole,
)

PAGES = Path(__file__).resolve().parents[3] / "web" / "client"
EACH = pytest.mark.parametrize("sheet", SHEETS.values(), ids=SHEETS)


def fields(kind: Kind[Any]) -> set[str]:
    return set(kind.type.__struct_fields__) - GIVEN_BY_THE_STORE


def page_words(kind: str, language: Language) -> dict[str, str]:
    """Return what the clerks' pages call the fields of a kind, without what is in brackets."""
    name = "en_kinds.ts" if language is Language.EN else "zh_kinds.ts"
    text = (PAGES / "src" / "admin" / "i18n" / name).read_text(encoding="utf-8")
    block = re.search(rf"^  {kind}: {{(.*?)}},$", text, re.MULTILINE | re.DOTALL)
    assert block is not None, f"{name} has no words for {kind}"
    words = re.findall(r"(\w+): \"(.*?)\"", block[1])
    return {field: re.split(r" ?[(（]", word)[0] for field, word in words}


@EACH
def test_no_field_is_forgotten(sheet: Sheet) -> None:
    reached = {column.field for column in sheet.columns} | {link.name for link in sheet.links}
    parts = {sheet.parts} if sheet.parts else set()

    assert fields(sheet.kind) <= reached | parts | set(sheet.left_out)
    assert all(sheet.left_out.values())
    assert not reached & set(sheet.left_out)


@EACH
def test_no_two_columns_can_be_taken_for_each_other(sheet: Sheet) -> None:
    names = [name.casefold() for c in sheet.columns for name in {*c.heading, *c.also}]

    assert len(names) == len(set(names))


@EACH
@pytest.mark.parametrize("language", Language)
def test_columns_are_called_as_on_the_pages(sheet: Sheet, language: Language) -> None:
    said = page_words(sheet.kind.name, language)
    headings = {c.field: c.heading[language is Language.EN] for c in sheet.columns}

    for field in headings.keys() & said.keys():
        assert headings[field] == said[field], field


@EACH
def test_links_rest_on_the_ones_before_them_and_use_columns_there_are(sheet: Sheet) -> None:
    columns = {column.field for column in sheet.columns}
    known: set[str] = set()

    for link in sheet.links:
        assert set(link.columns) <= columns
        assert link.inside in known | {""}
        assert {s[1:] for s in link.by.values() if s.startswith("@")} <= known
        assert set(link.by) >= set(KINDS[link.kind.name].key)
        known.add(link.name)
    assert set(sheet.homes) <= known


@EACH
@pytest.mark.parametrize("language", Language)
def test_the_example_is_read_as_it_stands(sheet: Sheet, language: Language) -> None:
    for column in sheet.columns:
        if text := column.example[language is Language.EN]:
            value = column.form.read(text)
            assert value not in (None, "")
        assert column.example[0] or not column.required


ENUMERATIONS = [
    words.SCHOOL_KINDS,
    words.LOUDSPEAKERS,
    words.LINES,
    words.VERIFIED_BY,
    words.DAY_KINDS,
    words.MODES,
    words.CHANGES,
    words.WEEKDAYS,
    words.SUBJECT_WORDS,
]


@pytest.mark.parametrize("enumeration", ENUMERATIONS)
def test_words_of_either_language_give_the_value_again(enumeration: words.Words) -> None:
    form = Choice(enumeration)

    for value, names in enumeration.items():
        for name in (value, *names):
            assert form.read(f" {name.upper()} ") == value
        for language in Language:
            assert form.read(form.write(value, language)) == value


def test_spelling_is_forgiven_and_meaning_never_guessed() -> None:
    assert Day().read("2026年9月1日") == Day().read("2026/9/1") == "2026-09-01"
    assert TimeOfDay().read("8\uff1a30") == TimeOfDay().read("8:30:00") == "08:30"
    assert Whole("第", "节").read("第\uff13节") == 3
    assert SchoolYear().read("2026-2027学年") == SchoolYear().read("2026") == 2026
    assert Periods().read("8:30-9:10 9:20\uff5e10:00") == [
        {"start": "08:30", "end": "09:10"},
        {"start": "09:20", "end": "10:00"},
    ]
    assert Several(words.ROLES).read("主讲、辅助,主讲") == ["lecturer", "assistant"]
    assert Text(code=True).read("\uff33\uff11") == "S1"
    for form, text in [
        (Day(), "09/01/2026"),
        (Day(), "明天"),
        (TimeOfDay(), "25:00"),
        (Whole(), "三"),
        (SchoolYear(), "26"),
        (Periods(), "第一节"),
        (Choice(words.MODES), "随便"),
    ]:
        with pytest.raises(BadCell):
            form.read(text)  # type: ignore[attr-defined]
