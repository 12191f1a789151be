import io

import pytest
from PIL import Image

from classroom.accounts import names, pictures
from classroom.accounts.names import AskedField
from classroom.register.checks import Invalid


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("小云老师", ""),
        ("Ms. Li", ""),
        ("小学数学王老师", ""),
        ("", "missing"),
        ("  ", "missing"),
        (" 小云", "bad_pattern"),
        ("云" * 61, "too_long"),
        ("教育局小王", "impersonates"),
        ("三 课 堂 客服", "impersonates"),
        ("官·方", "impersonates"),
        ("ＡＤＭＩＮ", "impersonates"),
        ("青山小学", "impersonates"),
        ("系统管理员", "impersonates"),
        ("小云\u200b老师", "hidden_characters"),
        ("\u202e师老云小", "hidden_characters"),
        ("小云\n老师", "hidden_characters"),
    ],
)
def test_nobody_looks_like_an_office_in_front(name: str, code: str) -> None:
    found = names.problems(AskedField.DISPLAY_NAME, name)

    assert [problem.code for problem in found] == ([code] if code else [])


@pytest.mark.parametrize(
    ("name", "code"),
    [("李晓云", ""), ("阿依古丽·买买提", ""), ("Anne-Marie O'Neil", ""), ("李3", "not_a_name")],
)
def test_a_real_name_is_made_of_letters(name: str, code: str) -> None:
    found = names.problems(AskedField.REAL_NAME, name)

    assert [problem.code for problem in found] == ([code] if code else [])


def picture(format: str, width: int = 96, height: int = 96) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(out, format)
    return out.getvalue()


@pytest.mark.parametrize(("format", "kind"), [("PNG", "image/png"), ("JPEG", "image/jpeg")])
def test_a_picture_is_known_by_its_own_bytes(format: str, kind: str) -> None:
    assert pictures.kind_of(picture(format)) == kind


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "not_a_picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not_a_picture"),
        (b"GIF89a" + b"\0" * 60, "not_a_picture"),
        (picture("PNG")[:20], "not_a_picture"),
        (b"\xff\xd8\xff\xe0\xff\xff", "not_a_picture"),
        (b"\xff\xd8\xff\xc0\x00\x11\x08", "not_a_picture"),
        (picture("PNG", 4000, 16), "bad_dimensions"),
        (picture("JPEG", 16, 16), "bad_dimensions"),
        (picture("PNG") + b"\0" * 65536, "too_long"),
    ],
)
def test_what_is_no_picture_is_none(data: bytes, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        pictures.kind_of(data)

    assert [problem.code for problem in refused.value.problems] == [code]
