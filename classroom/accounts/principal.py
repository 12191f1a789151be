"""Who a request comes from, once it is certain: what HTTP, signaling and media decide by.

Rule: made in one place for each way of coming in, and only after the proof was checked; nothing in
it comes from the request's own words.
"""

import msgspec

from classroom.audit.record import Actor
from classroom.register.people import Grant


class Principal(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody signed in, or an API token. A device has a classroom instead of grants."""

    actor: Actor
    grants: tuple[Grant, ...] = ()
    person: str = ""  # id of the person
    name: str = ""  # display name, never the real one
    verified: bool = False  # it is certain who they are (`VerifiedBy`), so they may teach and speak
    strong: bool = False  # a second factor was given in this session
    half: bool = False  # the second factor is still to come: there is nothing else they may do
    csrf: str = ""  # of whoever came by a cookie: what their page must send back to change things
    classroom: str = ""  # of a device: the classroom it stands in
    until: float = 0.0  # when the session ends whatever happens; seconds since the epoch, UTC
