"""Who may do what: one table, action × role. Code asks `may`, never `if role == ...`.

Rule: an action is the name of a request in the protocol, or `send_` and what a page sends. What is
not in the table is not allowed.
"""

from enum import StrEnum

from classroom.failures import Refused
from classroom.media_messages import Source
from classroom.states import Part


class Role(StrEnum):
    """Whom a link makes of its holder."""

    LECTURER = "lecturer"
    ASSISTANT = "assistant"


class Action(StrEnum):
    """What can be done, named as in the protocol."""

    SYNC = "sync"
    REPORT_DEVICES = "report_devices"
    ENTER = "enter"
    LEAVE = "leave"
    START_LESSON = "start_lesson"
    PAUSE_LESSON = "pause_lesson"
    RESUME_LESSON = "resume_lesson"
    END_LESSON = "end_lesson"
    CALL_ON = "call_on"
    TAKE_DOWN = "take_down"
    ENLARGE = "enlarge"
    CREATE_TRANSPORT = "create_transport"
    CONNECT_TRANSPORT = "connect_transport"
    RESTART_ICE = "restart_ice"
    PRODUCE = "produce"
    PAUSE_PRODUCER = "pause_producer"
    RESUME_PRODUCER = "resume_producer"
    CLOSE_PRODUCER = "close_producer"
    CONSUME = "consume"
    RESUME_CONSUMER = "resume_consumer"
    PAUSE_CONSUMER = "pause_consumer"
    CLOSE_CONSUMER = "close_consumer"
    SEND_CAMERA = "send_camera"
    SEND_MICROPHONE = "send_microphone"
    SEND_DOCUMENT = "send_document"
    SEND_SCREEN = "send_screen"
    SEND_SCREEN_SOUND = "send_screen_sound"


_EVERYBODY = frozenset(Role)
_LECTURER = frozenset({Role.LECTURER})

TABLE: dict[Action, frozenset[Role]] = {
    Action.SYNC: _EVERYBODY,
    Action.REPORT_DEVICES: _EVERYBODY,
    Action.ENTER: _EVERYBODY,
    Action.LEAVE: _EVERYBODY,
    Action.START_LESSON: _LECTURER,
    Action.PAUSE_LESSON: _LECTURER,
    Action.RESUME_LESSON: _LECTURER,
    Action.END_LESSON: _LECTURER,
    Action.CALL_ON: _LECTURER,
    Action.TAKE_DOWN: _LECTURER,
    Action.ENLARGE: _LECTURER,
    Action.CREATE_TRANSPORT: _EVERYBODY,
    Action.CONNECT_TRANSPORT: _EVERYBODY,
    Action.RESTART_ICE: _EVERYBODY,
    Action.PRODUCE: _EVERYBODY,
    Action.PAUSE_PRODUCER: _EVERYBODY,
    Action.RESUME_PRODUCER: _EVERYBODY,
    Action.CLOSE_PRODUCER: _EVERYBODY,
    Action.CONSUME: _EVERYBODY,
    Action.RESUME_CONSUMER: _EVERYBODY,
    Action.PAUSE_CONSUMER: _EVERYBODY,
    Action.CLOSE_CONSUMER: _EVERYBODY,
    Action.SEND_CAMERA: _EVERYBODY,
    Action.SEND_MICROPHONE: _EVERYBODY,
    Action.SEND_DOCUMENT: _EVERYBODY,
    Action.SEND_SCREEN: _LECTURER,
    Action.SEND_SCREEN_SOUND: _LECTURER,
}


def role_of(part: Part) -> Role:
    """Return the role that a classroom's joining link gives."""
    return Role.LECTURER if part is Part.DELIVERING else Role.ASSISTANT


def may(role: Role, action: Action) -> bool:
    """Tell whether the table allows it."""
    return role in TABLE.get(action, frozenset())


def check(role: Role, action: Action) -> None:
    """Raise Refused `not_allowed` unless the table allows it."""
    if not may(role, action):
        raise Refused("not_allowed", f"{role} may not {action}")


def sending(source: Source) -> Action:
    """Return the action of sending a track of this source."""
    return Action(f"send_{source}")


def allowed(role: Role) -> list[str]:
    """Return every action the role may take, as the protocol names them."""
    return [action.value for action in Action if may(role, action)]
