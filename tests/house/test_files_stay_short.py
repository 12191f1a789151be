"""One concept a file: none over 400 lines, and the median says that it is meant."""

from statistics import median

from tests.house.sources import is_generated, ours, text

CEILING = 400


def lengths() -> dict[str, int]:
    return {
        name: text(name).count("\n")
        for name in ours(".py", ".ts", ".vue")
        if not name.endswith("__init__.py") and not is_generated(name)
    }


def test_no_file_is_longer_than_the_ceiling() -> None:
    too_long = {name: lines for name, lines in lengths().items() if lines > CEILING}

    assert not too_long, f"split these by concept: {too_long}"


def test_the_median_is_near_150_lines() -> None:
    assert median(lengths().values()) <= 200
