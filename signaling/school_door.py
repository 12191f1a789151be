"""The door of a school: by a joining link, by who is signed in, or by an enrolled device.

Rule: the proof is checked first, then the timetable is asked which seat that gives. However it
ends, it is in the audit trail, once for a page load.
"""

from collections.abc import Sequence

import msgspec
import structlog

from classroom.accounts import devices, proofs, seating
from classroom.accounts.devices import Devices
from classroom.accounts.proofs import Proofs
from classroom.admission import Knock, Pass, Proof
from classroom.audit.record import Actor, ActorKind, Note
from classroom.failures import Refused, Unavailable
from classroom.ports import Clock, SignIns, Timetable, Trail
from classroom.sanctions.ports import Sanctions
from classroom.sanctions.sanction import Standing
from classroom.timetable.planned import PlannedLesson
from signaling.door import LinkDoor
from signaling.noted import Noted

log = structlog.get_logger(__name__)

ACTION = "admit"


class SchoolDoor:
    """Implements `classroom.ports.Door`."""

    def __init__(
        self,
        *,
        links: LinkDoor,
        sign_ins: SignIns,
        devices: Devices,
        proofs: Proofs,
        timetable: Timetable,
        trail: Trail,
        sanctions: Sanctions,
        clock: Clock,
    ) -> None:
        """Ask these."""
        self._links = links
        self._sign_ins = sign_ins
        self._devices = devices
        self._proofs = proofs
        self._timetable = timetable
        self._trail = trail
        self._sanctions = sanctions
        self._clock = clock
        self._noted = Noted()

    async def admit(self, knock: Knock) -> Pass:
        """Let in by whichever proof the page came with, or record why not."""
        asking = _Asking(Actor(kind=ActorKind.NOBODY, address=knock.address))
        try:
            return await self._unless_kept_out(await self._admit(knock, asking))
        except Refused as refused:
            await self._refused(knock, asking, refused)
            raise

    async def record(self, knock: Knock, admitted: Pass, result: str) -> None:
        """Note how it ended after the door."""
        what = (knock.session, admitted.lesson, admitted.actor.id, result)
        if what in self._noted:
            return
        await self._trail.note(
            admitted.actor,
            _note(admitted.lesson, admitted.scope, result, admitted.seat, assists=admitted.assists),
        )
        self._noted.add(what)

    async def standings(self, admitted: Sequence[Pass]) -> Sequence[Standing | None]:
        """Return how each of these, who are in one lesson, stands in it by now."""
        named = [each.subject for each in admitted]
        subjects = {subject for subject in named if subject is not None}
        if not subjects:
            return [None for _ in admitted]
        found = await self._sanctions.standings(subjects, admitted[0].lesson)
        return [found.get(subject) if subject is not None else None for subject in named]

    async def ended(self, admitted: Sequence[Pass]) -> Sequence[Pass]:
        """Return those whose sign-in or device has ended meanwhile."""
        people = [each for each in admitted if each.by_person]
        sessions = {each.actor.session for each in people}
        over = await self._sign_ins.ended(sorted(sessions)) if sessions else ()
        gone = [each for each in people if each.actor.session in over]
        for each in admitted:
            if each.by_device:
                try:
                    devices.active(await self._devices.find(each.actor.device))
                except Refused:
                    gone.append(each)
        return gone

    async def _unless_kept_out(self, admitted: Pass) -> Pass:
        [standing] = await self.standings([admitted])
        if standing is not None and standing.keeps_out:
            raise Refused("kept_out")
        return msgspec.structs.replace(admitted, standing=standing)

    async def _by_link(self, knock: Knock) -> Pass:
        """Let in by a joining link, which does not hide who is signed in."""
        admitted = await self._links.admit(knock)
        who = await self._sign_ins.who(knock.cookies, knock.address) if knock.cookies else None
        account = "" if who is None else who.person
        return msgspec.structs.replace(admitted, account=account)

    # -------------------------------------------------------------- the ways in

    async def _admit(self, knock: Knock, asking: "_Asking") -> Pass:
        if knock.token:
            return await self._by_link(knock)
        if not knock.lesson:
            raise Refused("not_signed_in")
        if knock.proof is not None:
            return await self._by_device(knock, knock.proof, asking)
        who = await self._sign_ins.who(knock.cookies, knock.address)
        if who is None:
            raise Refused("not_signed_in")
        asking.actor = who.actor
        planned = await self._lesson(knock)
        asking.scope = planned.scope
        admitted = seating.seat_person(planned, who)
        return msgspec.structs.replace(admitted, assists=knock.assists)

    async def _by_device(self, knock: Knock, proof: Proof, asking: "_Asking") -> Pass:
        device = await self._devices.find(proof.device)
        if device is None:
            raise Refused("device_unknown")
        self._proofs.check(
            proof,
            device.key,
            purpose=proofs.SOCKET,
            origins=knock.origins,
            what=knock.lesson,
            now=self._clock.now(),
        )
        asking.actor = seating.actor_of(device, knock.address)
        asking.scope = device.scope
        devices.active(device)
        planned = await self._lesson(knock)
        return seating.seat_device(planned, device, knock.address)

    async def _lesson(self, knock: Knock) -> PlannedLesson:
        try:
            planned = await self._timetable.get(knock.lesson)
        except Refused:
            raise Refused("lesson_unknown") from None
        return seating.open_lesson(planned)

    async def _refused(self, knock: Knock, asking: "_Asking", refused: Refused) -> None:
        """Record a refusal; that it cannot be recorded lets nobody in either."""
        what = (knock.session, knock.lesson, asking.actor.id, refused.code)
        if what in self._noted or not self._noted.few(knock.address, self._clock.now()):
            return
        try:
            await self._trail.note(asking.actor, _note(knock.lesson, asking.scope, refused.code))
            self._noted.add(what)
        except Unavailable as failure:
            log.error("refusal_not_recorded", code=failure.code)


class _Asking:
    """Who asks, as far as it has been proven."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor
        self.scope = "/"


def _note(lesson: str, scope: str, result: str, seat: str = "", *, assists: bool = False) -> Note:
    place: dict[str, object] = {"seat": seat} | ({"assists": True} if assists else {})
    detail = msgspec.json.encode(place).decode() if seat else ""
    return Note(
        action=ACTION, kind="lessons", object=lesson, scope=scope, result=result, detail=detail
    )
