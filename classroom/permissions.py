"""Who may do what: one table, action × role × reach. Code asks, and never says `if role == ...`.

Rule: what is not in the table is not allowed. HTTP, signaling and media ask this table and nothing
else; docs/permissions.md is made from it.
"""

from collections.abc import Iterable
from typing import Protocol

from classroom.actions import Action as Action
from classroom.actions import Reach as Reach
from classroom.actions import Role as Role
from classroom.failures import Refused
from classroom.media_messages import Source
from classroom.register.scope import Sight
from classroom.states import Part

_SEATS = {Role.LECTURER: Reach.SEAT, Role.ASSISTANT: Reach.SEAT}
_LECTURER = {Role.LECTURER: Reach.SEAT}


def _in_scope(*roles: Role) -> dict[Role, Reach]:
    return dict.fromkeys(roles, Reach.SCOPE)


_COUNTY = _in_scope(Role.SYSTEM_ADMIN)
_CLERKS = _in_scope(Role.SYSTEM_ADMIN, Role.SCHOOL_ADMIN)
_LOOKERS = _in_scope(Role.SYSTEM_ADMIN, Role.SCHOOL_ADMIN, Role.INSPECTOR, Role.AUDITOR)
_AUDITOR = _in_scope(Role.AUDITOR)
_INSPECTION = _in_scope(Role.SYSTEM_ADMIN, Role.INSPECTOR)

TABLE: dict[Action, dict[Role, Reach]] = {
    Action.SYNC: _SEATS,
    Action.BEAT: _SEATS,
    Action.CATCH_UP: {Role.ASSISTANT: Reach.SEAT},
    Action.REPORT_DEVICES: _SEATS,
    Action.ENTER: _SEATS,
    Action.LEAVE: _SEATS,
    Action.START_LESSON: _LECTURER,
    Action.PAUSE_LESSON: _LECTURER,
    Action.RESUME_LESSON: _LECTURER,
    Action.END_LESSON: _LECTURER,
    Action.CALL_ON: _LECTURER,
    Action.TAKE_DOWN: _LECTURER,
    Action.ENLARGE: _LECTURER,
    Action.CALL_NEXT: _LECTURER,
    Action.ASK_QUESTION: _LECTURER,
    Action.ANSWER_QUESTION: {Role.ASSISTANT: Reach.SEAT},
    Action.ANSWER_FOR_PUPIL: {Role.ASSISTANT: Reach.SEAT},
    Action.CLOSE_QUESTION: _LECTURER,
    Action.REVEAL_QUESTION: _LECTURER,
    Action.PUT_QUESTION_AWAY: _LECTURER,
    Action.RAISE_HAND: {Role.ASSISTANT: Reach.SEAT},
    Action.LOWER_HAND: {Role.ASSISTANT: Reach.SEAT},
    Action.DISMISS_HAND: _LECTURER,
    Action.SET_RIGHT: _LECTURER,
    Action.FORBID_ALL: _LECTURER,
    Action.ALLOW_AGAIN: _LECTURER,
    Action.LOCK: _LECTURER,
    Action.UNLOCK: _LECTURER,
    Action.ADMIT: _LECTURER,
    Action.REMOVE: _LECTURER,
    Action.READMIT: _LECTURER,
    Action.SHUT_DOWN: _LECTURER,
    Action.CALL_ROLL: _LECTURER,
    Action.MARK_PUPIL: _SEATS,
    Action.COUNT_HEADS: _SEATS,
    Action.CONFIRM_ROLL: _SEATS,
    Action.SAY: _SEATS,
    Action.UNSAY: _LECTURER,
    Action.SET_SLOW_MODE: _LECTURER,
    Action.REPORT: _SEATS,
    Action.PIN_NOTICE: _LECTURER,
    Action.UNPIN_NOTICE: _LECTURER,
    Action.START_COUNTDOWN: _LECTURER,
    Action.STOP_COUNTDOWN: _LECTURER,
    Action.SET_LAYOUT: _LECTURER,
    Action.SPOTLIGHT: _LECTURER,
    Action.SET_HALF_DUPLEX: _LECTURER,
    Action.SET_PUSH_TO_TALK: _LECTURER,
    Action.PRESS_TO_TALK: {Role.ASSISTANT: Reach.SEAT},
    Action.RELEASE_TALK: {Role.ASSISTANT: Reach.SEAT},
    Action.REPORT_SOUND: _SEATS,
    Action.PIN_LEVEL: _SEATS,
    Action.RELEASE_LEVEL: _LECTURER,
    Action.SHOW_BOARD: _LECTURER,
    Action.HIDE_BOARD: _LECTURER,
    Action.DRAW: _SEATS,
    Action.SKETCH: _SEATS,
    Action.POINT: _SEATS,
    Action.ERASE: _SEATS,
    Action.UNDO: _SEATS,
    Action.WIPE: _LECTURER,
    Action.READ_INK: _SEATS,
    Action.EXPORT_BOARD: _LECTURER | _CLERKS,
    Action.SHARE_FILE: _SEATS,
    Action.READ_FILE: _SEATS,
    Action.TAKE_FILE_AWAY: _LECTURER,
    Action.SHOW_SLIDES: _LECTURER,
    Action.STOP_SHOWING: _LECTURER,
    Action.CREATE_TRANSPORT: _SEATS,
    Action.CONNECT_TRANSPORT: _SEATS,
    Action.RESTART_ICE: _SEATS,
    Action.PRODUCE: _SEATS,
    Action.PAUSE_PRODUCER: _SEATS,
    Action.RESUME_PRODUCER: _SEATS,
    Action.CLOSE_PRODUCER: _SEATS,
    Action.CONSUME: _SEATS,
    Action.RESUME_CONSUMER: _SEATS,
    Action.PAUSE_CONSUMER: _SEATS,
    Action.CLOSE_CONSUMER: _SEATS,
    Action.SEND_CAMERA: _SEATS,
    Action.SEND_MICROPHONE: _SEATS,
    Action.SEND_DOCUMENT: _SEATS,
    Action.SEND_SCREEN: _SEATS,
    Action.SEND_SCREEN_SOUND: _SEATS,
    Action.READ_REGIONS: _LOOKERS,
    Action.WRITE_REGIONS: _COUNTY,
    Action.READ_SCHOOLS: _LOOKERS,
    Action.WRITE_SCHOOLS: _COUNTY,
    Action.READ_CLASSROOMS: _LOOKERS,
    Action.WRITE_CLASSROOMS: _CLERKS,
    Action.READ_PEOPLE: _CLERKS,
    Action.WRITE_PEOPLE: _CLERKS,
    Action.READ_CLASSES: _CLERKS,
    Action.WRITE_CLASSES: _CLERKS,
    Action.READ_PUPILS: _CLERKS,
    Action.WRITE_PUPILS: _CLERKS,
    Action.READ_TERMS: _LOOKERS,
    Action.WRITE_TERMS: _COUNTY,
    Action.READ_CALENDAR_DAYS: _LOOKERS,
    Action.WRITE_CALENDAR_DAYS: _CLERKS,
    Action.READ_BELL_SCHEDULES: _LOOKERS,
    Action.WRITE_BELL_SCHEDULES: _CLERKS,
    Action.READ_PAIRINGS: _LOOKERS,
    Action.WRITE_PAIRINGS: _COUNTY,
    Action.READ_SLOTS: _LOOKERS,
    Action.WRITE_SLOTS: _CLERKS,
    Action.READ_SLOT_EXCEPTIONS: _LOOKERS,
    Action.WRITE_SLOT_EXCEPTIONS: _CLERKS,
    Action.READ_LESSONS: _LOOKERS,
    Action.PLAN_LESSONS: _CLERKS,
    Action.SHUT_LESSON: _CLERKS,
    Action.RESTART_LESSON: _CLERKS,
    Action.READ_INCIDENTS: _CLERKS,
    Action.MAKE_INCIDENT: _CLERKS,
    Action.RELEASE_INCIDENT: _CLERKS,
    Action.READ_TALLY: _LOOKERS,
    Action.READ_ROLL: _CLERKS,
    Action.CORRECT_ROLL: _CLERKS,
    Action.READ_ANSWERS: _CLERKS,
    Action.READ_COMPLIANCE: _LOOKERS,
    Action.INVITE_PERSON: _CLERKS,
    Action.GRANT_ROLES: _CLERKS,
    Action.CHECK_CHANGES: _CLERKS,
    Action.READ_SESSIONS: _in_scope(Role.SYSTEM_ADMIN, Role.SCHOOL_ADMIN, Role.AUDITOR),
    Action.END_SESSIONS: _CLERKS,
    Action.RESET_SECOND_FACTOR: _CLERKS,
    Action.UNLOCK_ACCOUNT: _CLERKS,
    Action.CLOSE_ACCOUNT: _CLERKS,
    Action.READ_DEVICES: _LOOKERS,
    Action.ENROL_DEVICE: _CLERKS,
    Action.REVOKE_DEVICE: _CLERKS,
    Action.IMPORT_DATA: _CLERKS,
    Action.EXPORT_DATA: _CLERKS,
    Action.READ_FEEDS: _CLERKS,
    Action.WRITE_FEEDS: _CLERKS,
    Action.READ_TOKENS: _COUNTY,
    Action.WRITE_TOKENS: _COUNTY,
    Action.READ_AUDIT: _AUDITOR,
    Action.EXPORT_AUDIT: _AUDITOR,
    Action.READ_SETTINGS: _in_scope(Role.SYSTEM_ADMIN, Role.AUDITOR),
    Action.WRITE_SETTINGS: _COUNTY,
    Action.READ_NOTICES: _LOOKERS,
    Action.WRITE_NOTICES: _COUNTY,
    Action.RECORD_CONSENT: _CLERKS,
    Action.EXPORT_PUPIL: _CLERKS,
    Action.ERASE_PUPIL: _CLERKS,
    Action.HOLD_DATA: _COUNTY,
    Action.READ_SANCTIONS: _CLERKS,
    Action.IMPOSE_SANCTION: _CLERKS,
    Action.LIFT_SANCTION: _CLERKS,
    Action.READ_REPORTS: _CLERKS,
    Action.DECIDE_REPORT: _CLERKS,
    Action.READ_RECORDINGS: _LOOKERS,
    Action.WATCH_RECORDING: _in_scope(Role.SCHOOL_ADMIN, Role.INSPECTOR),
    Action.READ_VIEWS: _in_scope(Role.SYSTEM_ADMIN, Role.SCHOOL_ADMIN, Role.AUDITOR),
    Action.KEEP_RECORDING: _COUNTY,
    Action.DELETE_RECORDING: _COUNTY,
    Action.ERASE_TRACK: _CLERKS,
    Action.READ_RESEARCH_NOTES: _in_scope(Role.INSPECTOR, Role.RESEARCHER),
    Action.READ_INSPECTIONS: _LOOKERS,
    Action.INSPECT_LESSON: _in_scope(Role.INSPECTOR),
    Action.READ_INSPECTION_FORMS: _LOOKERS,
    Action.WRITE_INSPECTION_FORMS: _INSPECTION,
    Action.READ_SAMPLINGS: _in_scope(Role.SYSTEM_ADMIN, Role.INSPECTOR, Role.AUDITOR),
    Action.WRITE_SAMPLINGS: _INSPECTION,
    Action.DRAW_SAMPLE: _INSPECTION,
    Action.READ_PROOFS: _AUDITOR,
    Action.REVIEW_RECORDING: _in_scope(Role.SCHOOL_ADMIN, Role.INSPECTOR),
    Action.PUBLISH_RECORDING: _CLERKS,
    Action.DECIDE_WATCHING: _in_scope(Role.SCHOOL_ADMIN),
    Action.DECIDE_SHARED_WATCHING: _COUNTY,
}


def role_of(part: Part) -> Role:
    """Return the role that a classroom's joining link gives."""
    return Role.LECTURER if part is Part.DELIVERING else Role.ASSISTANT


class Granted(Protocol):
    """A role in a scope, such as `classroom.register.people.Grant`. `names` is whether it is good
    for an action at all, which an API token's may not be.
    """

    @property
    def role(self) -> Role: ...  # noqa: D102 - see the class
    @property
    def scope(self) -> str: ...  # noqa: D102
    def names(self, action: Action) -> bool: ...  # noqa: D102


# ---------------------------------------------------------------- in a lesson, from its seat


def may(role: Role, action: Action) -> bool:
    """Tell whether the table allows it from a seat."""
    return TABLE.get(action, {}).get(role) is Reach.SEAT


def check(role: Role, action: Action) -> None:
    """Raise Refused `not_allowed` unless the table allows it from a seat."""
    if not may(role, action):
        raise Refused("not_allowed", f"{role} may not {action}")


# ---------------------------------------------------------------- on things of a scope


def permits(grants: Iterable[Granted], action: Action, scope: str) -> bool:
    """Tell whether one of the grants allows the action on something of this scope."""
    return sight(grants, action).covers(scope)


def require(grants: Iterable[Granted], action: Action, scope: str) -> None:
    """Raise Refused `not_allowed` unless one of the grants allows the action there."""
    if not permits(grants, action, scope):
        raise Refused("not_allowed", f"no grant allows {action} there")


def sight(grants: Iterable[Granted], action: Action) -> Sight:
    """Return the scopes in which the grants allow the action; none, when they do not at all."""
    row = TABLE.get(action, {})
    return Sight(
        tuple(g.scope for g in grants if row.get(g.role) is Reach.SCOPE and g.names(action))
    )


def sending(source: Source) -> Action:
    """Return the action of sending a track of this source."""
    return Action(f"send_{source}")


def allowed(role: Role) -> list[str]:
    """Return every action the role may take, as the protocol names them."""
    return [action.value for action in Action if may(role, action)]
