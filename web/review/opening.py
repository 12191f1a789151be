"""All that can be asked of the monitor's work, in one list."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from classroom.store.audit_key import AuditKey
from classroom.store.registry import DatabaseRegistry
from classroom.store.transactions import Database
from web.api.operations import Operation
from web.recordings.seeing import Seeing
from web.review.exporting import Exporting
from web.review.forms import Forms
from web.review.inspections import InspectionsApi
from web.review.notes import Notes
from web.review.samplings import SamplingsApi
from web.review.waiting import WaitingApi


def operations(
    database: Database,
    registry: DatabaseRegistry,
    key: AuditKey,
    zone: ZoneInfo,
    *,
    publish_pupils: bool,
) -> Sequence[Operation]:
    """Return it; what is filed is signed with `key`. `publish_pupils`: see `Seeing`."""
    inspections = InspectionsApi(database, registry, key, zone)
    return [
        *Notes(database, Seeing(database, zone, publish_pupils=publish_pupils)).operations(),
        *Forms(database, registry).operations(),
        *inspections.operations(),
        *Exporting(database, inspections, zone).operations(),
        *SamplingsApi(database, registry, zone).operations(),
        *WaitingApi(database, inspections).operations(),
    ]
