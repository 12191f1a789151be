"""Where lessons happen: the region tree, schools, and their classrooms."""

from enum import StrEnum
from typing import Annotated

import msgspec

from classroom.register.resource import Code, Id, Kind, Name, Problem, Resource, Within


class RegionKind(StrEnum):
    """A level of the tree."""

    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"


class SchoolKind(StrEnum):
    """What a school is among schools."""

    URBAN = "urban"  # 城区学校
    CENTRE = "centre"  # 中心校
    VILLAGE = "village"  # 村小
    TEACHING_POINT = "teaching_point"  # 教学点


class Loudspeaker(StrEnum):
    """How the classroom hears, which decides what its microphone picks up."""

    FRONT = "front"  # loudspeakers beside the board
    CEILING = "ceiling"
    SCREEN = "screen"  # those of the all-in-one screen
    HEADSET = "headset"


class Line(StrEnum):
    """What connects the classroom."""

    FIBRE = "fibre"
    COPPER = "copper"
    MOBILE = "mobile"
    SATELLITE = "satellite"


class Region(Resource, frozen=True, kw_only=True):
    """A province, a city or a county. `code` is its six digits of GB/T 2260."""

    parent: Id | None = None  # None for what stands at the top
    name: Name
    kind: RegionKind
    code: Annotated[str, msgspec.Meta(pattern=r"^[0-9]{6}$")]


class School(Resource, frozen=True, kw_only=True):
    """A school or teaching point. `code` is the ministry's school code (学校标识码)."""

    region: Id
    name: Name
    code: Code
    kind: SchoolKind


class Classroom(Resource, frozen=True, kw_only=True):
    """A room with its device. Not a class: a class of children sits in it."""

    school: Id
    name: Name
    cameras: Annotated[int, msgspec.Meta(ge=0, le=4)] = 1
    loudspeaker: Loudspeaker = Loudspeaker.FRONT
    line: Line = Line.FIBRE
    box_url: Annotated[str, msgspec.Meta(max_length=200, pattern=r"^(rtsps?://\S+)?$")] = ""


def _region(region: Region) -> list[Problem]:
    if region.parent is not None and region.kind is RegionKind.PROVINCE:
        return [Problem("parent", "province_on_top")]
    return []


REGIONS = Kind(
    name="regions",
    type=Region,
    under=("parent",),
    refers={"parent": "regions"},
    key=("code",),
    within=Within.SERVER,
    search=("name", "code"),
    order=("code",),
    grouped=False,
    inherited=True,
    filters=("kind",),
    check=_region,
)
SCHOOLS = Kind(
    name="schools",
    type=School,
    under=("region",),
    refers={"region": "regions"},
    key=("code",),
    within=Within.SERVER,
    search=("name", "code"),
    grouped=False,
    filters=("kind",),
)
CLASSROOMS = Kind(
    name="classrooms",
    type=Classroom,
    under=("school",),
    refers={"school": "schools"},
    key=("name",),
)
