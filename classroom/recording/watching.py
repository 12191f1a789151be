"""Who may see what of a recording: the one place that says so.

| who | the list | pictures and sound |
|---|---|---|
| the lesson's lecturer | yes | all |
| inspectors and school administrators, of a school that took part | yes | all |
| system administrators, auditors, of a school that took part | yes | none |
| whoever asked, and somebody else granted it, as long as that lasts | that one | all |
| whoever it is published to, as long as that lasts | that one | without pupils' tracks |
| programs, by a token | the list | none |

The manifest and the seal are for auditors. Pupils' tracks are those that are not the delivering
classroom's; who watches a publication gets them only where it has them in, the server's policy
allows it, and every guardian has agreed at that moment. What is kept as an incident is open to
nobody by publication, whenever it became one (ADR 22).

Rule: pictures of children are for persons only, and only for those of whom it is certain who they
are (未成年人网络保护条例 36). Every route that gives bytes or words of a recording asks `watching`.
"""

from enum import StrEnum

import msgspec

from classroom.accounts.principal import Principal
from classroom.permissions import Action, permits
from classroom.recording.granting import GrantState, WatchGrant
from classroom.recording.publication import (
    PRIVATE,
    Publication,
    PublicationState,
    PublishedTo,
)
from classroom.recording.recording import Recording
from classroom.recording.values import Keeping
from classroom.register.scope import contains

BY_PUBLICATION = "publication"


class Sees(StrEnum):
    """What of a recording somebody sees and hears."""

    NOTHING = "nothing"
    WITHOUT_PUPILS = "without_pupils"  # the delivering classroom's tracks only
    ALL = "all"


class Watching(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody may see of a recording, and why."""

    sees: Sees
    under: str = ""  # id of a grant, `BY_PUBLICATION`, or "": it is their office
    until: float | None = None  # when that ends; seconds since the epoch, UTC


class Opened(msgspec.Struct, frozen=True, kw_only=True):
    """What was opened of a recording to somebody who asks."""

    publication: Publication = PRIVATE
    grants: tuple[WatchGrant, ...] = ()  # theirs
    pupils: bool = False  # policy and every guardian allow pupils' tracks in a publication now


NOTHING = Watching(sees=Sees.NOTHING)
CLOSED = Opened()


def may_list(who: Principal, recording: Recording) -> bool:
    """Tell whether it is their office to know of it."""
    return _teaches(who, recording) or _permits(who, Action.READ_RECORDINGS, recording)


def may_watch(who: Principal, recording: Recording) -> bool:
    """Tell whether it is their office to see and hear all of it."""
    if not is_certain(who):
        return False
    return _teaches(who, recording) or _permits(who, Action.WATCH_RECORDING, recording)


def watching(who: Principal, recording: Recording, opened: Opened, now: float) -> Watching:
    """Return what they may see of it now."""
    if not is_certain(who):
        return NOTHING
    if may_watch(who, recording):
        return Watching(sees=Sees.ALL)
    theirs = [
        (grant.until or 0.0, grant.id)
        for grant in opened.grants
        if grant.person == who.person
        and grant.recording == recording.id
        and grant.state(now) is GrantState.GRANTED
    ]
    if theirs:
        until, id = max(theirs)
        return Watching(sees=Sees.ALL, under=id, until=until)
    published = opened.publication
    if recording.keeping is Keeping.INCIDENT:  # also when it became one afterwards
        return NOTHING
    if published.state(now) is not PublicationState.PUBLISHED or not _reached(
        who, recording, published
    ):
        return NOTHING
    sees = Sees.ALL if published.pupils and opened.pupils else Sees.WITHOUT_PUPILS
    return Watching(sees=sees, under=BY_PUBLICATION, until=published.until)


def may_read_proofs(who: Principal, recording: Recording) -> bool:
    """Tell whether they may have its manifest and its seal."""
    return _permits(who, Action.READ_PROOFS, recording)


def may_see_pupils(who: Principal, recording: Recording) -> bool:
    """Tell whether the classrooms' pictures may be in a film that they take with them."""
    return may_watch(who, recording)


def may_read_views(who: Principal, recording: Recording) -> bool:
    """Tell whether they may know who watched it."""
    return _permits(who, Action.READ_VIEWS, recording)


def may_review(who: Principal, recording: Recording) -> bool:
    """Tell whether they may answer for what is in it: they have to see it."""
    return is_certain(who) and _permits(who, Action.REVIEW_RECORDING, recording)


def may_publish(who: Principal, recording: Recording) -> bool:
    """Tell whether they may open it: where it was delivered."""
    return is_certain(who) and permits(who.grants, Action.PUBLISH_RECORDING, recording.scope)


def may_withdraw(who: Principal, recording: Recording) -> bool:
    """Tell whether they may close it again: any school that took part."""
    return is_certain(who) and _permits(who, Action.PUBLISH_RECORDING, recording)


def may_decide(who: Principal, recording: Recording) -> bool:
    """Tell whether they may decide who else watches it.

    A school that took part does; a region does of lessons that belong to no one school.
    """
    if not is_certain(who):
        return False
    every = recording.places
    shared = len(every) > 1 or not recording.schools
    return _permits(who, Action.DECIDE_WATCHING, recording) or (
        shared and all(permits(who.grants, Action.DECIDE_SHARED_WATCHING, each) for each in every)
    )


def is_certain(who: Principal) -> bool:
    """Tell whether they are a person of whom it is certain who they are."""
    return bool(who.person) and who.verified and not who.half


def _reached(who: Principal, recording: Recording, published: Publication) -> bool:
    if published.audience is PublishedTo.EVERYBODY:
        return True
    return any(
        contains(school, grant.scope) for school in recording.schools for grant in who.grants
    )


def _teaches(who: Principal, recording: Recording) -> bool:
    return bool(who.person) and who.person == recording.lecturer


def _permits(who: Principal, action: Action, recording: Recording) -> bool:
    return any(permits(who.grants, action, place) for place in recording.places)
