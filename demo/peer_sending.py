"""The sending half of a synthetic classroom: its film as a camera and a microphone over RTP.

Rule: what a browser would send and no more: loudness with every sound (RFC 6464), sender reports,
and again what the server says it has missed. A keyframe comes with the film, once a second.
"""

import asyncio
import secrets
import time
from collections import OrderedDict
from typing import Any

from demo.looped_film import LoopedFilm, Moment
from media import rtcp, rtp
from media.client import ClientTransport
from media.ingest.messages import Track

SENT_KEPT = 512
REPORT_SECONDS = 2.0
LEVEL_ID = 10
_LEVEL_URI = "urn:ietf:params:rtp-hdrext:ssrc-audio-level"
_NTP_EPOCH = 2_208_988_800  # 1900 → 1970
_LATE = 2.0

CODECS: dict[Track, dict[str, Any]] = {
    Track.VIDEO: {
        "mimeType": "video/H264",
        "payloadType": 102,
        "clockRate": 90_000,
        "parameters": {
            "packetization-mode": 1,
            "profile-level-id": "42e01f",
            "level-asymmetry-allowed": 1,
        },
        "rtcpFeedback": [
            {"type": "nack", "parameter": ""},
            {"type": "nack", "parameter": "pli"},
            {"type": "ccm", "parameter": "fir"},
        ],
    },
    Track.AUDIO: {
        "mimeType": "audio/opus",
        "payloadType": 100,
        "clockRate": 48_000,
        "channels": 2,
        "parameters": {"minptime": 10, "useinbandfec": 1},
        "rtcpFeedback": [],
    },
}


class OutgoingTrack:
    """One track's numbers."""

    def __init__(self, track: Track, cname: str) -> None:
        """Draw them."""
        self.track = track
        self.cname = cname
        self.ssrc = secrets.randbits(32)
        self.payload_type: int = CODECS[track]["payloadType"]
        self.rate: int = CODECS[track]["clockRate"]
        self.first_timestamp = secrets.randbits(32)
        self.sequence = secrets.randbits(16)
        self.packets = self.octets = 0
        self.sent: OrderedDict[int, bytes] = OrderedDict()

    def rtp_parameters(self) -> dict[str, Any]:
        """Return what `produce` takes."""
        extensions = []
        if self.track is Track.AUDIO:
            extensions.append({"uri": _LEVEL_URI, "id": LEVEL_ID, "encrypt": False})
        return {
            "mid": "0" if self.track is Track.VIDEO else "1",
            "codecs": [CODECS[self.track]],
            "headerExtensions": extensions,
            "encodings": [{"ssrc": self.ssrc}],
            "rtcp": {"cname": self.cname, "reducedSize": True},
        }

    def packets_of(self, moment: Moment, at: float) -> list[bytes]:
        """Return a moment's packets; `at` in seconds since sending began."""
        timestamp = self.first_timestamp + round(at * self.rate)
        extensions = None
        if moment.level is not None:
            extensions = {LEVEL_ID: bytes([(0x80 if moment.level < 60 else 0) | moment.level])}
        packets = []
        for index, payload in enumerate(moment.payloads):
            last = index == len(moment.payloads) - 1
            packet = rtp.build(
                payload_type=self.payload_type,
                sequence=self.sequence,
                timestamp=timestamp,
                ssrc=self.ssrc,
                payload=payload,
                marker=last and self.track is Track.VIDEO,
                extensions=extensions,
            )
            if self.track is Track.VIDEO:
                self.sent[self.sequence] = packet
                if len(self.sent) > SENT_KEPT:
                    self.sent.popitem(last=False)
            self.sequence = (self.sequence + 1) & 0xFFFF
            self.packets += 1
            self.octets += len(payload)
            packets.append(packet)
        return packets

    def report(self, at: float, now: float) -> bytes:
        """Return a sender report with the canonical name; `now` is seconds since the epoch."""
        report = rtcp.SenderReport(
            ssrc=self.ssrc,
            ntp=int((now + _NTP_EPOCH) * (1 << 32)),
            timestamp=(self.first_timestamp + round(at * self.rate)) & 0xFFFFFFFF,
            packets=self.packets & 0xFFFFFFFF,
            octets=self.octets & 0xFFFFFFFF,
        )
        name = rtcp.source_description([(self.ssrc, self.cname.encode())])
        return rtcp.sender_report(report) + name


class FilmSender:
    """Plays a film into a transport until cancelled."""

    def __init__(self, film: LoopedFilm, transport: ClientTransport) -> None:
        """Name the tracks; nothing is sent before `run`."""
        cname = secrets.token_hex(6)
        self._film = film
        self._transport = transport
        self.tracks = {track: OutgoingTrack(track, cname) for track in Track}
        transport.on_rtcp = self._on_rtcp

    async def run(self) -> None:
        """Send every moment when it is due, and a report of each track every two seconds."""
        loop = asyncio.get_running_loop()
        start, take, reported = loop.time(), 0.0, 0.0
        while True:
            for moment in self._film.moments:
                at = take + moment.time
                wait = start + at - loop.time()
                if wait > 0:
                    await asyncio.sleep(wait)
                elif wait < -_LATE:
                    start -= wait  # the machine slept: go on from here, not in a burst
                for packet in self.tracks[moment.track].packets_of(moment, at):
                    self._transport.send_packet(packet)
                if at - reported >= REPORT_SECONDS:
                    reported = at
                    for track in self.tracks.values():
                        self._transport.send_rtcp(track.report(at, time.time()))
            take += self._film.seconds

    def _on_rtcp(self, compound: bytes, _arrival: float) -> None:
        for packet in rtcp.parse(compound):
            if isinstance(packet, rtcp.Nack):
                for track in self.tracks.values():
                    if track.ssrc == packet.media_ssrc:
                        for sequence in packet.sequences:
                            if (kept := track.sent.get(sequence)) is not None:
                                self._transport.send_packet(kept)
