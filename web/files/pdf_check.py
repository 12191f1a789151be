"""Looks through one PDF, in a process of its own: `python -m web.files.pdf_check PATH PAGES`.

Rule: what is read here was made by anybody. So the process has little memory and little time, opens
nothing but the file, writes one line of JSON and ends; if it ends otherwise, the PDF is broken.
Every object is looked at, wherever it hangs: a PDF that could do something is refused, since our
own pages would not run it, but whoever keeps the file opens it with another program.
"""

import json
import logging
import resource
import sys
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from pypdf import PdfReader
from pypdf.errors import FileNotDecryptedError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

MEMORY = 1 << 30
SECONDS = 20
MOST_OBJECTS = 200_000
MOST_LINKS, LONGEST_LINK = 200, 500
DEEP = 100  # in one object
LONGEST = 14_400  # points of a page's side
ACTIVE_KEYS = {"/JS", "/JavaScript", "/EmbeddedFiles", "/EF", "/XFA", "/RichMediaContent"}
ACTIVE_KINDS = {"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToE", "/Rendition"}
ACTIVE_KINDS |= {"/Movie", "/Sound", "/RichMedia", "/EmbeddedFile", "/FileAttachment", "/Screen"}


class No(Exception):
    """The PDF is not taken, with the code."""


def looked_through(path: str, most_pages: int) -> dict[str, Any]:
    """Return the sizes of its pages and the addresses that it leads to."""
    reader = PdfReader(path, strict=False)
    if reader.is_encrypted:
        raise No("file_encrypted")
    pages: Any = reader.root_object["/Pages"].get_object()
    if int(pages.get("/Count", 0)) > most_pages:
        raise No("file_pages")
    links: dict[str, None] = {}
    for thing in _objects(reader):
        for each in _dictionaries(thing):
            said = {_plain(each.get(key)) for key in ("/S", "/Subtype", "/Type")}
            if ACTIVE_KEYS & each.keys() or ACTIVE_KINDS & said:
                raise No("file_active")
            if "/URI" in each and len(links) < MOST_LINKS:
                links[_plain(each.get("/URI"))] = None
    sizes = []
    for page in reader.pages:
        sizes.append(_size(page))
        if len(sizes) > most_pages:
            raise No("file_pages")
    if not sizes:
        raise No("file_broken")
    return {"sizes": sizes, "links": list(links)}


def _objects(reader: PdfReader) -> Iterator[Any]:
    """Yield every object of the file, and its trailer."""
    yield reader.trailer
    numbers = {(n, gen) for gen, table in reader.xref.items() for n in table}
    numbers |= {(n, 0) for n in reader.xref_objStm}
    if len(numbers) > MOST_OBJECTS:
        raise No("file_broken")
    for number, generation in sorted(numbers):
        with suppress(FileNotDecryptedError):
            yield reader.get_object(IndirectObject(number, generation, reader))


def _dictionaries(thing: Any) -> Iterator[DictionaryObject]:
    """Yield the dictionaries in one object; what it refers to is an object itself."""
    left = [(thing, 0)]
    while left:
        here, deep = left.pop()
        if deep > DEEP:
            raise No("file_broken")
        if isinstance(here, DictionaryObject):
            yield here
            left += [(dict.__getitem__(here, key), deep + 1) for key in here]
        elif isinstance(here, ArrayObject):
            left += [(each, deep + 1) for each in list.__iter__(here)]


def _plain(value: Any) -> str:
    return str(value.get_object() if isinstance(value, IndirectObject) else value)[:LONGEST_LINK]


def _size(page: Any) -> tuple[int, int]:
    box = page.cropbox
    width, height = round(abs(float(box.width))), round(abs(float(box.height)))
    if int(page.get("/Rotate", 0) or 0) % 180:
        width, height = height, width
    if not (1 <= width <= LONGEST and 1 <= height <= LONGEST):
        raise No("file_broken")
    return width, height


def main() -> int:
    """Look through the PDF that the command line names."""
    path, most_pages = sys.argv[1], int(sys.argv[2])
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    logging.disable()
    try:
        told = looked_through(path, most_pages)
    except No as no:
        told = {"refused": str(no)}
    except Exception:  # whatever a broken file does to its reader
        told = {"refused": "file_broken"}
    sys.stdout.write(json.dumps(told))
    return 0


if __name__ == "__main__":
    sys.exit(main())
