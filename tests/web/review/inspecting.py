"""What an inspector does, as requests."""

from typing import Any

from tests.recording.recordings import BEGAN
from tests.web.api.county import NORTH, Answer, County

ITEMS: list[dict[str, Any]] = [
    {"key": "goal", "zh": "教学目标", "en": "Goal", "low": 0, "high": 10, "weight": 30},
    {
        "key": "talk", "zh": "师生互动", "en": "Interaction", "scale": "levels", "weight": 20,
        "levels": [
            {"points": 0, "zh": "没有"}, {"points": 1, "zh": "偶尔"}, {"points": 2, "zh": "经常"},
        ],
    },
]  # fmt: skip
FORM = {"zh": "听课评价表（通用）", "en": "Lesson form", "items": ITEMS}
FILLED = {
    "marks": [
        {"item": "goal", "points": 8, "remark": "目标写在黑板上"},
        {"item": "talk", "points": 2},
    ],
    "summary": "结构清楚，听讲教室参与充分。",
    "advice": "多给第二间教室发言机会。",
}  # fmt: skip
NOTE = {"start": BEGAN + 3, "text": "这里请听讲教室回答", "kind": "good", "visibility": "teacher"}


async def form(county: County, **more: Any) -> str:
    made = await county.ask("county", "POST", "inspection-forms", FORM | {"within": NORTH} | more)
    assert made.status == 201, made.body
    return str(made.body["id"])


async def begun(county: County, recording: str, who: str = "inspector") -> Answer:
    order = {"recording": recording, "form": await form(county)}
    made = await county.ask(who, "POST", "inspections", order)
    assert made.status == 201, made.body
    return made


def id_of(sheet: Answer) -> str:
    return str(sheet.body["sheet"]["inspection"]["id"])


async def step(
    county: County, who: str, sheet: Answer, what: str, body: Any = None, method: str = "POST"
) -> Answer:
    """Do something with a sheet as it was read."""
    path = f"inspections/{id_of(sheet)}" + (f"/{what}" if what else "")
    return await county.ask(who, method, path, body, headers={"If-Match": sheet.etag})


async def filed(county: County, recording: str, who: str = "inspector") -> Answer:
    """Begin a sheet, fill it in and file it."""
    saved = await step(county, who, await begun(county, recording, who), "", FILLED, "PUT")
    made = await step(county, who, saved, "file")
    assert made.status == 200, made.body
    return made


async def read(county: County, who: str, sheet: Answer) -> Answer:
    return await county.ask(who, "GET", f"inspections/{id_of(sheet)}")
