"""The rules of media/ice.py, with time as an argument."""

from media import stun
from media.ice import Credentials, IceAgent
from media.paths import Path


def check(*, nominated: bool) -> stun.StunMessage:
    return stun.StunMessage(stun.BINDING_REQUEST, b"", use_candidate=nominated)


def connected_agent() -> tuple[IceAgent, Path]:
    agent = IceAgent(Credentials.new())
    home = Path(("192.0.2.1", 1))
    agent.on_check(check(nominated=True), home, 0.0, keyed=False)
    agent.on_handshake_done(home)
    return agent, home


def test_before_the_keys_the_path_nominated_last_is_used() -> None:
    agent = IceAgent(Credentials.new())
    first, second = Path(("192.0.2.1", 1)), Path(("192.0.2.2", 1))

    agent.on_check(check(nominated=False), first, 0.0, keyed=False)
    assert agent.selected is None
    agent.on_check(check(nominated=True), first, 1.0, keyed=False)
    agent.on_check(check(nominated=True), second, 2.0, keyed=False)

    assert agent.selected is second


def test_the_path_that_completed_the_handshake_is_the_first_send_path() -> None:
    agent = IceAgent(Credentials.new())
    peer, thief = Path(("192.0.2.1", 1)), Path(("198.51.100.6", 6))
    agent.on_check(check(nominated=True), peer, 0.0, keyed=False)
    agent.on_check(check(nominated=True), thief, 0.1, keyed=False)

    agent.on_handshake_done(peer)

    assert agent.selected is peer


def test_a_proof_on_a_path_that_was_not_nominated_does_not_move_us() -> None:
    agent, home = connected_agent()
    other = Path(("192.0.2.2", 1))
    agent.on_check(check(nominated=False), other, 1.0, keyed=True)

    assert not agent.on_proof(other)
    assert agent.selected is home


def test_a_packet_overtaken_on_the_way_does_not_move_us_back() -> None:
    agent, home = connected_agent()
    mobile = Path(("192.0.2.2", 1))
    agent.on_check(check(nominated=True), mobile, 1.0, keyed=True)
    assert agent.on_proof(mobile)

    assert not agent.on_proof(home)
    assert agent.selected is mobile


def test_a_path_that_was_left_can_be_nominated_anew() -> None:
    agent, home = connected_agent()
    mobile = Path(("192.0.2.2", 1))
    agent.on_check(check(nominated=True), mobile, 1.0, keyed=True)
    agent.on_proof(mobile)

    agent.on_check(check(nominated=True), home, 2.0, keyed=True)

    assert agent.on_proof(home)
    assert agent.selected is home


def test_checks_on_another_path_do_not_keep_consent_alive() -> None:
    agent, home = connected_agent()
    thief = Path(("198.51.100.6", 6))

    agent.on_check(check(nominated=True), thief, 29.0, keyed=True)

    assert agent.consent_at == 0.0
    agent.on_check(check(nominated=False), home, 29.5, keyed=True)
    assert agent.consent_at == 29.5


def test_consent_runs_on_from_the_last_sign_when_the_connection_is_gone() -> None:
    agent, home = connected_agent()
    home.heard_at = 7.0

    agent.forget(home)
    agent.on_check(check(nominated=True), Path(("192.0.2.2", 1)), 20.0, keyed=True)

    assert agent.selected is None
    assert agent.consent_at == 7.0


def test_only_the_newest_restart_counts_and_the_old_end_when_it_is_used() -> None:
    agent = IceAgent(Credentials.new())
    old, unused, fresh = agent.current, Credentials.new(), Credentials.new()

    assert agent.restart(unused) is None
    assert agent.restart(fresh) is unused
    assert agent.use(old) is None
    assert agent.credentials_for(old.fragment) is old
    assert agent.use(fresh) is old
    assert agent.credentials_for(old.fragment) is None
    assert agent.credentials_for(fresh.fragment) is fresh
