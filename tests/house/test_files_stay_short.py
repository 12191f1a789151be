"""One concept a file: none over 400 lines, and the median says that it is meant."""

from statistics import median

from tests.house.sources import is_generated, ours, text

CEILING = 400
EXCEPTIONS = {
    "signaling/messages.py": "the protocol is one document, read from top to bottom",
}


def lengths() -> dict[str, int]:
    return {
        name: text(name).count("\n")
        for name in ours(".py", ".ts", ".vue")
        if not name.endswith("__init__.py") and not is_generated(name)
    }


def test_no_file_is_longer_than_the_ceiling() -> None:
    too_long = {
        name: lines
        for name, lines in lengths().items()
        if lines > CEILING and name not in EXCEPTIONS
    }

    assert not too_long, f"split these by concept: {too_long}"


def test_every_exception_is_still_needed() -> None:
    needless = [name for name in EXCEPTIONS if lengths().get(name, 0) <= CEILING]

    assert not needless


def test_the_median_is_near_150_lines() -> None:
    assert median(lengths().values()) <= 200
