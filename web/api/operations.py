"""What can be asked of the API: one `Operation` each, from which route and description are made.

Rule: an operation says all there is to know of it: who may, what it reads, what it answers, which
refusals it knows. The route table and the OpenAPI document both come out of it, so that neither
can hold what the other does not.
"""

import re
from typing import Any

import msgspec
from aiohttp.typedefs import Handler

from classroom.permissions import Action
from web.routes import Access, Rate

BASE = "/api/v1"
ALWAYS = ("bad_request", "internal", "store_down", "too_many")  # whatever is asked
SIGNED_IN = ("not_signed_in", "second_factor_needed", "not_allowed")
OF_A_BODY = ("bad_json", "not_json", "too_large", "invalid")
OF_A_FILE = ("too_large",)
OF_A_QUERY = ("bad_query",)


class Operation(msgspec.Struct, frozen=True, kw_only=True):
    """One method of one path."""

    method: str
    path: str  # with {id} and the like
    access: Access | Action
    handler: Handler
    rate: Rate = Rate.ORDINARY
    name: str  # stable; other systems' programs are generated from it
    summary: str
    about: str = ""  # the group it stands in
    query: type[msgspec.Struct] | None = None
    body: Any = None  # what is sent, as JSON
    answer: Any = None  # what is answered; None for nothing
    sends_file: bool = False  # what is sent is a file instead
    file: tuple[str, ...] = ()  # what is answered is a file of one of these types instead
    status: int = 200
    ranged: bool = False  # answers a Range with these bytes of it
    cached: bool = False  # answers If-None-Match, too
    versioned: bool = False  # answers with an ETag
    matched: bool = False  # asks for If-Match
    keyed: bool = False  # takes an Idempotency-Key
    located: bool = False  # answers with a Location
    failures: tuple[str, ...] = ()  # besides those that follow from the above

    @property
    def may_fail(self) -> tuple[str, ...]:
        """Every code that it may refuse with."""
        codes = [*ALWAYS, *self.failures]
        if self.is_guarded:
            codes += SIGNED_IN
        if self.method not in ("GET", "HEAD"):
            codes += ("bad_csrf", "bad_origin", "not_verified")
        if self.body is not None:
            codes += OF_A_BODY
        if self.sends_file:
            codes += OF_A_FILE
        if self.query is not None:
            codes += OF_A_QUERY
        if self.matched:
            codes += ("version_missing", "changed_meanwhile")
        if self.keyed:
            codes += ("bad_key", "idempotency_reused", "too_many_keys")
        if self.parameters:
            codes += ("not_found",)
        if self.ranged:
            codes += ("bad_range",)
        return tuple(dict.fromkeys(codes))

    @property
    def parameters(self) -> list[str]:
        """The names in its path."""
        return re.findall(r"\{(\w+)[^}]*\}", self.path)

    @property
    def is_guarded(self) -> bool:
        """Whether somebody has to be signed in for it."""
        return self.access is not Access.PUBLIC
