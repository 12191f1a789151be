"""A process that makes JPEGs of keyframes and ends. `python -m media.stills.process --fd N`.

Rule: the bytes are a stranger's, and this is a decoder: it runs by itself, with so much time and
memory, and what it cannot read is an empty picture.
"""

import argparse
import resource
import socket
from contextlib import suppress
from fractions import Fraction

import av
import msgspec
from av.codec import CodecContext
from av.video.codeccontext import VideoCodecContext

from classroom.media_messages import Still
from media.stills.words import LIMIT, SIDE

CPU_SECONDS = 10
MEMORY = 1 << 31
PIXELS = 4096 * 2304


def jpeg(still: Still) -> bytes:
    """Return the picture, its longer side at most `SIDE`; nothing if it is none."""
    try:
        decoder = CodecContext.create(still.codec, "r")
        assert isinstance(decoder, VideoCodecContext)
        decoder.options = {"max_pixels": str(PIXELS)}
        frames = [*decoder.decode(av.Packet(still.data)), *decoder.decode(None)]
        if not frames:
            return b""
        frame = frames[0]
        by = min(1.0, SIDE / max(frame.width, frame.height))
        width, height = (max(2, round(size * by) & ~1) for size in (frame.width, frame.height))
        encoder = CodecContext.create("mjpeg", "w")
        assert isinstance(encoder, VideoCodecContext)
        encoder.width, encoder.height = width, height
        encoder.pix_fmt, encoder.time_base = "yuvj420p", Fraction(1, 25)
        small = frame.reformat(width, height, "yuvj420p")
        small.pts = 0
        packets = [*encoder.encode(small), *encoder.encode(None)]
        return b"".join(bytes(packet) for packet in packets)
    except (av.FFmpegError, MemoryError, ValueError):
        return b""


def main() -> int:
    """Read pictures from the socket, and write them to it."""
    parser = argparse.ArgumentParser(prog="media.stills.process", description=__doc__)
    parser.add_argument("--fd", type=int, required=True, help="inherited socket")
    arguments = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    av.logging.set_level(av.logging.PANIC)
    with socket.socket(fileno=arguments.fd) as link, link.makefile("rwb") as file:
        size = int.from_bytes(file.read(4), "big")
        if not 0 < size <= LIMIT:
            return 1
        with suppress(BrokenPipeError):
            for still in msgspec.msgpack.decode(file.read(size), type=list[Still]):
                made = jpeg(still)
                file.write(len(made).to_bytes(4, "big") + made)
                file.flush()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
