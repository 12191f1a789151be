"""Classroom devices in a database: implements `classroom.accounts.devices.Devices`.

Rule: what an administrator does is limited by a `Sight`; a device of a classroom that was taken
away is as good as unknown.
"""

from collections.abc import Sequence
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from classroom.accounts.devices import (
    CODE_SECONDS,
    KEPT_SECONDS,
    WAITING,
    WAITING_FROM_ONE,
    Device,
    Enrolment,
    Listed,
    usable,
)
from classroom.accounts.proofs import DeviceKey
from classroom.audit.record import SERVER, Actor, Note
from classroom.failures import Later, Refused, Unavailable
from classroom.permissions import Action
from classroom.register.kinds import KINDS
from classroom.register.scope import Sight
from classroom.store.tables.devices import devices, enrolments
from classroom.store.tables.register import TABLES
from classroom.store.transactions import Database, Transaction
from classroom.store.visibility import covered, named, owned

classrooms, schools = TABLES["classrooms"], TABLES["schools"]


class DatabaseDevices:
    """The devices of all schools."""

    def __init__(self, database: Database) -> None:
        """Keep them in `database`."""
        self._database = database

    async def find(self, id: str) -> Device | None:
        """Return a device."""
        query = (
            sa.select(devices)
            .join(classrooms, classrooms.c.id == devices.c.classroom)
            .where(devices.c.id == id, classrooms.c.removed_at.is_(None))
        )
        async with self._database.reading() as connection:
            return _device((await connection.execute(query)).one_or_none())

    async def waiting(self, code: str) -> Enrolment | None:
        """Return what shows this code."""
        async with self._database.reading() as connection:
            return await _waiting(connection, enrolments.c.code == code)

    async def ask(self, asked: Enrolment, by: Actor) -> Enrolment:
        """Keep an enrolment."""
        now = self._database.now()
        try:
            async with self._database.writing(by) as writing:
                before = await _waiting(writing.connection, enrolments.c.device == asked.device)
                await self._may_ask(writing.connection, asked, now)
                if before is not None and before.expires_at > now:
                    return before
                old = sa.or_(
                    enrolments.c.device == asked.device,
                    enrolments.c.expires_at < now - KEPT_SECONDS,
                )
                await writing.connection.execute(sa.delete(enrolments).where(old))
                row = msgspec.structs.asdict(asked)
                key = row.pop("key")
                row |= {"device": asked.device, "x": key.x, "y": key.y}
                await writing.connection.execute(sa.insert(enrolments).values(row))
                await writing.note(
                    Note(action="ask_enrolment", kind="devices", object=asked.device)
                )
        except IntegrityError:  # this very code is being shown somewhere: one in 10^11
            raise Unavailable("busy") from None
        return asked

    async def enrol(
        self, code: str, classroom: str, *, name: str, replace: bool, sight: Sight, by: Actor
    ) -> tuple[Device, Device | None]:
        """Let what shows this code be the classroom."""
        async with self._database.writing(by) as writing:
            query = sa.select(classrooms.c.scope).where(
                classrooms.c.id == classroom,
                classrooms.c.removed_at.is_(None),
                owned(KINDS["classrooms"], sight),
            )
            scope = (await writing.connection.execute(query)).scalar_one_or_none()
            if scope is None:
                raise Refused("not_found", "classrooms")
            found = await _waiting(writing.connection, enrolments.c.code == code)
            asked = usable(found, writing.now)
            there = devices.c.classroom == classroom
            query = sa.select(devices).where(there, devices.c.revoked_at.is_(None))
            before = _device((await writing.connection.execute(query)).one_or_none())
            if before is not None and not replace:
                raise Refused("classroom_has_device")
            if before is not None:
                await _revoke(writing, before)
            device = Device(
                id=asked.device,
                classroom=classroom,
                scope=scope,
                key=asked.key,
                name=name,
                agent=asked.agent,
                made_at=writing.now,
                seen_at=writing.now,
            )
            row = msgspec.structs.asdict(device) | {"x": asked.key.x, "y": asked.key.y}
            row.pop("key")
            await writing.connection.execute(sa.insert(devices).values(row))
            await writing.connection.execute(
                sa.delete(enrolments).where(enrolments.c.device == asked.device)
            )
            await writing.note(_note(Action.ENROL_DEVICE, device))
        return device, before

    async def revoke(self, id: str, *, sight: Sight, by: Actor) -> Device:
        """Revoke a device."""
        async with self._database.writing(by) as writing:
            query = sa.select(devices).where(devices.c.id == id, _in(sight))
            device = _device((await writing.connection.execute(query)).one_or_none())
            if device is None:
                raise Refused("not_found", "devices")
            if device.revoked_at is None:
                device = await _revoke(writing, device)
        return device

    async def page(
        self,
        sight: Sight,
        *,
        of: Sequence[str] = (),
        search: str = "",
        after: str = "",
        limit: int = 50,
    ) -> tuple[Sequence[Listed], str | None]:
        """Return some devices."""
        wanted = sorted(set(of))
        query = (
            sa.select(devices, classrooms.c.name.label("room"), schools.c.name.label("school"))
            .join(classrooms, classrooms.c.id == devices.c.classroom)
            .join(schools, schools.c.id == classrooms.c.school)
            .where(_in(sight), named(search, classrooms.c.name, schools.c.name))
            .order_by(devices.c.scope, devices.c.id)
            .limit(limit + 1)
        )
        if wanted:
            query = query.where(devices.c.classroom.in_(wanted))
        async with self._database.reading() as connection:
            if after:
                last = sa.select(devices.c.scope, devices.c.id).where(devices.c.id == after)
                row = (await connection.execute(last)).one_or_none()
                if row is not None:
                    place = sa.tuple_(devices.c.scope, devices.c.id)
                    query = query.where(place > sa.tuple_(*row))
            rows = (await connection.execute(query)).all()
        listed = [
            Listed(device=device, classroom=row.room, school=row.school)
            for row in rows[:limit]
            if (device := _device(row)) is not None
        ]
        return listed, (listed[-1].device.id if len(rows) > limit else None)

    async def seen(self, id: str) -> None:
        """Note that a device was here; it changes nothing that the audit trail would tell."""
        async with self._database.writing(SERVER) as writing:
            await writing.connection.execute(
                sa.update(devices).where(devices.c.id == id).values(seen_at=writing.now)
            )

    async def _may_ask(self, connection: AsyncConnection, asked: Enrolment, now: float) -> None:
        query = sa.select(devices).where(devices.c.id == asked.device)
        known = _device((await connection.execute(query)).one_or_none())
        if known is not None:
            raise Refused("device_enrolled" if known.revoked_at is None else "device_revoked")
        waits = sa.and_(enrolments.c.expires_at > now, enrolments.c.device != asked.device)
        here = enrolments.c.address == asked.address
        query_all = sa.select(sa.func.count()).select_from(enrolments).where(waits)
        in_all = (await connection.execute(query_all)).scalar_one()
        of_one = (await connection.execute(query_all.where(here))).scalar_one()
        if in_all >= WAITING or of_one >= WAITING_FROM_ONE:
            raise Later("too_many", seconds=CODE_SECONDS / 3)


def _in(sight: Sight) -> sa.ColumnElement[bool]:
    return covered(devices.c.scope, sight)


async def _waiting(connection: AsyncConnection, which: sa.ColumnElement[bool]) -> Enrolment | None:
    row = (await connection.execute(sa.select(enrolments).where(which))).one_or_none()
    if row is None:
        return None
    return Enrolment(
        key=DeviceKey(x=row.x, y=row.y),
        code=row.code,
        agent=row.agent,
        address=row.address,
        asked_at=row.asked_at,
        expires_at=row.expires_at,
    )


async def _revoke(writing: Transaction, device: Device) -> Device:
    await writing.connection.execute(
        sa.update(devices).where(devices.c.id == device.id).values(revoked_at=writing.now)
    )
    await writing.note(_note(Action.REVOKE_DEVICE, device))
    return msgspec.structs.replace(device, revoked_at=writing.now)


def _note(action: Action, device: Device) -> Note:
    detail = msgspec.json.encode({"classroom": device.classroom}).decode()
    return Note(action=action, kind="devices", object=device.id, scope=device.scope, detail=detail)


def _device(row: sa.Row[Any] | None) -> Device | None:
    if row is None:
        return None
    return Device(
        id=row.id,
        classroom=row.classroom,
        scope=row.scope,
        key=DeviceKey(x=row.x, y=row.y),
        name=row.name,
        agent=row.agent,
        made_at=row.made_at,
        seen_at=row.seen_at,
        revoked_at=row.revoked_at,
    )
