"""Looking at one's own long work, see `web.api.jobs`."""

from aiohttp import web

from classroom.accounts.principal import Principal
from classroom.audit.record import ActorKind
from classroom.failures import Refused
from web.api import reading
from web.api.jobs import Job, Jobs
from web.api.operations import BASE, Operation
from web.routes import Access, principal


class Looking:
    """Answers for jobs."""

    def __init__(self, jobs: Jobs) -> None:
        """Answer from these."""
        self._jobs = jobs

    def operations(self) -> list[Operation]:
        """Return what can be asked."""
        return [
            Operation(
                method="GET", path=f"{BASE}/jobs/{{id}}", access=Access.ANYONE, handler=self.get,
                name="getJob", about="jobs",
                summary="See how far one's own long work is.",
                answer=Job,
            ),
        ]  # fmt: skip

    async def get(self, request: web.Request) -> web.Response:
        """Answer with one's own job."""
        return reading.json(self._jobs.look(owner(principal(request)), reading.id(request)))


def owner(who: Principal) -> str:
    """Return whose a job is.

    Raises:
        Refused: `not_signed_in`.
    """
    if who.actor.kind is ActorKind.NOBODY:
        raise Refused("not_signed_in")
    return f"{who.actor.kind} {who.actor.id}"


def accepted(job: Job) -> web.Response:
    """Return the answer to a request that became a job."""
    return reading.json(job, status=202, headers={"Location": f"{BASE}/jobs/{job.id}"})
