from classroom.media_messages import Direction
from signaling.media_ledger import Ledger, TransportEntry


def test_a_page_whose_transports_ended_by_themselves_is_still_to_be_closed() -> None:
    ledger = Ledger(made={"page"}, transports={"t": TransportEntry("page", Direction.SEND)})

    ledger.forget_transport("t")  # its browser said goodbye before the lesson let go of it

    assert ledger.peers() == {"page"}
    ledger.forget_peer("page")
    assert ledger.peers() == set()
