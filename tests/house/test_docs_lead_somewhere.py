"""Whatever a document points to is there: files, headings, make targets, modules."""

import re
from importlib.util import find_spec
from urllib.parse import unquote

import pytest

from tests.house.sources import ROOT, ours, text

DOCUMENTS = ours(".md")
TARGETS = set(re.findall(r"^([a-z]+):", text("Makefile"), re.MULTILINE))
FENCE = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"^(?:```|~~~).*?^(?:```|~~~)|`[^`\n]+`", re.MULTILINE | re.DOTALL)
MADE = {"web/static/"}  # named in documents, but built
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")


def anchors(name: str) -> set[str]:
    """Return the anchors that a forge makes of a document's headings."""
    headings = re.findall(r"^#+ +(.+?) *$", FENCE.sub("", text(name)), re.MULTILINE)
    plain = (re.sub(r"[^\w\- ]", "", heading.lower()) for heading in headings)
    return {heading.replace(" ", "-") for heading in plain}


def leads_somewhere(name: str, link: str) -> bool:
    path, _, anchor = unquote(link).partition("#")
    target = ((ROOT / name).parent / path).resolve() if path else ROOT / name
    if not target.exists():
        return False
    return not anchor or anchor in anchors(str(target.relative_to(ROOT)))


@pytest.mark.parametrize("name", DOCUMENTS)
def test_links_resolve(name: str) -> None:
    links = [link for link in LINK.findall(FENCE.sub("", text(name))) if ":" not in link]

    broken = [link for link in links if not leads_somewhere(name, link)]

    assert not broken


@pytest.mark.parametrize("name", DOCUMENTS)
def test_commands_exist(name: str) -> None:
    code = "\n".join(CODE.findall(text(name)))

    targets = set(re.findall(r"(?:^|`|&& |sudo -u \w+ )make ([a-z]+)", code, re.MULTILINE))
    modules = set(re.findall(r"python3? -m ([a-z_.]+)", code))

    assert targets <= TARGETS
    assert not [module for module in modules if find_spec(module) is None]


def test_every_part_that_the_architecture_names_is_there() -> None:
    named = set(re.findall(r"`([a-z_]+/[\w./]*|[a-z_]+\.py)`", text("ARCHITECTURE.md")))

    missing = [name for name in named - MADE if not (ROOT / name).exists()]

    assert not missing


def test_every_folder_is_named_in_the_architecture() -> None:
    folders = {name.split("/")[0] for name in ours("") if "/" in name and name[0] != "."}

    assert not [folder for folder in folders if f"`{folder}/`" not in text("ARCHITECTURE.md")]


def test_every_folder_of_docs_is_in_the_index() -> None:
    index = text("docs/README.md")

    unlisted = [name for name in ours(".md") if name.startswith("docs/") and name[5:] not in index]

    assert not unlisted


def test_every_failure_that_a_page_can_show_is_in_the_guide() -> None:
    words = text("web/client/src/i18n/zh_failures.ts")

    codes = re.findall(r"^ +([a-z_]+): \{ what:", words, re.MULTILINE)

    assert codes
    assert not [code for code in codes if f"`{code}`" not in text("docs/use/README.md")]
