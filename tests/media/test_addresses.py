import pytest

from media.addresses import MAX_LISTEN, announced_addresses, interface_addresses, listen_addresses

SCHOOL = [
    ("lo", "127.0.0.1"),
    ("lo", "::1"),
    ("eth0", "192.168.1.20"),
    ("eth0", "fe80::1"),
    ("eth0", "2001:db8::20"),
    ("wlan0", "192.168.1.21"),
    ("wlan1", "169.254.7.7"),
    ("docker0", "172.17.0.1"),
    ("br-1f2e3d", "172.18.0.1"),
    ("virbr0", "192.168.122.1"),
]


@pytest.mark.parametrize("web", ["127.0.0.1", "localhost", "::1"])
def test_a_laptop_listens_on_loopback_only(web: str) -> None:
    assert listen_addresses(web, SCHOOL) == ["127.0.0.1", "::1"]


def test_a_laptop_without_ipv6_listens_on_ipv4_only() -> None:
    assert listen_addresses("127.0.0.1", [("lo", "127.0.0.1")]) == ["127.0.0.1"]


@pytest.mark.parametrize("web", ["0.0.0.0", "::", ""])
def test_a_server_on_a_lan_listens_where_other_machines_can_reach_it(web: str) -> None:
    assert listen_addresses(web, SCHOOL) == ["192.168.1.20", "2001:db8::20", "192.168.1.21"]


def test_one_address_of_the_web_is_the_address_of_the_media() -> None:
    assert listen_addresses("192.168.1.20", SCHOOL) == ["192.168.1.20"]


def test_a_machine_without_a_network_is_reachable_from_itself() -> None:
    assert listen_addresses("0.0.0.0", [("lo", "127.0.0.1")]) == ["127.0.0.1"]


def test_listening_is_bounded() -> None:
    many = [("eth0", f"10.0.0.{number}") for number in range(100)]

    assert len(listen_addresses("0.0.0.0", many)) == MAX_LISTEN


def test_what_is_listened_on_is_announced_when_nothing_is_set() -> None:
    assert announced_addresses(["192.168.1.20", "::1"], []) == ["192.168.1.20", "::1"]


def test_behind_nat_the_setting_replaces_ipv4_and_keeps_ipv6() -> None:
    listen = ["192.168.1.20", "2001:db8::20"]

    assert announced_addresses(listen, ["203.0.113.5"]) == ["203.0.113.5", "2001:db8::20"]


def test_an_announced_ipv6_address_replaces_ipv6_too() -> None:
    listen = ["192.168.1.20", "fd00::20"]

    announced = announced_addresses(listen, ["203.0.113.5", "2001:db8::5"])

    assert announced == ["203.0.113.5", "2001:db8::5"]


def test_a_wildcard_is_never_announced() -> None:
    assert announced_addresses(["0.0.0.0", "::"], []) == []


def test_this_machine_has_loopback() -> None:
    assert "127.0.0.1" in {address for _, address in interface_addresses()}
