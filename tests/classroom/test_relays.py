"""What a page is told of our TURN server is good for a while, and tells nobody anything."""

import base64
import hashlib
import hmac

from classroom.relays import Relays

SECRET = "coturn and we alone know this one"
URLS = ("turn:turn.example:3478?transport=udp", "turns:turn.example:443?transport=tcp")


def test_the_password_is_what_coturn_makes_of_the_name() -> None:
    told = Relays(URLS, SECRET, 600).for_page("peer-1", now=1_000_000.5)

    assert [server["urls"] for server in told] == [[URLS[0]], [URLS[1]]]
    for server in told:
        expiry, _, opaque = server["username"].partition(":")
        assert int(expiry) == 1_000_600
        made = hmac.new(SECRET.encode(), server["username"].encode(), hashlib.sha1).digest()
        assert base64.b64decode(server["credential"]) == made
        assert "peer-1" not in opaque


def test_each_page_has_a_name_of_its_own_and_keeps_it() -> None:
    relays = Relays(URLS, SECRET, 600)

    def name(page: str, now: float) -> str:
        return str(relays.for_page(page, now)[0]["username"].partition(":")[2])

    assert name("a", 0) == name("a", 5000) != name("b", 0)  # coturn counts by it


def test_without_a_relay_nothing_is_told() -> None:
    assert Relays().for_page("a", 0) == []


def test_the_secret_is_never_shown() -> None:
    assert SECRET not in repr(Relays(URLS, SECRET, 600))
