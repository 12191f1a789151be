"""What the lecturer puts on every wall: one short notice, and time that runs down.

Rule: one of each. They are the lecturer's own and go on through a pause. A countdown stays for a
moment when it is over, so that whoever looks up sees that it is.
"""

from classroom.commands import PinNotice, StartCountdown, StopCountdown, UnpinNotice
from classroom.draft import Draft
from classroom.events import CountdownSet, NoticePinned, Withheld
from classroom.record import LessonRecord
from classroom.talk.values import Countdown

NOTICE = 100  # characters at most: it is read from six metres
OVER_SECONDS = 30.0


def pin_notice(draft: Draft, command: PinNotice) -> None:
    """Put a notice up in the place of the one that is there."""
    if command.objection is not None:
        draft.events.append(
            Withheld(at=draft.now, by=command.by, text=command.text, reason=command.objection)
        )
        return
    _pin(draft, command.text)


def unpin_notice(draft: Draft, _command: UnpinNotice) -> None:
    """Take it down."""
    _pin(draft, "")


def start_countdown(draft: Draft, command: StartCountdown) -> None:
    """Begin to count down, anew if it does already."""
    countdown = Countdown(seconds=command.seconds, ends_at=draft.now + command.seconds)
    draft.set_talk(countdown=countdown)
    draft.events.append(CountdownSet(at=draft.now, seconds=command.seconds))


def stop_countdown(draft: Draft, _command: StopCountdown) -> None:
    """Take it down."""
    _stop(draft)


def countdown_due(record: LessonRecord) -> float | None:
    """Return when a countdown that is over goes from the walls."""
    countdown = record.talk.countdown
    return None if countdown is None else countdown.ends_at + OVER_SECONDS


def clear(draft: Draft) -> None:
    """Take down what is over."""
    due = countdown_due(draft.record)
    if due is not None and draft.now >= due:
        _stop(draft)


def _stop(draft: Draft) -> None:
    if draft.record.talk.countdown is not None:
        draft.set_talk(countdown=None)
        draft.events.append(CountdownSet(at=draft.now, seconds=None))


def _pin(draft: Draft, text: str) -> None:
    if text != draft.record.talk.notice:
        draft.set_talk(notice=text)
        draft.events.append(NoticePinned(at=draft.now, text=text))
