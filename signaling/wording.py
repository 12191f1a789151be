"""What is typed, on its way from a message to a command.

Rule: text is cleaned here and looked at by the school's wording; whoever typed it is told what is
wrong only when the lesson has taken the command, and so kept the attempt.
"""

from typing import Any

from classroom.states import Part
from classroom.talk.text import MOST, clean
from classroom.talk.walls import NOTICE
from classroom.talk.wording import Wording
from signaling import messages as s

# What others read: not from somebody whom nobody has verified (standard, A2).
TYPED = (s.Say, s.PinNotice, s.AskQuestion, s.AnswerQuestion, s.Draw, s.Sketch, s.Point)


def worded(message: s.FromBrowser, part: Part, wording: Wording) -> dict[str, Any]:
    """Return the fields of a command that a message's text gives; none, if it has no text.

    Raises:
        Refused: `text_empty`, `text_too_long`.
    """
    match message:
        case s.Say() | s.PinNotice():
            text = clean(message.text, MOST if isinstance(message, s.Say) else NOTICE)
            return {"text": text, "objection": wording.objection(text, part)}
        case s.AskQuestion():
            return {
                "objection": wording.objection(" ".join((message.text, *message.options)), part)
            }
        case s.AnswerQuestion():
            return {"objection": wording.objection(message.reply.text, part)}
    return {}
