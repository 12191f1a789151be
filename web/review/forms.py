"""Inspection forms by the API: read by those who inspect, changed version by version."""

from typing import Annotated

import msgspec
from aiohttp import web

from classroom.permissions import Action, require, sight
from classroom.register.resource import Id
from classroom.review.forms import FormOrder, InspectionForm
from classroom.store.inspection_forms import InspectionForms
from classroom.store.registry import DatabaseRegistry
from classroom.store.transactions import Database
from web.api import reading, shapes
from web.api.operations import BASE, Operation
from web.api.places import scope_of
from web.routes import principal

FORMS = f"{BASE}/inspection-forms"
READ, WRITE = Action.READ_INSPECTION_FORMS, Action.WRITE_INSPECTION_FORMS


class FormsAsked(shapes.PageAsked, frozen=True, kw_only=True):
    """Which forms."""

    retired: Annotated[bool, msgspec.Meta(description="Those not used any more instead.")] = False


class FormPage(msgspec.Struct, frozen=True, kw_only=True):
    """Some forms, the latest made first."""

    items: list[InspectionForm]
    after: str | None


class NewForm(FormOrder, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A form, and where it is used: in this region or school, and in all that lies in it."""

    within: Id


class Forms:
    """Answers for them."""

    def __init__(self, database: Database, registry: DatabaseRegistry) -> None:
        """Keep them in the store."""
        self._kept, self._registry = InspectionForms(database), registry

    def operations(self) -> list[Operation]:
        """Return what can be asked."""
        one, about = f"{FORMS}/{{id}}", "inspections"
        return [
            Operation(
                method="GET", path=FORMS, access=READ, handler=self.page,
                name="listInspectionForms", about=about,
                summary="List the forms that are used where one looks.",
                query=FormsAsked, answer=FormPage,
            ),
            Operation(
                method="POST", path=FORMS, access=WRITE, handler=self.add,
                name="addInspectionForm", about=about,
                summary="Keep a new form: its items, scales and weights.",
                body=NewForm, answer=InspectionForm, status=201, keyed=True, versioned=True,
                failures=("not_found", "too_many_kept"),
            ),
            Operation(
                method="GET", path=one, access=READ, handler=self.get,
                name="getInspectionForm", about=about, summary="Get a form as it is now.",
                answer=InspectionForm, versioned=True,
            ),
            Operation(
                method="PUT", path=one, access=WRITE, handler=self.replace,
                name="replaceInspectionForm", about=about,
                summary="Write a form's next version; sheets stay with the one they have.",
                body=FormOrder, answer=InspectionForm, matched=True, versioned=True,
                failures=("wrong_state",),
            ),
            Operation(
                method="DELETE", path=one, access=WRITE, handler=self.retire,
                name="retireInspectionForm", about=about,
                summary="Let no sheet be begun with a form any more.",
                status=204, matched=True, failures=("wrong_state",),
            ),
        ]  # fmt: skip

    async def page(self, request: web.Request) -> web.Response:
        """Answer with some of them."""
        asked = reading.query(request, FormsAsked)
        seen = sight(principal(request).grants, READ)
        items, after = await self._kept.page(
            seen, retired=asked.retired, after=asked.after, limit=asked.limit
        )
        return reading.json(FormPage(items=items, after=after))

    async def get(self, request: web.Request) -> web.Response:
        """Answer with one."""
        seen = sight(principal(request).grants, READ)
        return _told(await self._kept.get(reading.id(request), seen))

    async def add(self, request: web.Request) -> web.Response:
        """Keep a new one."""
        who = principal(request)
        body = await reading.body(request)
        asked, once = reading.struct(body, NewForm), reading.once(request, who, body)
        scope = await scope_of(self._registry, asked.within, sight(who.grants, WRITE))
        require(who.grants, WRITE, scope)
        names = FormOrder.__struct_fields__
        order = FormOrder(**{name: getattr(asked, name) for name in names})
        return _told(await self._kept.add(order, scope, who, once), 201)

    async def replace(self, request: web.Request) -> web.Response:
        """Write the next version of one."""
        who, version = principal(request), reading.version(request)
        order = reading.struct(await reading.body(request), FormOrder)
        seen = sight(who.grants, WRITE)
        return _told(await self._kept.replace(reading.id(request), order, version, seen, who))

    async def retire(self, request: web.Request) -> web.Response:
        """Retire one."""
        who, version = principal(request), reading.version(request)
        await self._kept.retire(reading.id(request), version, sight(who.grants, WRITE), who)
        return web.Response(status=204)


def _told(form: InspectionForm, status: int = 200) -> web.Response:
    return reading.json(form, status=status, headers={"ETag": reading.etag(form.version)})
