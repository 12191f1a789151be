"""The county's list of words, read once at the start."""

from pathlib import Path

from classroom.talk.wording import Wording
from classroom.talk.words import BadWords, read_words
from config.load import BadSettings
from config.sections import Settings


def wording(settings: Settings) -> "Wording":
    """Return what may be typed in lessons.

    Raises:
        BadSettings: the file of words cannot be read.
    """
    path, hosts = settings.talk.words, settings.talk.hosts
    if not path:
        return Wording(hosts=hosts)
    try:
        with Path(path).open(encoding="utf-8-sig") as lines:
            return Wording(read_words(lines), hosts)
    except OSError as error:
        raise BadSettings(f"cannot read talk.words = {path}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise BadSettings(f"talk.words = {path} is not UTF-8") from None
    except BadWords as error:
        raise BadSettings(f"talk.words = {path}: {error}") from None
