"""The tables, a file a concept. A change needs a migration beside it, in `migrations/versions/`."""

from classroom.store.tables import accounts as accounts
from classroom.store.tables import audit as audit
from classroom.store.tables import devices as devices
from classroom.store.tables import exports as exports
from classroom.store.tables import incidents as incidents
from classroom.store.tables import lessons as lessons
from classroom.store.tables import lines as lines
from classroom.store.tables import planned as planned
from classroom.store.tables import privacy as privacy
from classroom.store.tables import questions as questions
from classroom.store.tables import recordings as recordings
from classroom.store.tables import register as register
from classroom.store.tables import review as review
from classroom.store.tables import sanctions as sanctions
from classroom.store.tables import sounds as sounds
from classroom.store.tables import watching as watching
from classroom.store.tables.metadata import metadata as metadata
