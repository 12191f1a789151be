"""What a sheet is made of: columns, and links from its rows to what stands in the register already.

Rule: a table names things as people do, by school code, class and year, staff number; ids stay in
the register. A link is looked up in the order of its sheet, and spelt out in the reverse order, so
that each may rest on the ones before it.
"""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from classroom.register.resource import Kind, Resource
from web.transfer.forms import Form, Language

Both = tuple[str, str]  # in Chinese, in English


class Column(msgspec.Struct, frozen=True, kw_only=True):
    """One column: which value it holds, what it is called, how it is spelt."""

    field: str  # a field of the thing, or `link.field` for a part of how a link is named
    heading: Both
    form: Form
    example: Both
    about: Both
    required: bool = False
    kept: bool = False  # a blank cell leaves what is there as it is, and may stand for it
    blank: Any = msgspec.UNSET  # what a blank cell means, where it is not the field's default
    also: tuple[str, ...] = ()  # other headings that mean it

    def heads(self, language: Language) -> str:
        """Return the heading."""
        return self.heading[language is Language.EN]


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """How a row names something else. It is not named where its last column is blank, those left
    aside that may be.
    """

    name: str  # the field of the thing that gets the id, or a step on the way to one
    kind: Kind[Any]
    by: Mapping[str, str]  # field of the linked thing → column, or @link for another link's id
    may_be_blank: tuple[str, ...] = ()  # columns that name it by being blank, too
    inside: str = ""  # the link in whose scope, or in which, it lies; "": wherever one may look
    above: bool = False  # also in what that lies in; the nearest counts
    of: str = ""  # for a step: the link whose thing leads to it
    field: str = ""  # by this field; "": it is the school that thing lies in

    @property
    def columns(self) -> list[str]:
        """The columns it is named by."""
        return [column for column in self.by.values() if not column.startswith("@")]

    @property
    def last(self) -> str:
        """The column without which it is not named, and where it is said that there is no such."""
        return [column for column in self.columns if column not in self.may_be_blank][-1]


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    """One kind as a table."""

    kind: Kind[Any]
    title: Both
    columns: tuple[Column, ...]
    links: tuple[Link, ...]
    homes: tuple[str, ...]  # the links in one of which it lies: the first that the row names
    parts: str = ""  # a field that holds several, a row each; the rows of one thing share the rest
    left_out: Mapping[str, str] = {}  # fields that no column holds, and why
    complete: Callable[[dict[str, Any], str, Resource | None], None] = lambda _v, _s, _e: None
    """Changes a row's values in place; gets the scope of its home and what is there already."""
    spell: Callable[[Any], dict[str, Any]] = lambda _thing: {}
    """Returns the values that are not simply fields."""

    @property
    def shared(self) -> frozenset[str]:
        """The columns in which the rows of one thing say the same."""
        links = [link for link in self.links if not self._is_of_a_part(link)]
        own = {c.field for c in self.columns if not any(c.field in k.columns for k in self.links)}
        return frozenset(own | {column for link in links for column in link.columns})

    def _is_of_a_part(self, link: Link) -> bool:
        inside = f"{self.parts}."
        return bool(self.parts) and (link.name.startswith(inside) or link.of.startswith(inside))

    def column(self, field: str) -> Column:
        """Return the column that holds this value, or the one that comes nearest."""
        for column in self.columns:
            if column.field == field:
                return column
        for column in self.columns:
            if column.field.startswith(f"{field}."):
                return column
        return self.columns[0]
