"""Inspection sheets: begun, filled in, filed, answered, closed, corrected.

Rule: a step and its record in the trail are one transaction, and a step is taken only from where it
may be. What was filed is signed in the same transaction and never written again.
"""

import secrets
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from classroom.accounts.principal import Principal
from classroom.audit.seals import Signing
from classroom.failures import Refused
from classroom.recording.recording import Recording
from classroom.register.checks import Invalid
from classroom.register.scope import Sight
from classroom.review.forms import InspectionForm, SheetMark, by_item, check_marks, result
from classroom.review.inspection import (
    MOST_DRAFTS,
    FiledItem,
    FiledSheet,
    Inspection,
    InspectionState,
    SheetOrder,
    StepKind,
    check_answer,
    check_close,
    check_correction,
    check_filing,
    require_draft,
)
from classroom.review.signing import canonical, follow
from classroom.store.inspection_forms import one_version, usable
from classroom.store.inspection_rows import (
    filed_of,
    inspection_of,
    noted,
    row_of,
    set_values,
    steps_of,
)
from classroom.store.keys import EVERY_TIME, Once
from classroom.store.review_notes import shared_by
from classroom.store.tables.review import drawn, inspections, steps
from classroom.store.transactions import Database, Transaction


class Inspections:
    """What is done to them. Whoever asks has been let in: who may inspect where is asked before."""

    def __init__(self, database: Database, signing: Signing) -> None:
        """Keep them in `database`; what is filed is signed with `signing`."""
        self._database, self._signing = database, signing

    async def begin(
        self, recording: Recording, form: str, sight: Sight, who: Principal, once: Once = EVERY_TIME
    ) -> Inspection:
        """Begin a draft, and with it what was drawn for this inspector.

        Raises:
            Refused: `not_found`, `wrong_state`: the form is not used any more; `too_many_kept`.
        """
        async with self._database.writing(who.actor) as writing:
            if made := await once.made(writing):
                return inspection_of(await row_of(writing.connection, made.object))
            asked = await usable(writing.connection, form, sight)
            if asked.retired:
                raise Refused("wrong_state", "the form is not used any more")
            sheet = await _begin(writing, recording, asked, who.person, SheetOrder())
            take = sa.update(drawn).where(
                drawn.c.recording == recording.id,
                drawn.c.inspector == who.person,
                drawn.c.sheet == "",
            )
            await writing.connection.execute(take.values(sheet=sheet.id))
            await noted(writing, "begin_inspection", sheet)
            await once.keep(writing, sheet.id, sheet.scope)
        return sheet

    async def save(self, id: str, order: SheetOrder, version: int, who: Principal) -> Inspection:
        """Keep what was filled in so far.

        Raises:
            Refused: `not_found`, `wrong_state`, `changed_meanwhile`.
            Invalid: a mark is not on its scale.
        """
        async with self._database.writing(who.actor) as writing:
            sheet = await _own(writing.connection, id, who.person)
            require_draft(sheet, version)
            form = await one_version(writing.connection, sheet.form, sheet.form_version)
            if wrong := check_marks(form, order.marks, complete=False):
                raise Invalid(wrong)
            return await set_values(
                writing,
                sheet,
                content=msgspec.json.encode(order).decode(),
                result=result(form, order.marks),
            )

    async def remove(self, id: str, version: int, who: Principal) -> None:
        """Throw a draft away; what was drawn waits again.

        Raises:
            Refused: `not_found`, `wrong_state`, `changed_meanwhile`.
        """
        async with self._database.writing(who.actor) as writing:
            sheet = await _own(writing.connection, id, who.person)
            require_draft(sheet, version)
            free = sa.update(drawn).where(drawn.c.sheet == id)
            await writing.connection.execute(free.values(sheet=""))
            await writing.connection.execute(sa.delete(inspections).where(inspections.c.id == id))
            await noted(writing, "discard_inspection", sheet)

    async def file(self, id: str, version: int, recording: Recording, who: Principal) -> Inspection:
        """File it: from now on it is signed, and not changed any more.

        Raises:
            Refused: `not_found`, `wrong_state`, `changed_meanwhile`.
            Invalid: something is missing.
        """
        async with self._database.writing(who.actor) as writing:
            sheet = await _own(writing.connection, id, who.person)
            require_draft(sheet, version)
            row = await row_of(writing.connection, id)
            order = msgspec.json.decode(row.content, type=SheetOrder)
            form = await one_version(writing.connection, sheet.form, sheet.form_version)
            if wrong := check_filing(form, order):
                raise Invalid(wrong)
            if sheet.corrects:
                await _replace(writing, sheet)
            notes = await shared_by(writing.connection, recording.id, who.person)
            sheet = msgspec.structs.replace(
                sheet,
                lecturer=recording.lecturer or "",
                filed_at=writing.now,
                result=result(form, order.marks),
            )
            filed = _filed(sheet, recording, form, order)
            document = canonical(msgspec.structs.replace(filed, notes=notes))
            step = follow(
                self._signing, id, StepKind.FILED, who.person, writing.now, "", filed=document
            )
            await _add_step(writing, id, step)
            sheet = await set_values(
                writing,
                sheet,
                state=InspectionState.FILED.value,
                lecturer=sheet.lecturer,
                filed_at=sheet.filed_at,
                result=sheet.result,
                document=document.decode(),
                content="",
            )
            await noted(writing, "file_inspection", sheet, {"sha256": step.before})
        return sheet

    async def answer(self, id: str, text: str, version: int, who: Principal) -> Inspection:
        """Let the lesson's lecturer answer.

        Raises:
            Refused: `not_found`, `not_allowed`, `wrong_state`, `changed_meanwhile`.
        """
        return await self._step(id, StepKind.ANSWERED, text, version, who)

    async def close(self, id: str, text: str, version: int, who: Principal) -> Inspection:
        """Let its inspector close it.

        Raises:
            Refused: `not_found`, `not_allowed`, `wrong_state`, `not_answered`,
                `changed_meanwhile`.
        """
        return await self._step(id, StepKind.CLOSED, text, version, who)

    async def correct(
        self, id: str, why: str, recording: Recording, who: Principal, once: Once = EVERY_TIME
    ) -> Inspection:
        """Begin a correction: a draft that holds what was filed, and says why it is corrected.

        Raises:
            Refused: `not_found`, `not_allowed`, `wrong_state`, `too_many_kept`.
        """
        async with self._database.writing(who.actor) as writing:
            if made := await once.made(writing):
                return inspection_of(await row_of(writing.connection, made.object))
            row = await row_of(writing.connection, id)
            before = inspection_of(row)
            check_correction(before, who.person)
            going = sa.select(inspections.c.id).where(
                inspections.c.corrects == id,
                inspections.c.state == InspectionState.DRAFT.value,
            )
            if await writing.connection.scalar(going) is not None:
                raise Refused("wrong_state", "a correction of it is being written")
            filed = filed_of(row)
            form = await one_version(writing.connection, before.form, before.form_version)
            order = SheetOrder(
                marks=tuple(
                    SheetMark(item=each.asked.key, points=each.points, remark=each.remark)
                    for each in filed.items
                ),
                summary=filed.summary,
                advice=filed.advice,
            )
            sheet = await _begin(writing, recording, form, who.person, order, corrects=id, why=why)
            await noted(writing, "correct_inspection", sheet, {"corrects": id})
            await once.keep(writing, sheet.id, sheet.scope)
        return sheet

    async def _step(
        self, id: str, what: StepKind, text: str, version: int, who: Principal
    ) -> Inspection:
        async with self._database.writing(who.actor) as writing:
            sheet = inspection_of(await row_of(writing.connection, id))
            if what is StepKind.ANSWERED:
                check_answer(sheet, who.person)
                state, action = InspectionState.ANSWERED, "answer_inspection"
            else:
                check_close(sheet, who.person, writing.now)
                state, action = InspectionState.CLOSED, "close_inspection"
            if sheet.version != version:
                raise Refused("changed_meanwhile", f"it is of version {sheet.version}")
            before = await steps_of(writing.connection, id)
            step = follow(self._signing, id, what, who.person, writing.now, text, before=before)
            await _add_step(writing, id, step)
            sheet = await set_values(writing, sheet, state=state.value)
            await noted(writing, action, sheet)
        return sheet


# ------------------------------------------------------------------ statements


async def _own(connection: AsyncConnection, id: str, person: str) -> Inspection:
    sheet = inspection_of(await row_of(connection, id))
    if not person or sheet.inspector != person:
        raise Refused("not_found", "inspections")
    return sheet


async def _begin(
    writing: Transaction,
    recording: Recording,
    form: InspectionForm,
    person: str,
    order: SheetOrder,
    *,
    corrects: str = "",
    why: str = "",
) -> Inspection:
    theirs = sa.select(sa.func.count()).where(
        inspections.c.inspector == person, inspections.c.state == InspectionState.DRAFT.value
    )
    if (await writing.connection.scalar(theirs) or 0) >= MOST_DRAFTS:
        raise Refused("too_many_kept", f"at most {MOST_DRAFTS}; file some of them first")
    sheet = Inspection(
        id=secrets.token_hex(8),
        version=1,
        recording=recording.id,
        scope=recording.scope,
        form=form.id,
        form_version=form.version,
        inspector=person,
        lecturer=recording.lecturer or "",
        state=InspectionState.DRAFT,
        made_at=writing.now,
        changed_at=writing.now,
        filed_at=None,
        result=result(form, order.marks),
        corrects=corrects,
        why=why,
        replaced_by="",
    )
    row: dict[str, Any] = msgspec.to_builtins(sheet)
    row |= {"content": msgspec.json.encode(order).decode(), "document": ""}
    await writing.connection.execute(sa.insert(inspections).values(row))
    return sheet


async def _replace(writing: Transaction, sheet: Inspection) -> None:
    """Let a correction stand in the place of what it corrects."""
    before = inspection_of(await row_of(writing.connection, sheet.corrects))
    if before.replaced_by:
        raise Refused("wrong_state", "another correction was filed")
    await set_values(writing, before, replaced_by=sheet.id)


def _filed(
    sheet: Inspection, recording: Recording, form: InspectionForm, order: SheetOrder
) -> FiledSheet:
    given = by_item(order.marks)
    items = tuple(
        FiledItem(
            asked=item,
            points=given[item.key].points if item.key in given else None,
            remark=given[item.key].remark if item.key in given else "",
        )
        for item in form.items
    )
    return FiledSheet(
        sheet=sheet.id,
        recording=recording.id,
        head=recording.figures.head,
        title=recording.title,
        subject=recording.subject,
        began_at=recording.began_at,
        form=form.id,
        form_version=form.version,
        form_zh=form.zh,
        form_en=form.en,
        inspector=sheet.inspector,
        lecturer=sheet.lecturer,
        corrects=sheet.corrects,
        why=sheet.why,
        filed_at=sheet.filed_at or 0.0,
        items=items,
        summary=order.summary,
        advice=order.advice,
        result=sheet.result,
        notes=(),
    )


async def _add_step(writing: Transaction, sheet: str, step: Any) -> None:
    row = {"sheet": sheet, **msgspec.to_builtins(step)}
    await writing.connection.execute(sa.insert(steps).values(row))
