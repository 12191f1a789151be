"""Slides of PowerPoint become a PDF through LibreOffice, where it is installed."""

import io
import shutil
from pathlib import Path

import pytest
from pypdf import PdfReader

from classroom.failures import Refused
from tests.web.files import documents
from tests.web.files.handing import classes, names
from web.files.converting import Converter
from web.files.depot import ARRIVING

needs_office = pytest.mark.skipif(
    shutil.which("soffice") is None, reason="apt-get install libreoffice-impress-nogui, and it runs"
)


async def test_without_it_the_teacher_is_asked_for_a_pdf(tmp_path: Path) -> None:
    async with classes(tmp_path, office="") as here:
        lecturer, _ = await here.lesson("r1")

        slides = documents.office("ppt/presentation.xml")

        assert await here.code(lecturer, slides, "古诗.pptx") == "no_office"


@pytest.mark.parametrize("command", ["false", "sleep-for-ever"])
async def test_what_it_makes_nothing_of_is_broken(tmp_path: Path, command: str) -> None:
    hanging = tmp_path / "sleep-for-ever"
    hanging.write_text("#!/bin/sh\nsleep 1000\n")
    hanging.chmod(0o755)
    (tmp_path / "slides").write_bytes(b"x")
    (tmp_path / "work").mkdir()
    wanted = str(hanging) if command == hanging.name else command

    with pytest.raises(Refused, match="file_broken"):
        await Converter(wanted, seconds=0.5).to_pdf(tmp_path / "slides", tmp_path / "work")


@needs_office
async def test_the_slides_are_shown_as_a_pdf(tmp_path: Path) -> None:
    async with classes(tmp_path) as here:
        lecturer, page = await here.lesson("r1")

        file = await here.shared(lecturer, documents.powerpoint("One", "Two"), "古诗.pptx")
        await lecturer.ask("show_slides", file=file, page=2)

        assert names(lecturer) == {file: "古诗.pdf"}
        await page.until(lambda: page.state and page.state["showing"])
        pdf = PdfReader(io.BytesIO(await (await here.get(page, file)).read()))
        assert [each.extract_text().strip() for each in pdf.pages] == ["One", "Two"]
        assert not any((tmp_path / ARRIVING).iterdir())
