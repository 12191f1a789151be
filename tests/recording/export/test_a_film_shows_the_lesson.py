"""A real recording becomes one film: who is where, what is missing, in step, with its chapters."""

from pathlib import Path

import av
import msgspec
import numpy as np
import pytest
from numpy.typing import NDArray

from classroom.ink.log import Drew, Took
from classroom.ink.points import write
from classroom.ink.strokes import Colour, Stroke, Tool
from classroom.media_messages import Source
from classroom.recording.exports import ExportLayout
from demo.frame_number import read_frame_number
from recording.export.order import FILM, Chapter, Order, Page, Stage
from recording.export.worker import make
from tests.recording.export.filmed import BEGAN, COLOURS, EVERY, Filming

SECONDS = 12
BOARD = "board:1"


class Film:
    """What came out."""

    def __init__(self, path: Path) -> None:
        with av.open(str(path)) as file:
            self.chapters = [
                (each["start"], each["end"], each["metadata"]["title"]) for each in file.chapters()
            ]
            self.seconds = (file.duration or 0) / 1_000_000
            times: list[float] = []
            pictures: list[NDArray[np.uint8]] = []
            for frame in file.decode(video=0):
                times.append(frame.time)
                pictures.append(frame.to_ndarray(format="rgb24").astype(np.uint8))
        self.times, self.pictures = times, pictures
        with av.open(str(path)) as file:
            sound = list(file.decode(audio=0))
        self.sound_begins = sound[0].time or 0.0
        self.sound = np.concatenate([frame.to_ndarray().mean(axis=0) for frame in sound])

    def at(self, seconds: float) -> NDArray[np.uint8]:
        return self.pictures[round(seconds * 25)]

    def beeps(self) -> list[float]:
        """When each beep begins, seconds."""
        loud = np.abs(self.sound) > 0.15
        starts = np.flatnonzero(loud)
        first = [n for n, at in enumerate(starts) if not n or at - starts[n - 1] > 4800]
        return [float(starts[n]) / 48_000 + self.sound_begins for n in first]


def of(picture: NDArray[np.uint8], x: int, y: int) -> str:
    """Whose colour is in the middle of a patch there; "": nobody's."""
    patch = picture[y - 4 : y + 4, x - 4 : x + 4].reshape(-1, 3).mean(axis=0)
    near = {seat: np.abs(patch - colour).max() for seat, colour in COLOURS.items()}
    seat = min(near, key=lambda each: near[each])
    return seat if near[seat] < 16 else ""


@pytest.fixture(scope="module")
def order(tmp_path_factory: pytest.TempPathFactory) -> Order:
    """The lecturer, silent and unseen from 4 to 7; B on stage from 3 to 9; the board from 8 on."""
    folder = tmp_path_factory.mktemp("recording") / "l1"
    filming = Filming(folder)
    lecturer = filming.camera("a", seconds=4)
    filming.microphone("a", seconds=SECONDS)
    filming.vp8("b", after=3, seconds=6)
    filming.again(lecturer, "a", after=7, seconds=5)
    index = filming.ended()

    def stroke(number: int, colour: Colour, y: int) -> Stroke:
        points = write([(3000 + 350 * n, y) for n in range(30)])
        return Stroke(id=f"a/{number}", colour=colour, width=20, points=points)

    return Order(
        folder=str(folder), work="", index=index, tracks=(1, 2, 3), layout=ExportLayout.LECTURER,
        since=BEGAN, until=BEGAN + SECONDS, language="zh", zone="Asia/Shanghai", mark="",
        names={"a": "中心小学", "b": "石门村小学"},
        stage=(Stage(at=BEGAN + 3, seats=("b",)), Stage(at=BEGAN + 9, seats=())),
        pages=(Page(since=BEGAN + 8, until=BEGAN + 12, surface=BOARD, size=(960, 540)),),
        ink=(
            Drew(at=BEGAN + 9, surface=BOARD, by="a", tag=1, stroke=stroke(1, Colour.RED, 4000)),
            Drew(at=BEGAN + 10, surface=BOARD, by="a", tag=2, stroke=stroke(2, Colour.BLUE, 9000)),
            Took(at=BEGAN + 11, surface=BOARD, by="a", strokes=("a/1",)),
        ),
        chapters=(Chapter(at=BEGAN, title="上课"), Chapter(at=BEGAN + 3, title="石门村小学 上台")),
        title="静夜思", width=640, height=360, piece_seconds=5,
    )  # fmt: skip


def made(order: Order, work: Path, **changes: object) -> Film:
    mine = msgspec.structs.replace(order, work=str(work), **changes)
    work.mkdir(exist_ok=True)
    make(mine, lambda told: None)
    assert [each.name for each in work.iterdir()] == [FILM]
    return Film(work / FILM)


@pytest.fixture(scope="module")
def film(order: Order, tmp_path_factory: pytest.TempPathFactory) -> Film:
    return made(order, tmp_path_factory.mktemp("film"))


def test_it_is_as_long_as_the_lesson_without_a_seam_and_has_chapters(film: Film) -> None:
    assert film.seconds == pytest.approx(SECONDS, abs=0.05)
    assert film.times == pytest.approx([n / 25 for n in range(SECONDS * 25)], abs=0.001)
    assert film.chapters == [(0, 3000, "上课"), (3000, 12000, "石门村小学 上台")]


def test_lips_and_sound_are_in_step(film: Film) -> None:
    beeps = film.beeps()
    assert len(beeps) == SECONDS
    assert [round(at * 25) % EVERY for at in beeps] == [0] * SECONDS

    # Alone he is seen large, then beside B, before and behind what is missing of him.
    for at in (0.4, 1.6, 2.6, 3.4, 7.4, 7.9):
        luma = film.at(at).mean(axis=2)
        number = read_frame_number(luma if at < 3 else luma[45:315, :480])
        assert number is not None
        beep = min(beeps, key=lambda each: abs(each - at))
        assert number / 25 - at == pytest.approx(beep - round(beep), abs=0.04)


def test_each_is_where_the_layout_says(film: Film) -> None:
    assert of(film.at(1), 320, 300) == "a"
    assert (of(film.at(3.5), 240, 140), of(film.at(3.5), 560, 30)) == ("a", "b")
    assert (of(film.at(8.5), 560, 30), of(film.at(8.5), 560, 120)) == ("a", "b")
    assert film.at(8.5)[180, 100].min() > 230  # the board
    assert of(film.at(9.5), 560, 120) == ""  # B has left the stage


def test_what_is_missing_is_said(film: Film) -> None:
    card = film.at(5.5)[45:315, :480].mean(axis=2)

    assert of(film.at(5.5), 240, 80) == ""
    assert np.median(card) < 60  # a dark card
    assert (card > 150).sum() > 200  # with words
    assert of(film.at(7.5), 240, 140) == "a"


def test_ink_is_drawn_when_it_was_drawn(film: Film) -> None:
    def inks(at: float) -> tuple[bool, bool]:
        board = film.at(at)[45:315, :480].astype(int)
        red = (board[..., 0] - board[..., 2] > 80).sum() > 400
        blue = (board[..., 2] - board[..., 0] > 80).sum() > 400
        return bool(red), bool(blue)

    assert [inks(at) for at in (8.5, 9.5, 10.5, 11.5)] == [
        (False, False), (True, False), (True, True), (False, True)
    ]  # fmt: skip


def test_ink_lies_over_a_shared_screen(tmp_path: Path, order: Order) -> None:
    filming = Filming(tmp_path / "screen")
    filming.vp8("c", source=Source.SCREEN, seconds=3)
    points = write([(3000, 9000), (13000, 9000)])
    line = Stroke(id="a/1", tool=Tool.MARKER, colour=Colour.RED, width=60, points=points)
    drew = Drew(at=BEGAN + 1, surface="screen", by="a", tag=1, stroke=line)

    film = made(
        order, tmp_path / "film", folder=str(tmp_path / "screen"), index=filming.ended(3.0),
        tracks=(1,), pages=(), stage=(), ink=(drew,), until=BEGAN + 2,
    )  # fmt: skip

    before, after = (film.at(at)[190:206, 440:460].mean(axis=(0, 1)) for at in (0.5, 1.5))
    assert before == pytest.approx(COLOURS["c"], abs=12)
    mixed = 0.65 * np.array(COLOURS["c"]) + 0.35 * np.array([196, 22, 28])
    assert after == pytest.approx(mixed, abs=12)  # what is below shows through


@pytest.mark.parametrize("layout", [ExportLayout.SIDE_BY_SIDE, ExportLayout.GRID])
def test_other_layouts_show_two_alike(order: Order, tmp_path: Path, layout: ExportLayout) -> None:
    film = made(
        order, tmp_path / "film", layout=layout, since=BEGAN + 2.5, until=BEGAN + 4, mark="李老师"
    )

    assert film.seconds == pytest.approx(1.5, abs=0.05)
    assert of(film.at(0.2), 320, 300) == "a"
    assert (of(film.at(1), 160, 230), of(film.at(1), 480, 230)) == ("a", "b")
    assert read_frame_number(film.at(0).mean(axis=2)) == 62


def test_the_mark_is_in_every_picture(order: Order, tmp_path: Path, film: Film) -> None:
    marked = made(order, tmp_path / "film", until=BEGAN + 2, mark="李老师 2026-09-01 12:00")

    for at in (0.0, 0.9, 1.9):
        differs = np.abs(marked.at(at).astype(int) - film.at(at).astype(int)).max(axis=2) > 24
        assert differs.sum() > 200
        rows = np.flatnonzero(differs.sum(axis=1) > 3)
        assert rows[-1] - rows[0] < 60  # it is one line of words, and nothing else changed


def test_a_damaged_segment_costs_its_two_seconds(tmp_path: Path, order: Order) -> None:
    filming = Filming(tmp_path / "damaged")
    filming.camera("a", seconds=8)
    filming.microphone("a", seconds=8)
    index = filming.ended(8.0)
    for track in index.tracks:
        (part,) = track.parts
        path = tmp_path / "damaged" / part.file
        data = bytearray(path.read_bytes())
        for number in range(1, 200, 3):  # in the second segment: its boxes, and what is in them
            at = part.segments[1].offset + number
            data[at] ^= 0xFF
        path.write_bytes(data[: part.segments[3].offset + 40])  # and the last one is cut

    film = made(
        order, tmp_path / "film", folder=str(tmp_path / "damaged"), index=index, tracks=(1, 2),
        pages=(), stage=(), ink=(), until=BEGAN + 8,
    )  # fmt: skip

    assert film.seconds == pytest.approx(8, abs=0.05)
    numbers = [read_frame_number(film.at(at).mean(axis=2)) for at in (1, 3, 5, 7)]
    assert numbers == [25, 49, 125, 149]  # the last picture that there is stands
    assert [round(at) for at in film.beeps()] == [0, 1, 4, 5]
