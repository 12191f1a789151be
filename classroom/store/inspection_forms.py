"""Inspection forms, version by version.

Rule: a version is written once. Forms of a region are there for all inside it; they are changed by
those in whose sight they lie.
"""

import secrets

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from classroom.accounts.principal import Principal
from classroom.audit.record import Note
from classroom.failures import Refused
from classroom.permissions import Action
from classroom.register.checks import Invalid
from classroom.register.scope import Sight
from classroom.review.forms import MOST_OF_A_PLACE, FormOrder, InspectionForm, check_form
from classroom.store.keys import EVERY_TIME, Once
from classroom.store.latest import latest
from classroom.store.tables.review import form_versions, forms
from classroom.store.transactions import Database, Transaction
from classroom.store.visibility import Condition, covered, touching

KIND = "inspection_forms"


class InspectionForms:
    """All forms."""

    def __init__(self, database: Database) -> None:
        """Keep them in `database`."""
        self._database = database

    async def page(
        self, sight: Sight, *, retired: bool = False, after: str = "", limit: int = 50
    ) -> tuple[list[InspectionForm], str | None]:
        """Return some that may be read, the latest made first, as they are now."""
        where = sa.and_(touching(forms.c.scope, sight), forms.c.retired.is_(retired))
        async with self._database.reading() as connection:
            rows, more = await latest(connection, forms, where, after=after, limit=limit)
            return [await one_version(connection, row.id, row.version) for row in rows], more

    async def get(self, id: str, sight: Sight) -> InspectionForm:
        """Return one, as it is now.

        Raises:
            Refused: `not_found`.
        """
        async with self._database.reading() as connection:
            return await usable(connection, id, sight)

    async def add(
        self, order: FormOrder, scope: str, who: Principal, once: Once = EVERY_TIME
    ) -> InspectionForm:
        """Keep a new one.

        Raises:
            Refused: `too_many_kept`.
            Invalid: its scales or weights make no sense.
        """
        if wrong := check_form(order):
            raise Invalid(wrong)
        async with self._database.writing(who.actor) as writing:
            if made := await once.made(writing):
                return await one_version(writing.connection, made.object)
            there = sa.select(sa.func.count()).where(
                forms.c.scope == scope, forms.c.retired.is_(False)
            )
            if (await writing.connection.scalar(there) or 0) >= MOST_OF_A_PLACE:
                raise Refused("too_many_kept", f"at most {MOST_OF_A_PLACE}")
            row = {
                "id": secrets.token_hex(8),
                "version": 1,
                "scope": scope,
                "made_by": who.person or who.actor.id,
                "made_at": writing.now,
                "retired": False,
            }
            await writing.connection.execute(sa.insert(forms).values(row))
            await _write(writing, str(row["id"]), 1, order, who)
            await _noted(writing, "add", str(row["id"]), scope)
            await once.keep(writing, str(row["id"]), scope)
            return await one_version(writing.connection, str(row["id"]))

    async def replace(
        self, id: str, order: FormOrder, version: int, sight: Sight, who: Principal
    ) -> InspectionForm:
        """Write its next version.

        Raises:
            Refused: `not_found`, `changed_meanwhile`, `wrong_state`.
            Invalid: its scales or weights make no sense.
        """
        if wrong := check_form(order):
            raise Invalid(wrong)
        async with self._database.writing(who.actor) as writing:
            form = await _owned(writing.connection, id, version, sight)
            change = sa.update(forms).where(forms.c.id == id)
            await writing.connection.execute(change.values(version=version + 1))
            await _write(writing, id, version + 1, order, who)
            await _noted(writing, "replace", id, form.scope)
            return await one_version(writing.connection, id)

    async def retire(self, id: str, version: int, sight: Sight, who: Principal) -> None:
        """Let no sheet be begun with it any more.

        Raises:
            Refused: `not_found`, `changed_meanwhile`, `wrong_state`.
        """
        async with self._database.writing(who.actor) as writing:
            form = await _owned(writing.connection, id, version, sight)
            change = sa.update(forms).where(forms.c.id == id)
            await writing.connection.execute(change.values(retired=True))
            await _noted(writing, "remove", id, form.scope)


async def usable(connection: AsyncConnection, id: str, sight: Sight) -> InspectionForm:
    """Return a form that may be read, as it is now.

    Raises:
        Refused: `not_found`.
    """
    if not await _there(connection, id, touching(forms.c.scope, sight)):
        raise Refused("not_found", KIND)
    return await one_version(connection, id)


async def one_version(
    connection: AsyncConnection, id: str, version: int | None = None
) -> InspectionForm:
    """Return one version of a form, whoever asks; the latest, if none is named.

    Raises:
        Refused: `not_found`.
    """
    query = (
        sa.select(forms.c.scope, forms.c.retired, form_versions)
        .join(form_versions, form_versions.c.form == forms.c.id)
        .where(forms.c.id == id, form_versions.c.version == (version or forms.c.version))
    )
    row = (await connection.execute(query)).one_or_none()
    if row is None:
        raise Refused("not_found", KIND)
    order = msgspec.json.decode(row.content, type=FormOrder)
    return InspectionForm(
        id=id,
        version=row.version,
        scope=row.scope,
        made_by=row.made_by,
        made_at=row.made_at,
        retired=row.retired,
        **{name: getattr(order, name) for name in FormOrder.__struct_fields__},
    )


async def _there(connection: AsyncConnection, id: str, where: Condition) -> bool:
    found = await connection.scalar(sa.select(forms.c.id).where(forms.c.id == id, where))
    return found is not None


async def _owned(
    connection: AsyncConnection, id: str, version: int, sight: Sight
) -> InspectionForm:
    if not await _there(connection, id, covered(forms.c.scope, sight)):
        raise Refused("not_found", KIND)
    form = await one_version(connection, id)
    if form.version != version:
        raise Refused("changed_meanwhile", f"it is of version {form.version}")
    if form.retired:
        raise Refused("wrong_state", "it is not used any more")
    return form


async def _write(
    writing: Transaction, id: str, version: int, order: FormOrder, who: Principal
) -> None:
    row = {
        "form": id,
        "version": version,
        "made_by": who.person or who.actor.id,
        "made_at": writing.now,
        "content": msgspec.json.encode(order).decode(),
    }
    await writing.connection.execute(sa.insert(form_versions).values(row))


async def _noted(writing: Transaction, change: str, id: str, scope: str) -> None:
    await writing.note(
        Note(
            action=Action.WRITE_INSPECTION_FORMS.value,
            kind=KIND,
            object=id,
            scope=scope,
            detail=msgspec.json.encode({"change": change}).decode(),
        )
    )
