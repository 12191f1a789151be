"""Who knocks at a lesson's door, and what they are let in with.

Rule: a pass is made only after its proof was checked, and nothing in it comes from the page's own
words but that it wants less (`assists`). What the page may do follows from its seat
(`classroom.permissions.role_of`), so a pass names the seat and no role.
"""

from collections.abc import Mapping

import msgspec

from classroom.audit.record import Actor, ActorKind
from classroom.failures import Refused
from classroom.sanctions.sanction import Standing, Subject, SubjectKind
from classroom.states import Presence

FOREVER = float("inf")


class Proof(msgspec.Struct, frozen=True, kw_only=True):
    """That a classroom device speaks: its signature over a nonce of ours.

    What is signed, and how, stands in `classroom.accounts.proofs`.
    """

    device: str
    nonce: str
    signature: str


class Knock(msgspec.Struct, frozen=True, kw_only=True):
    """A page that wants in: by a joining link's `token`, or into `lesson` by who is signed in
    (`cookies`) or by an enrolled device (`proof`).
    """

    session: str  # SHA-256 of the page load's session, hexadecimal
    token: str = ""
    lesson: str = ""
    proof: Proof | None = None
    cookies: Mapping[str, str] = {}
    origins: tuple[str, ...] = ()  # how this server is spelt where the page was opened
    address: str = ""  # IP address
    assists: bool = False  # wants to stand beside the classroom, not in its seat


class Pass(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who was let in: where to, and who it is."""

    lesson: str
    seat: str
    actor: Actor
    name: str = ""  # display name of the person or the device, never a real name
    scope: str = "/"  # whose seat it is; decides which auditor reads of it
    verified: bool = True  # it is certain who it is, so that they may send sound and picture
    assists: bool = False  # stands beside the seat, and neither sends nor receives
    until: float = FOREVER  # when the sign-in ends whatever happens; seconds since the epoch, UTC
    account: str = ""  # of whoever is signed in, though they came by a joining link
    standing: Standing | None = None  # the gravest sanction in force on them in this lesson

    @property
    def limited(self) -> bool:
        """Whether they watch and do nothing else."""
        return self.standing is not None and self.standing.limited

    @property
    def kept_out(self) -> bool:
        """Whether they may not be there at all."""
        return self.standing is not None and self.standing.keeps_out

    @property
    def subject(self) -> Subject | None:
        """What a sanction can name of them; a joining link by itself is nobody's."""
        if person := self.actor.id if self.by_person else self.account:
            return Subject(SubjectKind.PERSON, person)
        return Subject(SubjectKind.DEVICE, self.actor.device) if self.by_device else None

    @property
    def by_device(self) -> bool:
        """Whether a classroom's device came in by itself, with nobody signed in on it."""
        return self.actor.kind is ActorKind.DEVICE

    @property
    def by_person(self) -> bool:
        """Whether somebody is signed in."""
        return self.actor.kind is ActorKind.PERSON


class Cut(msgspec.Struct, frozen=True, kw_only=True):
    """Who is to be put out of every lesson at once: one sign-in, one device, or one person."""

    session: str = ""
    device: str = ""
    person: str = ""

    def matches(self, admitted: Pass) -> bool:
        """Whether it is meant for whoever came in by this pass."""
        actor = admitted.actor
        return (
            (bool(self.session) and self.session == actor.session)
            or (bool(self.device) and self.device == actor.device)
            or (bool(self.person) and admitted.by_person and self.person == actor.id)
        )


class SeatTaken(Refused):
    """A device found a person in its classroom's seat; `holder` is their display name."""

    def __init__(self, holder: str) -> None:
        """Keep who it is for the page, out of the detail that engineers read."""
        super().__init__("seat_taken")
        self.holder = holder


_THERE = (Presence.WAITING, Presence.PRESENT, Presence.LOST)


def give_way(held: Pass | None, presence: Presence, wants: Pass, *, over: bool) -> None:
    """Let whoever wants the seat have it, or not. The latest comer has it, except that a device
    does not push a person out unless somebody standing there said so (`over`).

    Raises:
        SeatTaken: a person holds it.
    """
    if held is None or presence not in _THERE or over:
        return
    if wants.by_device and held.by_person:
        raise SeatTaken(held.name)
