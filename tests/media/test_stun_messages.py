from contextlib import suppress

import aioice.stun
import pytest
from hypothesis import given
from hypothesis import strategies as st

from classroom.failures import BadMessage
from media import stun

TRANSACTION = bytes(range(12))
PASSWORD = b"a password of twenty-two"


def request(**changes: object) -> bytes:
    values: dict[str, object] = {
        "transaction": TRANSACTION,
        "username": "server:client",
        "password": PASSWORD,
        "priority": 12345,
        "tie_breaker": 2**63 + 1,
        "nominate": True,
    }
    return stun.binding_request(**(values | changes))  # type: ignore[arg-type]


def test_a_check_is_read_as_it_was_written() -> None:
    check = stun.parse(request())

    assert check.message_type == stun.BINDING_REQUEST
    assert check.transaction == TRANSACTION
    assert check.username == ("server", "client")
    assert (check.priority, check.controlling, check.use_candidate) == (12345, 2**63 + 1, True)
    assert check.is_authentic(PASSWORD)
    assert not check.is_authentic(b"another password")


def test_an_independent_implementation_reads_our_check() -> None:
    message = aioice.stun.parse_message(request())

    assert message.check_message_integrity(PASSWORD)
    assert message.attributes["USERNAME"] == "server:client"
    assert message.attributes["PRIORITY"] == 12345
    assert "USE-CANDIDATE" in message.attributes


@pytest.mark.parametrize("address", [("192.0.2.1", 32853), ("2001:db8::12", 1)])
def test_an_independent_implementation_reads_our_answer(address: tuple[str, int]) -> None:
    data = stun.binding_success(TRANSACTION, address, PASSWORD)

    message = aioice.stun.parse_message(data)

    assert message.check_message_integrity(PASSWORD)
    assert message.attributes["XOR-MAPPED-ADDRESS"] == address


def test_we_read_the_check_of_an_independent_implementation() -> None:
    message = aioice.stun.Message(
        message_method=aioice.stun.Method.BINDING,
        message_class=aioice.stun.Class.REQUEST,
        transaction_id=TRANSACTION,
    )
    message.attributes["USERNAME"] = "server:client"
    message.attributes["PRIORITY"] = 7
    message.attributes["ICE-CONTROLLING"] = 9
    message.add_message_integrity(PASSWORD)

    check = stun.parse(bytes(message))

    assert (check.username, check.priority, check.controlling) == (("server", "client"), 7, 9)
    assert check.is_authentic(PASSWORD)
    assert not check.use_candidate


def test_the_rfc_5769_sample_request_is_authentic() -> None:
    sample = bytes.fromhex(
        "000100582112a442b7e7a701bc34d686fa87dfae802200105354554e207465737420636c69656e74"
        "002400046e0001ff80290008932ff9b151263b36000600096576746a3a68367659202020"
        "000800149aeaa70cbfd8cb56781ef2b5b2d3f249c1b571a280280004e57a3bcf"
    )

    check = stun.parse(sample)

    assert check.username == ("evtj", "h6vY")
    assert check.is_authentic(b"VOkJxbRl1RmTxUk/WvJxBt")


def test_an_answer_is_never_longer_than_its_question() -> None:
    question = stun.binding_request(
        transaction=TRANSACTION,
        username="0123456789abcdef:abcd",
        password=PASSWORD,
        priority=1,
        tie_breaker=1,
        nominate=False,
    )

    assert len(stun.binding_success(TRANSACTION, ("2001:db8::1", 1), PASSWORD)) <= len(question)


def test_errors_name_their_code_and_what_was_not_understood() -> None:
    data = stun.binding_error(TRANSACTION, 420, PASSWORD, (0x7777,))

    message = aioice.stun.parse_message(data)

    assert message.check_message_integrity(PASSWORD)
    assert message.attributes["ERROR-CODE"][0] == 420
    assert stun.parse(data).error_code == 420


def test_a_check_without_a_fingerprint_is_refused() -> None:
    data = bytearray(request()[:-8])
    data[2:4] = (len(data) - 20).to_bytes(2)

    with pytest.raises(BadMessage, match="no fingerprint"):
        stun.parse(bytes(data))


@given(st.binary(max_size=200))
def test_any_bytes_are_a_message_or_a_bad_message(data: bytes) -> None:
    refused_or_read(data)


@given(
    st.lists(
        st.tuples(st.integers(0, 0xFFFF), st.integers(0, 40), st.binary(max_size=40)), max_size=6
    )
)
def test_any_attributes_are_read_or_refused(attributes: list[tuple[int, int, bytes]]) -> None:
    body = b"".join(
        kind.to_bytes(2) + length.to_bytes(2) + value + bytes(-len(value) % 4)
        for kind, length, value in attributes
    )
    header = stun.HEADER.pack(1, len(body) + 8, stun.MAGIC_COOKIE, TRANSACTION)
    fingerprint = stun._fingerprint(header + body)

    refused_or_read(header + body + bytes.fromhex("80280004") + fingerprint)


def refused_or_read(data: bytes) -> None:
    with suppress(BadMessage):
        stun.parse(data).is_authentic(PASSWORD)
