"""What is dropped is counted at once and told once a minute, however much it is."""

from structlog.testing import capture_logs

from media.counters import Counters, DropLog


def test_a_flood_of_rubbish_is_one_line_a_minute() -> None:
    counted = Counters()
    drops = DropLog(counted, now=0.0)

    with capture_logs() as lines:
        for second in range(130):
            counted.dropped_malformed += 1000
            drops.tick(float(second))

    assert [line["dropped_malformed"] for line in lines] == [61_000, 60_000]


def test_a_quiet_minute_is_not_mentioned() -> None:
    drops = DropLog(Counters(), now=0.0)

    with capture_logs() as lines:
        drops.tick(100.0)

    assert lines == []
