"""Messages to pages as Socket.IO packets, written once for all the pages that are told the same.

Rule: a change that several pages are told is one object, made once (`projection.Shared`), and is
written once; only the version before it is each page's own. What is kept for it is bounded.
"""

from collections import OrderedDict

from engineio import packet as engineio_packet
from socketio import packet

from signaling import codec
from signaling.frames import Encoded, json_of
from signaling.messages import Change, Changed, ToBrowser

KEPT = 256  # changes that were written last, of all lessons


class Written:
    """Writes messages, and remembers how changes were written."""

    def __init__(self) -> None:
        """Begin with nothing written."""
        self._texts: OrderedDict[int, tuple[Change, str]] = OrderedDict()  # by identity

    def packet(self, message: ToBrowser | Encoded) -> engineio_packet.Packet:
        """Return the packet that tells the message."""
        if isinstance(message, Encoded):
            return message.packet
        if isinstance(message, Changed):
            changes = ",".join([self._text(change) for change in message.changes])
            body = f'{{"type":"changed","version":{message.version},"changes":[{changes}]}}'
        else:
            body = json_of(message)
        frame = f'{packet.EVENT}["{codec.tag(message)}",{body}]'
        return engineio_packet.Packet(engineio_packet.MESSAGE, frame)

    def _text(self, change: Change) -> str:
        known = self._texts.get(id(change))
        if known is not None and known[0] is change:
            return known[1]
        text = json_of(change)
        self._texts[id(change)] = change, text
        if len(self._texts) > KEPT:
            self._texts.popitem(last=False)
        return text
