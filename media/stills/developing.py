"""Pictures made of keyframes, by a process of their own.

Rule: one process at a time is asked, for so long and no longer; a picture that it could not make,
or did not come to, is missing.
"""

import asyncio
from collections.abc import Sequence

import msgspec
import structlog

from classroom.failures import BadMessage
from classroom.framing import frame, read_frame
from classroom.media_messages import Still
from config import child_process
from media.stills.words import LIMIT

SECONDS = 15.0
log = structlog.get_logger(__name__)


async def developed(stills: Sequence[Still]) -> list[bytes]:
    """Return a JPEG of each; empty where there is none."""
    made: list[bytes] = []
    if stills:
        process, link = await child_process.start("media.stills.process")
        reader, writer = await asyncio.open_unix_connection(sock=link)
        try:
            async with asyncio.timeout(SECONDS):
                writer.write(frame(msgspec.msgpack.encode(list(stills)), LIMIT))
                while len(made) < len(stills):
                    picture = await read_frame(reader, LIMIT)
                    if picture is None:
                        break
                    made.append(picture)
        except (TimeoutError, BadMessage, ConnectionError) as error:
            log.warning("stills_not_made", made=len(made), error=type(error).__name__)
        finally:
            writer.close()
            await child_process.end(process)
    return made + [b""] * (len(stills) - len(made))
