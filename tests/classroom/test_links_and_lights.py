from typing import Any

import pytest

from classroom import links
from classroom.failures import Refused
from classroom.line import light
from classroom.media_messages import LineQuality
from classroom.planning import plan_lesson
from classroom.seats import Ingest
from classroom.states import Light, Part

DAY = 86400.0


def test_a_link_opens_its_door_until_it_expires() -> None:
    token, link = links.make_link(lesson="l", classroom="r1", now=0.0, days=2)

    assert links.check(link, now=2 * DAY - 1) is link
    assert link.token_hash == links.hash_token(token)
    assert token not in str(link)
    with pytest.raises(Refused, match="link_expired"):
        links.check(link, now=2 * DAY)
    with pytest.raises(Refused, match="link_unknown"):
        links.check(None, now=0.0)


def test_every_classroom_of_a_planned_lesson_gets_a_link_of_its_own() -> None:
    plan = plan_lesson(
        title="古诗两首",
        subject="语文",
        deliver="实验小学",
        receive=["青山小学", "白水小学"],
        starts_at=100.0,
        now=0.0,
        ingests={"实验小学": Ingest(url="film.mp4", loop=True)},
    )

    assert list(plan.tokens) == ["d", "r1", "r2"]
    assert len(set(plan.tokens.values())) == 3
    assert [seat.part for seat in plan.lesson.record.seats] == [
        Part.DELIVERING,
        Part.RECEIVING,
        Part.RECEIVING,
    ]
    assert plan.lesson.record.delivering.ingest == Ingest(url="film.mp4", loop=True)
    assert plan.lesson.record.ends_at == 100.0 + 2400.0


@pytest.mark.parametrize(
    ("plan", "code"),
    [
        ({"receive": []}, "no_classrooms"),
        ({"receive": [str(number) for number in range(65)]}, "too_many_classrooms"),
        ({"receive": ["青山", "青山"]}, "same_name"),
        ({"receive": ["实验"]}, "same_name"),
        ({"receive": [" "]}, "bad_name"),
        ({"title": ""}, "bad_name"),
        ({"subject": "语\n文"}, "bad_name"),
        ({"deliver": "长" * 101}, "bad_name"),
        ({"minutes": 0.0}, "bad_duration"),
        ({"minutes": -5.0}, "bad_duration"),
        ({"minutes": float("nan")}, "bad_duration"),
        ({"minutes": float("inf")}, "bad_duration"),
        ({"starts_at": -3600.0}, "already_over"),
    ],
)
def test_a_plan_that_makes_no_sense_is_refused(plan: dict[str, Any], code: str) -> None:
    good: dict[str, Any] = {
        "title": "t",
        "subject": "s",
        "deliver": "实验",
        "receive": ["青山"],
        "starts_at": 0.0,
        "now": 0.0,
        "minutes": 40.0,
    }
    plan_lesson(**good)

    with pytest.raises(Refused, match=code):
        plan_lesson(**(good | plan))


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        ({}, Light.GOOD),
        ({"rtt_ms": None, "jitter_ms": None}, Light.GOOD),
        ({"up_loss": 0.03}, Light.FAIR),
        ({"down_loss": 0.03}, Light.FAIR),
        ({"rtt_ms": 350.0}, Light.FAIR),
        ({"jitter_ms": 90.0}, Light.FAIR),
        ({"down_loss": 0.1}, Light.POOR),
        ({"rtt_ms": 900.0}, Light.POOR),
        ({"jitter_ms": 250.0, "rtt_ms": 350.0}, Light.POOR),
        ({"protocol": None}, Light.LOST),
    ],
)
def test_a_line_is_as_good_as_its_worst_figure(
    figures: dict[str, float | str | None], expected: Light
) -> None:
    usual: dict[str, object] = {
        "peer": "r1.x",
        "up_kbps": 900.0,
        "down_kbps": 900.0,
        "up_loss": 0.0,
        "down_loss": 0.0,
        "rtt_ms": 40.0,
        "jitter_ms": 5.0,
        "picture": True,
        "sound": True,
        "protocol": "udp",
    }

    assert light(LineQuality(**(usual | figures))) is expected  # type: ignore[arg-type]
