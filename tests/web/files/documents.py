"""Files to hand round: good ones, and ones that are meant to hurt."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable

from PIL import Image
from pypdf import PdfWriter
from pypdf.actions import JavaScript
from pypdf.annotations import Link
from reportlab.lib.pagesizes import A4, landscape
from reportlab.pdfgen import canvas


def pdf(pages: int = 3, text: str = "slide") -> bytes:
    """Slides, each with its number on it."""
    out = io.BytesIO()
    drawing = canvas.Canvas(out, pagesize=landscape(A4), invariant=True)
    for page in range(pages):
        drawing.setFont("Helvetica", 60)
        drawing.drawString(80, 300, f"{text} {page + 1}")
        drawing.showPage()
    drawing.save()
    return out.getvalue()


def with_script() -> bytes:
    return _written(lambda writer: writer.add_open_action(JavaScript("app.alert(1)")))


def with_attachment() -> bytes:
    return _written(lambda writer: writer.add_attachment("game.exe", b"MZ"))


def with_password() -> bytes:
    return _written(lambda writer: writer.encrypt("secret", algorithm="RC4-128"))


def leading_to(address: str) -> bytes:
    link = Link(rect=(0, 0, 50, 50), url=address)
    return _written(lambda writer: writer.add_annotation(0, link))


def launching() -> bytes:
    """An action that starts a program, its name spelled so that no search for it finds it."""
    return pdf().replace(b"/Type /Catalog", b"/Type /Catalog /OpenAction << /S /L#61unch >>", 1)


def _written(change: Callable[[PdfWriter], object]) -> bytes:
    writer = PdfWriter(clone_from=io.BytesIO(pdf()))
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def picture(kind: str = "PNG", size: tuple[int, int] = (64, 48)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, kind)
    return out.getvalue()


def huge_picture() -> bytes:
    """Some bytes that become a gigabyte when they are drawn."""

    def chunk(name: bytes, data: bytes) -> bytes:
        body = name + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    head = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", b"\0") + chunk(b"IEND", b"")


def office(main: str, more: dict[str, bytes] | None = None) -> bytes:
    """An archive with the parts that make an office document one."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(main, "<document/>")
        for name, data in (more or {}).items():
            archive.writestr(name, data)
    return out.getvalue()


def relationship(address: str) -> bytes:
    return (
        f'<Relationships><Relationship Id="r1" TargetMode="External" Target="{address}"/>'
        "</Relationships>"
    ).encode()


def locked_archive() -> bytes:
    data = bytearray(office("word/document.xml"))
    data[data.index(b"PK\x01\x02") + 8] |= 1  # of its first part: encrypted
    return bytes(data)


def mp3() -> bytes:
    frame = b"\xff\xfb\x90\x00" + bytes(413)  # 128 kbit/s, 44.1 kHz
    return b"ID3\x04\0\0\0\0\0\x02??" + frame * 3


def mp4(length: int = 100) -> bytes:
    def box(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I4s", 8 + len(data), name) + data

    return box(b"ftyp", b"isom\0\0\0\0") + box(b"moov", b"") + box(b"mdat", bytes(length))


_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.presentationml"
_SPACES = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
    f'xmlns:r="{_OFFICE}"'
)


def powerpoint(*texts: str) -> bytes:
    """Real slides with a line of text each, and nothing else."""
    types = "".join(
        f'<Override PartName="/ppt/slides/slide{n}.xml" ContentType="{_TYPE}.slide+xml"/>'
        for n in range(len(texts))
    )
    slides = "".join(f'<p:sldId id="{256 + n}" r:id="r{n}"/>' for n in range(len(texts)))
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
        f'<Default Extension="rels" '
        f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/ppt/presentation.xml" '
        f'ContentType="{_TYPE}.presentation.main+xml"/>{types}</Types>',
        "_rels/.rels": _related({"r1": ("officeDocument", "ppt/presentation.xml")}),
        "ppt/presentation.xml": f"<p:presentation {_SPACES}><p:sldIdLst>{slides}</p:sldIdLst>"
        '<p:sldSz cx="12192000" cy="6858000"/></p:presentation>',
        "ppt/_rels/presentation.xml.rels": _related(
            {f"r{n}": ("slide", f"slides/slide{n}.xml") for n in range(len(texts))}
        ),
    }
    parts |= {f"ppt/slides/slide{n}.xml": _slide(text) for n, text in enumerate(texts)}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return out.getvalue()


def _related(to: dict[str, tuple[str, str]]) -> str:
    each = "".join(
        f'<Relationship Id="{id}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for id, (kind, target) in to.items()
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{each}</Relationships>'


def _slide(text: str) -> str:
    return (
        f"<p:sld {_SPACES}><p:cSld><p:spTree>"
        '<p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr/>'
        '<p:sp><p:nvSpPr><p:cNvPr id="2" name="t"/><p:cNvSpPr txBox="1"/><p:nvPr/></p:nvSpPr>'
        '<p:spPr><a:xfrm><a:off x="900000" y="900000"/><a:ext cx="6000000" cy="1000000"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr><p:txBody><a:bodyPr/><a:p><a:r>'
        f'<a:rPr sz="4000"/><a:t>{text}</a:t></a:r></a:p></p:txBody></p:sp>'
        "</p:spTree></p:cSld></p:sld>"
    )
