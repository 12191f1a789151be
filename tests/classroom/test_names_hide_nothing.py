"""No text of the register hides a character: none that turns the eye round, none without width."""

from collections.abc import Iterator
from typing import get_args, get_type_hints

import pytest

from classroom.hidden import hides
from classroom.register.checks import GIVEN_BY_THE_STORE, Invalid, build
from classroom.register.kinds import KINDS

HIDDEN = {
    "right-to-left override": "青山\u202e学小",
    "isolate": "青\u2066山\u2069",
    "left-to-right mark": "青山\u200e",
    "zero width space": "青\u200b山",
    "zero width joiner": "青\u200d山",
    "byte order mark": "\ufeff青山",
    "soft hyphen": "青\u00ad山",
    "Hangul filler": "青\u3164山",
    "null": "青\x00山",
    "escape": "青\x1b[31m山",
    "new line": "青\n山",
    "paragraph separator": "青\u2029山",
    "private use": "青\ue000山",
}


def fields() -> Iterator[tuple[str, str]]:
    for kind in KINDS.values():
        for field, hint in get_type_hints(kind.type, include_extras=False).items():
            if field not in GIVEN_BY_THE_STORE and (hint is str or str in get_args(hint)):
                yield kind.name, field


def problems(kind: str, field: str, text: str) -> set[str]:
    with pytest.raises(Invalid) as refused:
        build(KINDS[kind], {field: text})
    return {problem.code for problem in refused.value.problems if problem.field == field}


@pytest.mark.parametrize(("kind", "field"), [*fields()])
@pytest.mark.parametrize("text", [*HIDDEN.values()], ids=[*HIDDEN])
def test_no_field_of_any_kind_takes_it(kind: str, field: str, text: str) -> None:
    assert problems(kind, field, text), "it was taken"


@pytest.mark.parametrize("text", [*HIDDEN.values()], ids=[*HIDDEN])
def test_it_is_said_what_is_wrong(text: str) -> None:
    for kind, field in (("schools", "name"), ("pupils", "name"), ("people", "real_name")):
        said = problems(kind, field, text)

        assert said <= {"hidden_characters", "bad_pattern"}
        assert "hidden_characters" in said or "\n" in text or text[0] == "\ufeff"


@pytest.mark.parametrize(
    "name",
    [
        "青山小学",
        "བོད་ལྗོངས་སྒྲིག་གཞི།",
        "ᠮᠣᠩᠭᠣᠯ ᠤᠨ",
        "ᠨ\u180eᠠ",
        "Ürümqi №1",
        "三年级（1）班",
        "家👨\u200d👩\u200d👧",
    ],
)
def test_what_schools_are_called_comes_through(name: str) -> None:
    made = build(KINDS["classes"], {"school": "s", "name": name, "grade": 3, "year": 2026})

    assert made.name == name
    assert not hides(name)
