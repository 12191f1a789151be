"""Workers run on uvloop, whose sockets and streams are not asyncio's: the same stories on it."""

import asyncio
from collections.abc import Callable, Coroutine

import pytest
import uvloop

from tests.media import test_changing_address as moving
from tests.media import test_connecting as connecting
from tests.media import test_hostile_datagrams as hostile

Story = Callable[[], Coroutine[None, None, None]]

STORIES: list[Story] = [
    lambda: connecting.test_media_goes_both_ways_over_every_route_in_both_dtls_roles(
        {"protocol": "udp", "ipv6": False}, "client"
    ),
    lambda: connecting.test_media_goes_both_ways_over_every_route_in_both_dtls_roles(
        {"protocol": "tcp", "ipv6": True}, "server"
    ),
    lambda: connecting.test_a_client_that_closes_is_lost_at_once("tcp"),
    connecting.test_a_client_that_vanishes_is_lost_when_its_consent_expires,
    connecting.test_closing_tells_the_client_and_frees_everything,
    connecting.test_the_endpoint_closes_with_connections_open,
    lambda: moving.test_a_sender_that_changes_its_address_goes_on("tcp"),
    moving.test_a_peer_that_only_receives_goes_on_at_its_new_address_with_its_next_report,
    moving.test_a_stolen_password_moves_nothing_whatever_is_sent_with_it,
    hostile.test_garbage_from_a_stranger_leaves_a_session_working,
    hostile.test_a_tcp_frame_of_65_kb_ends_only_its_connection,
    hostile.test_a_slow_tcp_reader_loses_pictures_first_and_then_its_connection,
]


@pytest.mark.parametrize("story", STORIES)
def test_it_goes_the_same_way_on_uvloop(story: Story) -> None:
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(story())
