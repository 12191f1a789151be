"""A name is one line of text and no path, and its ending says what is in the file."""

import pytest

from classroom.failures import Refused
from classroom.files import names
from classroom.files.values import FileKind


@pytest.mark.parametrize(
    ("said", "called"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\作业\\古诗.pdf", "古诗.pdf"),
        ("古诗\u202egnp.exe", "古诗gnp.exe.pdf"),  # which would be read as "古诗exe.png"
        ("古\u200b诗\ufeff.pdf", "古诗.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "a Set-Cookie_ x.pdf"),
        ('<img src=x onerror="alert(1)">.pdf', "_img src=x onerror=_alert(1)__.pdf"),
        ("page.html", "page.html.pdf"),
        ("con.pdf", "_con.pdf"),
        (".pdf", "file.pdf"),
        ("   ", "file.pdf"),
        ("", "file.pdf"),
        ("诗" * 300 + ".pdf", "诗" * 80 + ".pdf"),
        ("%00.pdf", "_00.pdf"),
    ],
)
def test_a_name_is_cleaned(said: str, called: str) -> None:
    assert names.name(names.stem(said), FileKind.PDF) == called


@pytest.mark.parametrize("said", ["a" * 3000, "诗" * 600])
def test_a_name_has_an_end(said: str) -> None:
    with pytest.raises(Refused, match="text_too_long"):
        names.stem(said)
