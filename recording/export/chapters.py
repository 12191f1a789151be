"""A lesson's events as chapters of its film, and what of them is on the picture: pure.

Rule: a chapter names classrooms, files and questions, never a pupil.
"""

from collections.abc import Iterable, Mapping

from classroom import events as e
from classroom.events import Event
from classroom.files.values import FileKind
from classroom.ink.surfaces import board_page
from classroom.recording.exports import ExportOrder
from classroom.states import Phase
from recording.export.order import Chapter, Page, Stage

APART = 5.0  # seconds, at least; of two that are nearer the first one counts
MOST = 200
TITLE = 60  # characters
BOARD = (960.0, 540.0)
SLIDES = frozenset({FileKind.PDF, FileKind.PNG, FileKind.JPEG, FileKind.WEBP})

_WORDS = {
    "zh": {
        "start": "开始", "live": "上课", "paused": "暂停", "roll": "点名", "question": "提问：{}",
        "stage": "{} 上台", "slides": "课件：{}", "board": "白板", "and": "、",
    },
    "en": {
        "start": "Beginning", "live": "Lesson goes on", "paused": "Pause", "roll": "Roll call",
        "question": "Question: {}", "stage": "{} on stage", "slides": "Slides: {}",
        "board": "Board", "and": ", ",
    },
}  # fmt: skip


def chapters(
    events: Iterable[Event], names: Mapping[str, str], order: ExportOrder
) -> tuple[Chapter, ...]:
    """Return them, the first one at the film's beginning. `names` are those of classrooms."""
    words = _WORDS.get(order.language, _WORDS["zh"])
    found = [Chapter(at=order.since, title=words["start"])]
    files: dict[str, str] = {}
    stage: set[str] = set()
    on_board, shown = False, ""
    for event in events:
        title = ""
        match event:
            case e.PhaseChanged(phase=Phase.PAUSED):
                title = words["paused"]
            case e.PhaseChanged(phase=Phase.LIVE):
                title = words["live"]
            case e.RollCalled():
                title = words["roll"]
            case e.QuestionAsked():
                title = words["question"].format(event.text or event.question)
            case e.StageChanged():
                came = [names.get(each, each) for each in event.stage if each not in stage]
                stage = set(event.stage)
                title = words["stage"].format(words["and"].join(came)) if came else ""
            case e.FileShared():
                files[event.file] = event.name
            case e.SlideShown():
                if event.file != shown:
                    title = words["slides"].format(files.get(event.file, ""))
                shown = event.file
            case e.ShowingEnded():
                shown = ""
            case e.BoardShown():
                title = words["board"] if event.page is not None and not on_board else ""
                on_board = event.page is not None
            case _:
                pass
        last = found[-1]
        if not title or event.at >= order.until or len(found) >= MOST:
            continue
        if event.at - order.since < APART:
            if isinstance(event, e.PhaseChanged):  # what is under way there
                found[0] = Chapter(at=order.since, title=title)
        elif event.at - last.at >= APART:
            found.append(Chapter(at=event.at, title=title[:TITLE]))
    return tuple(found)


def stages(events: Iterable[Event]) -> tuple[Stage, ...]:
    """Return who was on stage from when."""
    return tuple(
        Stage(at=event.at, seats=event.stage)
        for event in events
        if isinstance(event, e.StageChanged)
    )


def pages(events: Iterable[Event], paths: Mapping[str, str], until: float) -> tuple[Page, ...]:
    """Return what was shown of slides and board: the board lies over slides, as on every wall.

    `paths` are those of the files that are still kept.
    """
    files: dict[str, e.FileShared] = {}
    made: list[Page] = []
    board: int | None = None
    slide: e.SlideShown | None = None
    since = 0.0
    now: Page | None = None

    def turn(at: float) -> None:
        nonlocal now, since
        if now is not None and at > since:
            made.append(_until(now, since, at))
        since = at
        now = _page(files, paths, board, slide)

    for event in events:
        match event:
            case e.FileShared():
                files[event.file] = event
                continue
            case e.BoardShown():
                board = event.page
            case e.SlideShown():
                slide = event
            case e.ShowingEnded():
                slide = None
            case e.FileTakenAway() if slide is not None and slide.file == event.file:
                slide = None
            case e.PhaseChanged(phase=Phase.ENDED):
                board, slide = None, None
            case _:
                continue
        turn(event.at)
    turn(until)
    return tuple(made)


def _page(
    files: Mapping[str, e.FileShared],
    paths: Mapping[str, str],
    board: int | None,
    slide: e.SlideShown | None,
) -> Page | None:
    if board is not None:
        return Page(since=0.0, until=0.0, surface=board_page(board), size=BOARD)
    if slide is None:
        return None
    file = files.get(slide.file)
    if file is None or not 0 < slide.page <= len(file.sizes):
        return None
    path = paths.get(slide.file, "") if file.kind in SLIDES else ""
    return Page(
        since=0.0,
        until=0.0,
        surface=f"slides:{slide.file}:{slide.page}",
        size=file.sizes[slide.page - 1],
        file=path,
        pdf=file.kind is FileKind.PDF,
        number=slide.page,
        gone=not path,
    )


def _until(page: Page, since: float, until: float) -> Page:
    return Page(
        since=since, until=until, surface=page.surface, size=page.size, file=page.file,
        pdf=page.pdf, number=page.number, gone=page.gone,
    )  # fmt: skip
