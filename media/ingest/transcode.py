"""Pictures in any codec, decoded and encoded again as H.264 that every browser decodes at once.

Rule: constrained baseline, no look-ahead, at most 1280×720 and 25 pictures a second, a keyframe
every two seconds and whenever one is asked for. When the machine is too slow, pictures are left
out; delay is never allowed to grow.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction

import av
from av.video.codeccontext import VideoCodecContext
from av.video.frame import PictureType
from av.video.stream import VideoStream

from media.ingest.h264 import ParameterSets

MAX_WIDTH, MAX_HEIGHT = 1280, 720
MAX_RATE = 25
KEYFRAME_SECONDS = 2
TOO_LATE = 0.5
"""Seconds behind real time from which pictures are decoded but not encoded."""

_TIME_BASE = Fraction(1, 90_000)
_BITS_PER_PIXEL = 0.065


class VideoTranscoder:
    """Takes packets of one stream, gives access units."""

    def __init__(self, stream: VideoStream, *, live: bool) -> None:
        """Decode with two threads; a live source is not held back to fill them."""
        stream.thread_type = "SLICE" if live else "AUTO"
        stream.codec_context.thread_count = 2
        self._stream = stream
        self._encoder: VideoCodecContext | None = None
        self._straighten: tuple[object, av.filter.Graph] | None = None
        self._due = 0.0
        self._shown_until: float | None = None
        self._parameter_sets = ParameterSets(None)
        self._want_keyframe = False

    def want_keyframe(self) -> None:
        """Make the next picture an IDR."""
        self._want_keyframe = True

    def catch_up(self, packets: Sequence["av.Packet[VideoStream]"], until: float | None) -> None:
        """Decode what was sent untouched, so that the next picture has what it refers to.

        Nothing comes out for pictures up to `until`, seconds on the stream's clock.
        """
        self._shown_until = until
        for packet in packets:
            for _ in self.feed(packet, 0.0):
                pass  # a decoder gives pictures late; those after `until` come with later packets

    def feed(
        self, packet: "av.Packet[VideoStream] | None", late: float
    ) -> Iterator[tuple[float, list[bytes]]]:
        """Yield (seconds on the stream's clock, NAL units); None as packet: give what is left.

        `late`: how many seconds playing is behind real time.
        """
        try:
            frames = self._stream.codec_context.decode(packet)
        except av.FFmpegError:
            return  # a damaged picture; the decoder goes on with the next
        for frame in frames:
            if frame.pts is None or frame.is_corrupt:
                continue
            # Pictures that come out when the film is over carry no time base of their own.
            time = float(frame.pts * (self._stream.time_base or _TIME_BASE))
            if self._shown_until is not None and time <= self._shown_until:
                continue
            if late <= TOO_LATE and self._is_due(time):
                yield from self._encode(frame, time)

    def _is_due(self, time: float) -> bool:
        if not self._due - 10 < time < self._due + 1 / MAX_RATE:
            self._due = time  # the first, or after a gap or a jump
        if time < self._due - 0.001:
            return False
        self._due += 1 / MAX_RATE
        return True

    def _encode(self, frame: av.VideoFrame, time: float) -> Iterator[tuple[float, list[bytes]]]:
        for straight in self._upright(frame):
            width, height = size_within(
                straight.width, straight.height, self._stream.sample_aspect_ratio
            )
            encoder = self._encoder
            if encoder is None or (encoder.width, encoder.height) != (width, height):
                encoder = self._encoder = make_encoder(width, height)
            picture = straight.reformat(width, height, "yuv420p", interpolation="BILINEAR")
            picture.pts = round(time / _TIME_BASE)
            picture.time_base = _TIME_BASE
            # The source's own picture types would be obeyed by x264.
            picture.pict_type = PictureType.I if self._want_keyframe else PictureType.NONE
            self._want_keyframe = False
            for packet in encoder.encode(picture):
                yield time, self._parameter_sets.split(bytes(packet))

    def _upright(self, frame: av.VideoFrame) -> list[av.VideoFrame]:
        """Undo interlacing and a telephone's rotation."""
        turn = round(frame.rotation) % 360
        if not frame.interlaced_frame and turn not in (90, 180, 270):
            return [frame]
        key = (frame.width, frame.height, frame.format.name, turn)
        if self._straighten is None or self._straighten[0] != key:
            self._straighten = (key, _straightening_graph(frame, turn, self._stream.time_base))
        graph = self._straighten[1]
        graph.vpush(frame)
        upright = []
        while True:
            try:
                upright.append(graph.vpull())
            except (av.BlockingIOError, av.EOFError):
                return upright


def _straightening_graph(
    frame: av.VideoFrame, turn: int, time_base: Fraction | None
) -> av.filter.Graph:
    graph = av.filter.Graph()
    steps = [
        graph.add_buffer(
            width=frame.width,
            height=frame.height,
            format=frame.format,
            time_base=time_base or _TIME_BASE,
        ),
        graph.add("yadif", "mode=send_frame:deint=interlaced"),
    ]
    # frame.rotation is counter-clockwise, of the picture as it is stored
    steps += [
        graph.add("transpose", direction)
        for direction in {90: ["cclock"], 180: ["cclock", "cclock"], 270: ["clock"]}.get(turn, [])
    ]
    steps.append(graph.add("buffersink"))
    graph.link_nodes(*steps).configure()
    return graph


def size_within(width: int, height: int, pixel_shape: Fraction | None) -> tuple[int, int]:
    """Return the even size, with square pixels, that fits into 1280×720 and is not enlarged."""
    shape = float(pixel_shape) if pixel_shape else 1.0
    wide = width * (shape if 0.1 < shape < 10 else 1.0)
    shrink = min(1.0, MAX_WIDTH / wide, MAX_HEIGHT / height)
    return max(16, round(wide * shrink / 2) * 2), max(16, round(height * shrink / 2) * 2)


def make_encoder(width: int, height: int) -> VideoCodecContext:
    """Return an x264 that answers every picture at once."""
    encoder = av.CodecContext.create("libx264", "w")
    assert isinstance(encoder, VideoCodecContext)  # x264 makes pictures
    encoder.width, encoder.height, encoder.pix_fmt = width, height, "yuv420p"
    encoder.time_base = _TIME_BASE
    encoder.framerate = Fraction(MAX_RATE, 1)
    encoder.thread_count = 2
    bit_rate = max(200_000, round(width * height * MAX_RATE * _BITS_PER_PIXEL))
    encoder.bit_rate = bit_rate
    encoder.gop_size = MAX_RATE * KEYFRAME_SECONDS
    encoder.options = {
        "profile": "baseline",
        "preset": "veryfast",
        "tune": "zerolatency",
        "forced-idr": "1",
        "maxrate": str(bit_rate),
        "bufsize": str(bit_rate),
    }
    return encoder
