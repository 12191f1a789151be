"""Half duplex: who has the word by loudness, and that nothing else is forwarded, on real RTP."""

import pytest

from classroom.media_messages import Direction, PauseProducer, ShareWord, Source, WordTaken
from media import rtp
from media.speakers import FLOOR
from media.word import BREAK_IN, HANG, Word
from tests.media.class_over_network import Class, Page, classroom
from tests.media.network import soon
from tests.media.wires import LEVEL_ID, opus

SPEECH, LOUDER, ECHO, NOISE = 92.0, 100.0, 84.0, 60.0
LECTURER = {"lecturer"}


def test_who_speaks_first_has_the_word_and_an_echo_of_it_does_not() -> None:
    word = Word()

    assert word.update({"lecturer": NOISE, "room": NOISE}, LECTURER, 0.0) is None
    assert word.update({"lecturer": SPEECH, "room": NOISE}, LECTURER, 0.04) == "lecturer"
    assert word.update({"lecturer": SPEECH, "room": ECHO}, LECTURER, 0.3) == "lecturer"


def test_a_room_keeps_the_word_until_it_has_been_quiet_for_a_moment() -> None:
    word = Word()
    word.update({"lecturer": NOISE, "room": SPEECH}, LECTURER, 0.0)

    quiet = {"lecturer": SPEECH, "room": NOISE}

    assert word.update(quiet, LECTURER, HANG / 2) == "room"
    assert word.update(quiet, LECTURER, HANG * 1.1) == "lecturer"


def test_the_lecturer_wins_a_tie_however_loud_the_room_is() -> None:
    assert Word().update({"room": LOUDER, "lecturer": SPEECH}, LECTURER, 0.0) == "lecturer"


def test_the_lecturer_breaks_in_by_speaking_clearly_louder_for_a_while() -> None:
    word = Word()
    word.update({"lecturer": NOISE, "room": SPEECH}, LECTURER, 0.0)
    both = {"lecturer": LOUDER, "room": SPEECH}

    assert word.update(both, LECTURER, 0.1) == "room"
    assert word.update(both, LECTURER, 0.1 + BREAK_IN / 2) == "room"
    assert word.update(both, LECTURER, 0.1 + BREAK_IN) == "lecturer"


def test_a_rooms_own_voice_that_comes_back_from_the_lecturer_takes_nothing_from_it() -> None:
    word = Word()
    word.update({"lecturer": NOISE, "room": SPEECH}, LECTURER, 0.0)

    for tenth in range(1, 40):
        assert word.update({"lecturer": ECHO, "room": SPEECH}, LECTURER, tenth / 10) == "room"


def test_a_room_never_breaks_in() -> None:
    word = Word()
    word.update({"lecturer": SPEECH, "room": NOISE}, LECTURER, 0.0)

    for tenth in range(1, 40):
        now = tenth / 10
        assert word.update({"lecturer": SPEECH, "room": 115.0}, LECTURER, now) == "lecturer"


@pytest.mark.parametrize("gone", [{}, {"lecturer": FLOOR}])
def test_the_word_of_who_is_gone_is_free(gone: dict[str, float]) -> None:
    word = Word()
    word.update({"room": SPEECH}, LECTURER, 0.0)

    assert word.update(gone, LECTURER, 0.04) is None


# ---------------------------------------------------------------- where the sound passes


def packet(number: int, payload: bytes, ssrc: int, level: int | None) -> bytes:
    return rtp.build(
        payload_type=111,
        sequence=number,
        timestamp=number * 960,
        ssrc=ssrc,
        payload=payload,
        extensions=None if level is None else {LEVEL_ID: bytes([0x80 | level])},
    )


@pytest.fixture
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that is slow for a moment is no silence."""
    monkeypatch.setattr("media.word.HANG", 60.0)
    monkeypatch.setattr("media.sharing.SILENT_SECONDS", 60.0)


class Voice:
    """Somebody at a microphone."""

    def __init__(self, page: Page, producer: str, ssrc: int) -> None:
        self.page, self.producer, self.ssrc = page, producer, ssrc
        self.number = 0

    @classmethod
    async def of(cls, lesson: Class, peer: str, ssrc: int) -> "Voice":
        page = await lesson.join(peer, Direction.SEND)
        return cls(page, page.produce(Source.MICROPHONE, opus(encodings=[{"ssrc": ssrc}])), ssrc)

    def says(self, what: bytes, level: int | None, times: int = 1) -> None:
        for _ in range(times):
            self.number += 1
            self.page.client.send_packet(packet(self.number, what, self.ssrc, level))


async def word(lesson: Class) -> str | None:
    while not isinstance(event := await soon(lesson.events), WordTaken):
        pass
    return event.producer


async def until(receiver: Page, marker: bytes) -> list[bytes]:
    """Return what the receiver heard, up to the marker."""
    seen: list[bytes] = []
    while not seen or seen[-1] != marker:
        raw: bytes = await soon(receiver.rtp)
        view = rtp.view(raw)
        seen.append(raw[view.payload_start : view.payload_end])
    return seen


LOUD, QUIET = 30, 120


@pytest.mark.usefixtures("patience")
async def test_while_the_lecturer_speaks_a_room_is_not_forwarded_and_then_it_is() -> None:
    async with classroom() as lesson:
        lecturer = await Voice.of(lesson, "d", 1000)
        room = await Voice.of(lesson, "r1", 2000)
        listener = await lesson.join("r2", Direction.RECV)
        for voice in (lecturer, room):
            listener.consume(voice.producer)
        lesson.rooms.handle(
            ShareWord(room="r", leading=[lecturer.producer], others=[room.producer])
        )
        room.says(b"before", 60)
        await listener.receives(b"before")

        lecturer.says(b"lesson", LOUD, times=20)
        assert await word(lesson) == lecturer.producer
        room.says(b"echo", LOUD, times=5)
        lecturer.says(b"marker", LOUD)

        assert b"echo" not in await until(listener, b"marker")
        lesson.rooms.handle(ShareWord(room="r", leading=[], others=[]))
        assert await word(lesson) is None
        room.says(b"answer", LOUD)
        await listener.receives(b"answer")
        for page in (lecturer.page, room.page, listener):
            await page.client.close()


@pytest.mark.usefixtures("patience")
async def test_when_the_lecturers_microphone_is_switched_off_the_room_is_heard() -> None:
    async with classroom() as lesson:
        lecturer = await Voice.of(lesson, "d", 1000)
        room = await Voice.of(lesson, "r1", 2000)
        listener = await lesson.join("r2", Direction.RECV)
        listener.consume(room.producer)
        lesson.rooms.handle(
            ShareWord(room="r", leading=[lecturer.producer], others=[room.producer])
        )
        room.says(b"breath", QUIET, times=2)
        lecturer.says(b"lesson", LOUD, times=20)
        assert await word(lesson) == lecturer.producer

        lesson.rooms.handle(PauseProducer(room="r", peer="d", producer=lecturer.producer))

        assert await word(lesson) is None
        room.says(b"answer", LOUD)
        await listener.receives(b"answer")
        for page in (lecturer.page, room.page, listener):
            await page.client.close()


@pytest.mark.usefixtures("patience")
async def test_a_microphone_that_tells_no_level_is_never_ducked() -> None:
    async with classroom() as lesson:
        lecturer = await Voice.of(lesson, "d", 1000)
        old = await Voice.of(lesson, "r1", 2000)
        listener = await lesson.join("r2", Direction.RECV)
        listener.consume(old.producer)
        lesson.rooms.handle(ShareWord(room="r", leading=[lecturer.producer], others=[old.producer]))

        lecturer.says(b"lesson", LOUD, times=20)
        assert await word(lesson) == lecturer.producer
        old.says(b"old recording box", None)

        await listener.receives(b"old recording box")
        for page in (lecturer.page, old.page, listener):
            await page.client.close()


async def test_a_room_that_closes_listens_no_longer() -> None:
    async with classroom() as lesson:
        lecturer = await Voice.of(lesson, "d", 1000)
        lesson.rooms.handle(ShareWord(room="r", leading=[lecturer.producer], others=[]))
        room = lesson.rooms.room("r")
        await lecturer.page.client.close()

        room.close()

        assert room.sharing.is_idle
