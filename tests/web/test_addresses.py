import errno

import pytest

from web.address import is_loopback, joining_links, page_address, why_not


@pytest.mark.parametrize(
    ("listen", "address", "loopback"),
    [
        ("127.0.0.1", "http://127.0.0.1:80", True),
        ("localhost", "http://localhost:80", True),
        ("::1", "http://[::1]:80", True),
        ("0.0.0.0", "http://localhost:80", False),
        ("::", "http://localhost:80", False),
        ("192.0.2.7", "http://192.0.2.7:80", False),
        ("class.example", "http://class.example:80", False),
    ],
)
def test_pages_are_where_a_person_can_go(listen: str, address: str, loopback: bool) -> None:
    assert page_address(listen, 80) == address
    assert is_loopback(listen) is loopback


def test_links_carry_their_token_where_no_server_logs_it() -> None:
    printed = joining_links("http://x", ["a", "b", "c"], as_json=False)

    assert [line.split()[-1] for line in printed.splitlines()] == [
        "http://x/teach#a",
        "http://x/learn#b",
        "http://x/learn#c",
    ]


def test_a_taken_port_is_told_with_what_to_do() -> None:
    taken = why_not(OSError(errno.EADDRINUSE, "in use"), "::", 80)
    forbidden = why_not(OSError(errno.EACCES, "Permission denied"), "::", 80)

    assert "Port 80" in taken
    assert "--port" in taken
    assert "Permission denied" in forbidden
