"""mediasoup's JSON: what is taken, what is refused, and that nothing else comes of it."""

from contextlib import suppress
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from classroom.failures import BadMessage, Refused
from classroom.media_messages import Kind
from media.ortc import h264 as profiles
from media.ortc.codecs import Codec
from media.ortc.consuming import can_consume, outgoing
from media.ortc.producing import incoming
from media.ortc.router import TRANSPORT_CC, TRANSPORT_CC_ID, capabilities_json
from media.ortc.schema import read_rtp_capabilities, read_rtp_parameters
from tests.media.wires import RECEIVER, h264, opus, simulcast, vp8

DEVICE = read_rtp_capabilities(RECEIVER)


def test_a_producers_numbers_are_its_browsers() -> None:
    described = incoming(read_rtp_parameters(simulcast(h264())), Kind.VIDEO)

    assert (described.codec, described.payload_type, described.rtx_payload_type) == (
        Codec.H264,
        108,
        109,
    )
    assert (described.mid_id, described.rid_id, described.repaired_rid_id) == (4, 10, 11)
    assert [e.rid for e in described.encodings] == ["r0", "r1", "r2"]


@pytest.mark.parametrize(
    ("change", "failure", "code"),
    [
        ({"codecs": []}, BadMessage, "bad_rtp_parameters"),
        ({"mid": "x" * 17}, BadMessage, "bad_rtp_parameters"),
        ({"encodings": [{"ssrc": 1}, {"ssrc": 1}]}, BadMessage, "bad_rtp_parameters"),
        ({"encodings": [{"rid": "a"}] * 2}, BadMessage, "bad_rtp_parameters"),
        ({"encodings": [{"ssrc": i} for i in range(4)]}, BadMessage, "bad_rtp_parameters"),
        ({"encodings": [{"ssrc": 1 << 32}]}, BadMessage, "bad_rtp_parameters"),
        ({"encodings": [{"rid": "r0"}], "headerExtensions": []}, BadMessage, "bad_rtp_parameters"),
        ({"headerExtensions": [{"uri": "u", "id": 1}] * 40}, BadMessage, "bad_rtp_parameters"),
        (
            {"headerExtensions": [{"uri": "u", "id": 1}, {"uri": "v", "id": 1}]},
            BadMessage,
            "bad_rtp_parameters",
        ),
        (
            {"codecs": [{"mimeType": "video/AV1", "payloadType": 45, "clockRate": 90000}]},
            Refused,
            "unsupported_codec",
        ),
        (
            {
                "codecs": [
                    {
                        "mimeType": "video/H264",
                        "payloadType": 45,
                        "clockRate": 90000,
                        "parameters": {"packetization-mode": 0},
                    }
                ]
            },
            Refused,
            "unsupported_codec",
        ),
    ],
)
def test_what_cannot_be_forwarded_is_named(
    change: dict[str, Any], failure: type[Exception], code: str
) -> None:
    with pytest.raises(failure) as caught:
        incoming(read_rtp_parameters(h264(**change)), Kind.VIDEO)

    assert getattr(caught.value, "code", None) == code


def test_sound_is_no_picture() -> None:
    with pytest.raises(BadMessage):
        incoming(read_rtp_parameters(opus()), Kind.VIDEO)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("42e01f", "42e034", True),  # the level may differ
        ("42e01f", "42001f", False),  # baseline is not constrained baseline
        ("42e01f", "42c01f", True),
        ("42e01f", "4d801f", True),
        ("42e01f", "4d001f", False),
        ("42e01f", "64001f", False),
        ("42e01f", "zz", False),
        (None, "42e01f", True),
    ],
)
def test_h264_profiles_match_whatever_their_level(one: str | None, other: str, same: bool) -> None:
    a = {"packetization-mode": 1, "profile-level-id": one}
    b = {"packetization-mode": 1, "profile-level-id": other}

    assert profiles.compatible(a, b) is same


def test_a_device_without_the_decoder_cannot_consume() -> None:
    only_sound = read_rtp_capabilities({"codecs": RECEIVER["codecs"][:1]})

    assert can_consume(Codec.OPUS, {}, only_sound)
    assert not can_consume(Codec.VP8, {}, only_sound)
    with pytest.raises(Refused, match="cannot_consume"):
        outgoing(
            codec=Codec.VP8,
            parameters={},
            device=only_sound,
            mid="0",
            ssrc=5,
            rtx_ssrc=6,
            cname="x",
        )


def test_a_device_without_rtx_is_sent_none() -> None:
    plain = read_rtp_capabilities(
        {"codecs": [c for c in RECEIVER["codecs"] if not c["mimeType"].endswith("rtx")]}
    )

    described = outgoing(
        codec=Codec.VP8, parameters={}, device=plain, mid="0", ssrc=5, rtx_ssrc=6, cname="x"
    )

    assert described.rtx_ssrc is None
    assert described.json["encodings"] == [{"ssrc": 5}]
    assert [c["mimeType"] for c in described.json["codecs"]] == ["video/VP8"]


def test_a_simulcast_producer_is_consumed_as_one_encoding() -> None:
    described = outgoing(
        codec=Codec.H264,
        parameters={"profile-level-id": "42e01f", "packetization-mode": 1},
        device=DEVICE,
        mid="7",
        ssrc=5,
        rtx_ssrc=6,
        cname="x",
    )

    assert described.json["encodings"] == [{"ssrc": 5, "rtx": {"ssrc": 6}}]
    assert described.json["mid"] == "7"
    assert described.json["headerExtensions"] == [{"uri": TRANSPORT_CC, "id": TRANSPORT_CC_ID}]


def test_the_routers_own_capabilities_can_be_read_by_itself() -> None:
    assert msgspec.to_builtins(read_rtp_capabilities(capabilities_json())) == capabilities_json()


JUNK = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=True)
    | st.text(max_size=10)
    | st.binary(max_size=4),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner),
    max_leaves=8,
)


def paths(value: object, here: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [here] if here else []
    if isinstance(value, dict):
        for key, inner in value.items():
            found += paths(inner, (*here, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            found += paths(inner, (*here, index))
    return found


def replaced(value: Any, path: tuple[Any, ...], junk: Any) -> Any:
    if not path:
        return junk
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = replaced(value[path[0]], path[1:], junk)
    return copy


@given(
    st.sampled_from([h264(), simulcast(vp8()), opus()]).flatmap(
        lambda p: st.tuples(st.just(p), st.sampled_from(paths(p)), JUNK)
    )
)
def test_mutated_parameters_are_taken_or_refused_and_nothing_else(
    mutation: tuple[dict[str, Any], tuple[Any, ...], Any],
) -> None:
    parameters = replaced(*mutation)

    with suppress(BadMessage, Refused):
        incoming(read_rtp_parameters(parameters), Kind.VIDEO)


@given(st.sampled_from(paths(RECEIVER)), JUNK)
def test_mutated_capabilities_are_taken_or_refused_and_nothing_else(
    path: tuple[Any, ...], junk: Any
) -> None:
    with suppress(BadMessage):
        device = read_rtp_capabilities(replaced(RECEIVER, path, junk))
        for codec in Codec:
            can_consume(codec, {}, device)
