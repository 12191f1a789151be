"""What a file is, is told by its bytes: good ones of each kind, and a table of bad ones."""

import io
from collections.abc import AsyncIterator
from pathlib import Path

from tests.web.files import documents
from tests.web.files.handing import classes, names

WORD, SHEET, SLIDES = "word/document.xml", "xl/workbook.xml", "ppt/presentation.xml"
GOOD: dict[str, tuple[bytes, str, int]] = {  # name given → what, its kind, pages to be shown
    "古诗.PDF": (documents.pdf(2), "pdf", 2),
    "scan.png": (documents.picture("PNG"), "png", 1),
    "photo.jpeg": (documents.picture("JPEG"), "jpg", 1),
    "drawing.webp": (documents.picture("WEBP"), "webp", 1),
    "plan.docx": (documents.office(WORD), "docx", 0),
    "marks.xlsx": (documents.office(SHEET), "xlsx", 0),
    "song.mp3": (documents.mp3(), "mp3", 0),
    "film.mp4": (documents.mp4(), "mp4", 0),
    "really-a-picture.pdf": (documents.picture("PNG", (20, 10)), "png", 1),
}
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
TWO = documents.pdf()
BAD: list[tuple[str, bytes, str, str]] = [  # what it is, its bytes, its name, the code
    ("a page called .pdf", b"<!doctype html><script>alert(1)</script>", "a.pdf", "file_not_taken"),
    ("a drawing with a script", SVG, "a.png", "file_not_taken"),
    ("a program", b"MZ\x90\0" + bytes(200), "setup.pdf", "file_not_taken"),
    ("a script", b"#!/bin/sh\nrm -rf /\n", "a.pdf", "file_not_taken"),
    ("some text", "床前明月光".encode(), "a.docx", "file_not_taken"),
    ("nothing", b"", "a.pdf", "file_broken"),
    ("a PDF that is cut off", documents.pdf()[:-300], "a.pdf", "file_broken"),
    ("the head of a PDF", b"%PDF-1.7\n%%EOF", "a.pdf", "file_broken"),
    ("a PDF of noise", b"%PDF-1.7\n" + bytes(range(256)) * 40 + b"%%EOF", "a.pdf", "file_broken"),
    ("a page with a PDF in it", b"<html>" + TWO, "a.pdf", "file_not_taken"),
    ("a PDF with an archive behind", TWO + documents.office(WORD), "a.pdf", "file_broken"),
    ("a PDF with a page behind", TWO + b"<html><script>", "a.pdf", "file_broken"),
    ("a picture with an archive behind", documents.picture() + documents.office(WORD), "a.png",
     "file_broken"),
    ("a photo with an archive behind", documents.picture("JPEG") + documents.office(WORD), "a.jpg",
     "file_broken"),
    ("a PDF with a password", documents.with_password(), "a.pdf", "file_encrypted"),
    ("a PDF with a script", documents.with_script(), "a.pdf", "file_active"),
    ("a PDF with a program attached", documents.with_attachment(), "a.pdf", "file_active"),
    ("a PDF that starts a program", documents.launching(), "a.pdf", "file_active"),
    ("a PDF of 2,000 pages", documents.pdf(2000), "a.pdf", "file_pages"),
    ("a PDF that lies about its pages",
     documents.pdf(600).replace(b"/Count 600", b"/Count 1  "), "a.pdf", "file_pages"),
    ("a picture that becomes a gigabyte", documents.huge_picture(), "a.png", "file_too_large"),
    ("half a picture", documents.picture()[:60], "a.png", "file_broken"),
    ("half a photo", documents.picture("JPEG")[:100], "a.jpg", "file_broken"),
    ("half an archive", documents.office(WORD)[:-40], "a.docx", "file_broken"),
    ("an archive of anything", documents.office("readme.txt"), "a.docx", "file_not_taken"),
    ("two documents in one", documents.office(WORD, {SHEET: b"<x/>"}), "a.docx", "file_not_taken"),
    ("an archive that swells", documents.office(WORD, {"a.xml": bytes(40 << 20)}), "a.docx",
     "file_broken"),
    ("an archive that leads out", documents.office(WORD, {"../../etc/x": b""}), "a.docx",
     "file_broken"),
    ("a document with a macro", documents.office(WORD, {"word/vbaProject.bin": b""}), "a.docx",
     "file_active"),
    ("slides with a program", documents.office(SLIDES, {"ppt/embeddings/a.exe": b"MZ"}), "a.pptx",
     "file_active"),
    ("a document with a password", documents.locked_archive(), "a.docx", "file_encrypted"),
    ("an old document", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "a.ppt",
     "file_not_taken"),
    ("a film of one box", documents.mp4()[:16], "a.mp4", "file_broken"),
    ("a song of one frame", documents.mp3()[:300], "a.mp3", "file_broken"),
]  # fmt: skip


async def test_a_short_list_of_kinds_is_taken(tmp_path: Path) -> None:
    async with classes(tmp_path) as here:
        lecturer, _ = await here.lesson("r1")

        for name, (data, _, _) in GOOD.items():
            await here.shared(lecturer, data, name)

        assert lecturer.state is not None
        assert [(f["kind"], f["pages"]) for f in lecturer.state["files"]] == [
            (kind, pages) for _, kind, pages in GOOD.values()
        ]


async def test_nothing_else_is(tmp_path: Path) -> None:
    async with classes(tmp_path) as here:
        lecturer, _ = await here.lesson("r1")

        got = {what: await here.code(lecturer, data, name) for what, data, name, _ in BAD}

        assert got == {what: code for what, _, _, code in BAD}
        assert names(lecturer) == {}
        assert not (tmp_path / here.room).exists()


async def test_a_file_has_an_end_whether_it_says_so_or_not(tmp_path: Path) -> None:
    async with classes(tmp_path, file_mb=1) as here:
        lecturer, _ = await here.lesson("r1")
        large = bytes(1_100_000)

        async def unannounced() -> AsyncIterator[bytes]:
            yield large

        assert await here.code(lecturer, io.BytesIO(large)) == "file_too_large"
        assert await here.code(lecturer, unannounced()) == "file_too_large"
