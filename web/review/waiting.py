"""What is waiting for whoever asks: drawn, half written, to be answered, to be closed; and what was
filed lately in the schools that one looks after.
"""

from typing import Annotated

import msgspec
from aiohttp import web

from classroom.permissions import Action, sight
from classroom.register.scope import Sight
from classroom.review.inspection import Inspection, InspectionState
from classroom.store.inspection_lists import Assigned, InspectionLists, InspectionQuery
from classroom.store.recording_briefs import RecordingBrief, briefs
from classroom.store.transactions import Database
from web.api import reading, shapes
from web.api.operations import BASE, Operation
from web.review.inspections import InspectionsApi
from web.routes import Access, principal

MOST = 50  # of each; the lists have the rest


class WaitingForMe(msgspec.Struct, frozen=True, kw_only=True):
    """All of it; of each at most fifty."""

    drawn: Annotated[list[Assigned], msgspec.Meta(description="Drawn for oneself, not begun.")]
    drafts: Annotated[list[Inspection], msgspec.Meta(description="One's own, not filed.")]
    answered: Annotated[list[Inspection], msgspec.Meta(description="To be closed by oneself.")]
    to_answer: Annotated[list[Inspection], msgspec.Meta(description="About one's own lessons.")]
    filed: Annotated[list[Inspection], msgspec.Meta(description="Lately, in schools in sight.")]
    recordings: dict[str, RecordingBrief]
    labels: shapes.Labels


class WaitingApi:
    """Answers for it."""

    def __init__(self, database: Database, inspections: InspectionsApi) -> None:
        """Answer from the store."""
        self._database, self._inspections = database, inspections
        self._lists: InspectionLists = inspections.lists

    def operations(self) -> list[Operation]:
        """Return what can be asked."""
        return [
            Operation(
                method="GET", path=f"{BASE}/waiting", access=Access.SIGNED_IN, handler=self.get,
                name="getWaiting", about="inspections",
                summary="Get what waits for oneself: drawn, drafts, to be answered or closed.",
                answer=WaitingForMe,
            )
        ]  # fmt: skip

    async def get(self, request: web.Request) -> web.Response:
        """Answer with it."""
        who = principal(request)
        me, seen = who.person, sight(who.grants, Action.READ_INSPECTIONS)

        async def some(
            *states: InspectionState, inspector: str = "", lecturer: str = "", of: Sight
        ) -> list[Inspection]:
            query = InspectionQuery(
                states=states, inspector=inspector, lecturer=lecturer, limit=MOST
            )
            return (await self._lists.page(query, of, me))[0]

        nothing = Sight()
        drawn = await self._lists.assigned(me, MOST)
        drafts = await some(InspectionState.DRAFT, inspector=me, of=nothing)
        answered = await some(InspectionState.ANSWERED, inspector=me, of=nothing)
        to_answer = await some(InspectionState.FILED, lecturer=me, of=nothing)
        later = (InspectionState.FILED, InspectionState.ANSWERED, InspectionState.CLOSED)
        filed = await some(*later, of=seen) if seen.scopes else []
        sheets = [*drafts, *answered, *to_answer, *filed]
        ids = {each.recording for each in sheets} | {each.recording for each in drawn}
        return reading.json(
            WaitingForMe(
                drawn=drawn,
                drafts=drafts,
                answered=answered,
                to_answer=to_answer,
                filed=filed,
                recordings=await briefs(self._database, ids),
                labels=await self._inspections.labels(sheets),
            )
        )
