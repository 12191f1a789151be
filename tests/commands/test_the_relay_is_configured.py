"""`turn-config`: a relay to our media addresses, and to nothing else."""

from pathlib import Path
from typing import Any

import pytest

from commands.relays import secret
from commands.turn import lines
from config.load import BadSettings, load

SECRET = "a-secret-of-the-tests-that-is-long-enough"


def printed(**overrides: Any) -> list[str]:
    settings = {
        "web.public_url": "https://class.example",
        "media.listen": ["10.0.0.5"],
        "turn.urls": ["turn:turn.example:3478", "turns:turn.example:443?transport=tcp"],
        "turn.secret": SECRET,
        **{name.replace("__", "."): value for name, value in overrides.items()},
    }
    return list(lines(load(overrides=settings)))


def peers(told: list[str]) -> set[str]:
    return {line.partition("=")[2] for line in told if line.startswith("allowed-peer-ip=")}


def test_everything_is_denied_but_our_media_addresses() -> None:
    told = printed(media__listen=["10.0.0.5", "fd00::5"])

    assert "denied-peer-ip=0.0.0.0-255.255.255.255" in told
    assert "denied-peer-ip=::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff" in told
    assert peers(told) == {"10.0.0.5", "fd00::5"}
    assert {"no-multicast-peers", "no-tcp-relay", "no-stun", "no-cli"} <= set(told)


def test_behind_nat_both_lines_of_two_carriers_lead_to_the_inner_address() -> None:
    told = printed(media__announce=["203.0.113.7", "198.51.100.7"])

    assert "external-ip=203.0.113.7/10.0.0.5" in told
    assert "external-ip=198.51.100.7/10.0.0.5" in told
    assert peers(told) == {"203.0.113.7", "198.51.100.7", "10.0.0.5"}


def test_on_a_machine_of_its_own_it_relays_to_what_browsers_are_told() -> None:
    told = printed(turn__listen=["198.51.100.9"], media__announce=["203.0.113.7"])

    assert "listening-ip=198.51.100.9" in told
    assert not [line for line in told if line.startswith("external-ip")]
    assert peers(told) == {"203.0.113.7"}


def test_it_listens_where_pages_look_for_it() -> None:
    assert {"listening-port=3478", "tls-listening-port=443"} <= set(printed())
    only_tls = printed(turn__urls=["turns:turn.example?transport=tcp"])
    assert {"no-udp", "no-tcp", "tls-listening-port=5349"} <= set(only_tls)
    with pytest.raises(BadSettings, match="more than one port"):
        printed(turn__urls=["turn:turn.example:1", "turn:turn.example:2"])


def test_behind_a_proxy_that_takes_tls_off_it_has_no_certificate_and_no_stranger_knocks() -> None:
    only_tls = ["turns:relay.example:443?transport=tcp"]
    told = printed(turn__urls=only_tls, turn__proxied_port=3478)

    assert [line for line in told if line.startswith("listening")] == [
        "listening-ip=127.0.0.1",
        "listening-port=3478",
    ]
    assert {"relay-ip=10.0.0.5", "no-udp", "no-tls"} <= set(told)
    assert not [line for line in told if line.startswith(("cert", "pkey"))]
    assert peers(told) == {"10.0.0.5"}

    both = printed(turn__urls=["turn:relay.example", *only_tls], turn__proxied_port=3478)
    assert {"listening-ip=127.0.0.1", "listening-ip=10.0.0.5", "no-tls"} <= set(both)
    assert "no-udp" not in both
    with pytest.raises(BadSettings, match="coturn has one port"):
        printed(turn__urls=["turn:relay.example:3479", *only_tls], turn__proxied_port=3478)
    with pytest.raises(BadSettings, match="leads to"):
        printed(turn__urls=["turn:relay.example"], turn__proxied_port=3478)


def test_its_secret_may_lie_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text(SECRET + "\n")
    settings = load(overrides={"turn.urls": ["turn:turn.example"], "turn.secret_file": str(file)})
    assert secret(settings) == SECRET

    file.write_text("short\n")
    with pytest.raises(BadSettings, match="32 characters"):
        secret(settings)
    file.unlink()
    with pytest.raises(BadSettings, match="cannot read"):
        secret(settings)


def test_without_addresses_there_is_nothing_to_configure() -> None:
    with pytest.raises(BadSettings, match=r"turn\.urls is empty"):
        printed(turn__urls=[])
