"""Looking something up in the trail: what is asked, and a page of what was found."""

from typing import Annotated

import msgspec

from classroom.audit.record import AuditRecord

MOST_ON_A_PAGE = 200


class AuditQuery(msgspec.Struct, frozen=True, kw_only=True):
    """What is looked for; empty and None look for everything."""

    since: float | None = None  # seconds since the epoch, UTC
    until: float | None = None
    actor: str = ""  # id
    action: str = ""
    kind: str = ""
    object: str = ""  # id
    result: str = ""
    within: str = ""  # a scope
    before: int | None = None  # only records before this number
    limit: int = 50

    @property
    def narrow(self) -> bool:
        """Whether it looks for some of what there was at the time."""
        texts = (self.actor, self.action, self.kind, self.object, self.result, self.within)
        return any(texts)


class AuditPage(msgspec.Struct, frozen=True, kw_only=True):
    """Records, the latest first."""

    items: list[AuditRecord]
    after: Annotated[
        str | None, msgspec.Meta(description="Where the next page begins; null on the last.")
    ]
    labels: Annotated[
        dict[str, str], msgspec.Meta(description="Id → name that may be shown, where there is one.")
    ]
