"""The relays that pages are told of, with the secret that coturn shares, read once at the start."""

from pathlib import Path

from classroom.relays import Relays
from config.load import BadSettings
from config.sections import TURN_SECRET, Settings


def relays(settings: Settings) -> Relays:
    """Return our TURN server as pages are told of it; none, when there is none.

    Raises:
        BadSettings: the file of the secret cannot be read, or holds none.
    """
    turn = settings.turn
    if not turn.urls:
        return Relays()
    return Relays(turn.urls, secret(settings), turn.lifetime_seconds)


def secret(settings: Settings) -> str:
    """Return the secret that coturn shares; it is never put into a message or a log.

    Raises:
        BadSettings: as above.
    """
    turn = settings.turn
    if not turn.secret_file:
        return turn.secret
    try:
        found = Path(turn.secret_file).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise BadSettings(
            f"cannot read turn.secret_file = {turn.secret_file}: {error.strerror}"
        ) from None
    except UnicodeDecodeError:
        raise BadSettings(f"turn.secret_file = {turn.secret_file} is not text") from None
    if len(found) < TURN_SECRET or len(found.split()) != 1:
        raise BadSettings(
            f"turn.secret_file = {turn.secret_file} wants one word of {TURN_SECRET} characters or "
            "more, such as `openssl rand -hex 32` prints"
        )
    return found
