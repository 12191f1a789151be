from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classroom.failures import BadMessage, Refused, Unavailable
from classroom.permissions import TABLE, Reach
from signaling import codec
from signaling import messages as s

# Asked from a seat by HTTP, with the page's ticket: files and the board's pages are too large here.
BY_HTTP = {"share_file", "read_file", "export_board"}
anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.binary()
    | st.sampled_from(["camera", "send", "recv", "r1", "microphone"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
fields = st.sampled_from(
    [field for kind in codec.REQUESTS.values() for field in kind.__struct_fields__]
)
payloads = anything | st.dictionaries(fields | st.just("type"), anything, max_size=6)


def outcome(read: Callable[..., Any], *values: Any) -> Any:
    """What comes of reading: a message, or a BadMessage. Anything else that is raised is a bug."""
    try:
        return read(*values)
    except BadMessage as bad:
        return bad


@settings(max_examples=600)
@given(event=st.sampled_from(sorted(codec.REQUESTS)) | anything, payload=payloads)
def test_whatever_comes_is_a_message_or_a_bad_message(event: Any, payload: Any) -> None:
    message = outcome(codec.request, event, payload)

    if isinstance(message, BadMessage):
        assert message.code in ("unknown_message", "bad_message")
        assert len(message.detail) <= 200
    else:
        assert isinstance(message, s.FromBrowser)
        assert codec.tag(message) == event


@settings(max_examples=300)
@given(auth=anything | st.dictionaries(st.sampled_from(["token", "session"]), anything))
def test_whatever_greets_is_a_hello_or_a_bad_message(auth: Any) -> None:
    greeting = outcome(codec.hello, auth)

    assert isinstance(greeting, s.Hello) or str(greeting).startswith("bad_hello")


def test_a_request_is_read_with_or_without_its_type() -> None:
    expected = s.CallOn(classroom="r1")

    assert codec.request("call_on", {"classroom": "r1"}) == expected
    assert codec.request("call_on", {"classroom": "r1", "type": "call_on"}) == expected
    assert codec.request("sync") == s.Sync()


def test_a_result_goes_out_under_its_name() -> None:
    assert codec.write(s.Produced(producer="p")) == (
        "produced",
        {"type": "produced", "producer": "p"},
    )


@pytest.mark.parametrize(
    ("failure", "retryable"),
    [(BadMessage("a", "b"), False), (Refused("a", "b"), False), (Unavailable("a", "b"), True)],
)
def test_a_failure_keeps_its_code(failure: Any, retryable: bool) -> None:
    assert codec.error(failure) == s.Error(code="a", detail="b", retryable=retryable)


def test_every_request_has_a_row_in_the_table_of_permissions() -> None:
    from_a_seat = {action.value for action, row in TABLE.items() if Reach.SEAT in row.values()}

    assert set(codec.REQUESTS) == {
        name for name in from_a_seat - BY_HTTP if not name.startswith("send_")
    }
