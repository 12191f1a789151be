"""A calendar feed: the timetable of a classroom, a person or a school, for a calendar program.

Rule: whoever has its address can read it, so it holds no pupils, and can be revoked at any time.
"""

from enum import StrEnum

import msgspec

from classroom.register.resource import Id


class FeedKind(StrEnum):
    """Whose timetable."""

    CLASSROOM = "classrooms"
    PERSON = "people"
    SCHOOL = "schools"


class FeedLanguage(StrEnum):
    """In which language it is written."""

    ZH = "zh"
    EN = "en"


class FeedOrder(msgspec.Struct, frozen=True, kw_only=True):
    """A feed to be made."""

    kind: FeedKind
    object: Id
    language: FeedLanguage = FeedLanguage.ZH


class Feed(FeedOrder, frozen=True, kw_only=True):
    """A feed. Its address is told at its making and never again."""

    id: Id
    scope: str
    made_at: float
    made_by: str
