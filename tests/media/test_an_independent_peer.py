"""aiortc's own ICE and DTLS, of which we share no code, against our transport."""

import asyncio

import pytest
from aiortc import RTCCertificate, RTCIceCandidate, RTCIceGatherer, RTCIceParameters
from aiortc.rtcdtlstransport import RTCDtlsFingerprint, RTCDtlsParameters, RTCDtlsTransport
from aiortc.rtcicetransport import RTCIceTransport

from media import rtp
from tests.media.network import SECONDS, Listener, endpoint, soon


@pytest.mark.parametrize("role", ["client", "server"])
async def test_aiortc_connects_and_exchanges_media_with_us(role: str) -> None:
    async with endpoint() as server, asyncio.timeout(SECONDS):
        listener = Listener()
        transport = server.create_transport(listener)
        description = transport.description()
        gatherer = RTCIceGatherer(iceServers=[])
        await gatherer.gather()
        ice = RTCIceTransport(gatherer)
        ice._connection.ice_controlling = True
        dtls = RTCDtlsTransport(ice, [RTCCertificate.generateCertificate()])
        dtls._set_role(role)
        received: asyncio.Queue[bytes] = asyncio.Queue()

        async def keep(data: bytes, arrival_time_ms: int) -> None:
            received.put_nowait(data)

        dtls._handle_rtp_data = keep  # type: ignore[method-assign]
        transport.connect(
            {
                "role": role,
                "fingerprints": [
                    {"algorithm": one.algorithm, "value": one.value}
                    for one in dtls.getLocalParameters().fingerprints
                ],
            }
        )
        for candidate in description["iceCandidates"]:
            if candidate["protocol"] == "udp":
                await ice.addRemoteCandidate(
                    RTCIceCandidate(
                        component=1,
                        foundation=candidate["foundation"],
                        ip=candidate["ip"],
                        port=candidate["port"],
                        priority=candidate["priority"],
                        protocol="udp",
                        type="host",
                    )
                )
        await ice.addRemoteCandidate(None)
        parameters = description["iceParameters"]
        await ice.start(
            RTCIceParameters(
                usernameFragment=parameters["usernameFragment"],
                password=parameters["password"],
                iceLite=True,
            )
        )
        fingerprints = [
            RTCDtlsFingerprint(**one) for one in description["dtlsParameters"]["fingerprints"]
        ]
        await dtls.start(RTCDtlsParameters(fingerprints=fingerprints))

        assert await soon(listener.connected) == "udp"
        packet = rtp.build(
            payload_type=96, sequence=1, timestamp=2, ssrc=3, payload=b"up", extensions={1: b"x"}
        )
        await dtls._send_rtp(packet)
        assert await soon(listener.rtp) == packet
        assert transport.send_rtp(96, 1, 2, 3, b"down")
        assert (await soon(received)).endswith(b"down")

        await dtls.stop()
        assert await soon(listener.lost) == "close_notify"
        await ice.stop()
