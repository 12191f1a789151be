"""Any sequence of commands, sensible or not, leaves a lesson that makes sense."""

import msgspec
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from classroom import commands
from classroom.commands import Command
from classroom.failures import Refused
from classroom.media_messages import IngestState, Level, LevelReason, Source
from classroom.record import LessonRecord
from classroom.rights import forwarded
from classroom.seats import Ingest
from classroom.states import Audience, DeviceState, Layout, Mark, Phase, Presence
from classroom.views import views_of
from tests.classroom.school import LECTURER, NINE, peer, scheduled, session

CAP = 2
classrooms = st.sampled_from([LECTURER, "r1", "r2", "r3", "r4", "nobody"])
loads = st.integers(1, 2)
sources = st.sampled_from(Source)
devices = st.sampled_from(DeviceState)
leading = st.sampled_from(
    [
        commands.StartLesson,
        commands.PauseLesson,
        commands.ResumeLesson,
        commands.EndLesson,
        commands.Enter,
        commands.Leave,
    ]
)


class AnyLesson(RuleBasedStateMachine):
    """Throws commands at a lesson, with time going on."""

    def __init__(self) -> None:
        super().__init__()
        self.lesson = scheduled(cap=CAP, stage=2, ingest=Ingest(url="rtsp://192.0.2.1/"))
        self.now = NINE - 1000
        self.made = 0

    def say(self, command: Command) -> None:
        before = self.lesson.record
        try:
            self.lesson.handle(command, self.now)
        except Refused:
            assert self.lesson.record is before
            return
        if self.lesson.record is not before:
            assert self.lesson.record.version == before.version + 1

    @rule(seconds=st.sampled_from([0.5, 10.0, 31.0, 200.0, 900.0]))
    def time_passes(self, seconds: float) -> None:
        self.now += seconds
        self.say(commands.Tick())

    @rule(who=classrooms, load=loads)
    def arrives(self, who: str, load: int) -> None:
        self.say(commands.Arrive(by=who, session=session(who, load)))

    @rule(who=classrooms, load=loads)
    def walks_in(self, who: str, load: int) -> None:
        self.say(commands.Arrive(by=who, session=session(who, load)))
        self.say(commands.Enter(by=who))

    @rule(who=classrooms, load=loads)
    def disconnects(self, who: str, load: int) -> None:
        self.say(commands.Disconnect(by=who, session=session(who, load)))

    @rule(who=classrooms, load=loads)
    def is_put_out(self, who: str, load: int) -> None:
        self.say(commands.Evict(by=who, session=session(who, load)))

    @rule(who=classrooms, to=st.sampled_from(Audience))
    def says(self, who: str, to: Audience) -> None:
        self.say(commands.Say(by=who, to=to, text="听不清"))

    @rule(seconds=st.sampled_from([5, 300]))
    def counts_down(self, seconds: int) -> None:
        self.say(commands.StartCountdown(by=LECTURER, seconds=seconds))

    @rule(kind=leading, who=classrooms)
    def leads(self, kind: type[commands.StartLesson], who: str) -> None:
        self.say(kind(by=who))

    @rule(kind=leading)
    def the_lecturer_leads(self, kind: type[commands.StartLesson]) -> None:
        self.say(kind(by=LECTURER))

    @rule(known=st.booleans())
    def the_lecturer_calls_the_roll(self, known: bool) -> None:
        expected = {"r1": ("one", "two")} if known else {}
        self.say(commands.CallRoll(by=LECTURER, expected=expected))

    @rule(by=classrooms, who=classrooms, mark=st.sampled_from([None, *Mark]))
    def marks(self, by: str, who: str, mark: Mark | None) -> None:
        self.say(commands.MarkPupil(by=by, classroom=who, pupil="one", mark=mark, reason="查实"))

    @rule(by=classrooms, who=classrooms, heads=st.integers(0, 60))
    def counts_and_confirms(self, by: str, who: str, heads: int) -> None:
        self.say(commands.CountHeads(by=by, classroom=who, heads=heads))
        self.say(commands.ConfirmRoll(by=by, classroom=who))

    @rule(by=classrooms, who=classrooms)
    def calls_on(self, by: str, who: str) -> None:
        self.say(commands.CallOn(by=by, classroom=who))

    @rule(who=classrooms)
    def the_lecturer_calls_on(self, who: str) -> None:
        self.say(commands.CallOn(by=LECTURER, classroom=who))

    @rule(who=classrooms)
    def takes_down(self, who: str) -> None:
        self.say(commands.TakeDown(by=LECTURER, classroom=who))

    @rule(who=st.one_of(st.none(), classrooms), layout=st.sampled_from(Layout))
    def arranges_the_walls(self, who: str | None, layout: Layout) -> None:
        self.say(commands.SetLayout(by=LECTURER, layout=layout))
        self.say(commands.Spotlight(by=LECTURER, classroom=who))

    @rule(who=st.one_of(st.none(), classrooms), on=st.booleans())
    def shares_the_word(self, who: str | None, on: bool) -> None:
        self.say(commands.SetHalfDuplex(by=LECTURER, on=on))
        self.say(commands.SetPushToTalk(by=LECTURER, on=on, classroom=who))

    @rule(who=classrooms, lets_go=st.booleans())
    def holds_its_key(self, who: str, lets_go: bool) -> None:
        self.say(commands.PressToTalk(by=who))
        if lets_go:
            self.say(commands.ReleaseTalk(by=who))

    @rule(who=classrooms, level=st.sampled_from([None, *Level]))
    def is_sent_less(self, who: str, level: Level | None) -> None:
        self.say(commands.PinLevel(by=who, level=level))
        self.say(commands.NoteLevel(classroom=who, level=Level.LOW, reason=LevelReason.LINE))
        self.say(commands.ReleaseLevel(by=LECTURER, classroom=who))

    @rule(who=st.one_of(st.none(), classrooms))
    def enlarges(self, who: str | None) -> None:
        self.say(commands.Enlarge(by=LECTURER, classroom=who))

    @rule(who=classrooms, camera=devices)
    def reports(self, who: str, camera: DeviceState) -> None:
        self.say(
            commands.ReportDevices(by=who, camera=camera, microphone=camera, loudspeaker=camera)
        )

    @rule(who=classrooms, load=loads, source=sources, ingest=st.booleans())
    def publishes(self, who: str, load: int, source: Source, ingest: bool) -> None:
        self.made += 1
        self.say(
            commands.Publish(
                classroom=who,
                peer=f"{who}.ingest" if ingest else peer(who, load),
                producer=f"p{self.made}",
                source=source,
            )
        )

    @rule(number=st.integers(1, 30), paused=st.booleans())
    def pauses(self, number: int, paused: bool) -> None:
        self.say(commands.SetPaused(producer=f"p{number}", paused=paused))

    @rule(number=st.integers(1, 30))
    def unpublishes(self, number: int) -> None:
        self.say(commands.Unpublish(producer=f"p{number}"))

    @rule(who=classrooms, load=loads)
    def peer_is_gone(self, who: str, load: int) -> None:
        self.say(commands.ForgetPeer(peer=peer(who, load)))

    @rule(state=st.sampled_from(IngestState))
    def the_box_reports(self, state: IngestState) -> None:
        self.say(commands.ReportIngest(classroom=LECTURER, state=state))

    @rule(url=st.sampled_from([None, "rtsp://192.0.2.1/", "rtsp://192.0.2.2/"]))
    def a_box_is_attached(self, url: str | None) -> None:
        self.say(commands.AttachIngest(classroom=LECTURER, url=url))

    @rule(minutes=st.sampled_from([-10, 0, 10, 300]), without=classrooms)
    def the_timetable_changes(self, minutes: float, without: str) -> None:
        plan = scheduled(cap=CAP, stage=2, ingest=Ingest(url="rtsp://192.0.2.1/")).record
        seats = (plan.seats[0], *(s for s in plan.seats[1:] if s.id != without))
        start, end = (time + minutes * 60 for time in (plan.starts_at, plan.ends_at))
        changed = msgspec.structs.replace(plan, seats=seats, starts_at=start, ends_at=end)
        self.say(commands.FollowPlan(plan=changed))

    @rule()
    def it_is_called_off(self) -> None:
        self.say(commands.CancelLesson(reason="cancelled"))

    @rule(restart=st.booleans())
    def something_breaks(self, restart: bool) -> None:
        self.say(commands.Recover() if restart else commands.LoseMedia())

    @property
    def record(self) -> LessonRecord:
        return self.lesson.record

    @invariant()
    def what_was_said_is_hidden_just_as_long_as_the_rights_are_off(self) -> None:
        record = self.lesson.record
        if record.phase is not Phase.ENDED:
            assert (record.talk.hidden_before is not None) is record.latched

    @invariant()
    def a_lesson_on_hold_knows_what_to_return_to_and_no_other_does(self) -> None:
        held = self.record.phase is Phase.HOLD
        assert (self.record.hold_until is not None) == held
        assert (self.record.held_phase in (Phase.LIVE, Phase.PAUSED)) == held

    @invariant()
    def nobody_is_marked_who_is_not_on_the_roll(self) -> None:
        for sheet in self.record.roll.sheets if self.record.roll else ():
            assert set(sheet.marks) <= set(sheet.expected or ())
            assert (sheet.present or 0) >= 0

    @invariant()
    def a_lesson_being_taught_has_a_lecturer(self) -> None:
        if self.record.phase in (Phase.LIVE, Phase.PAUSED):
            assert self.record.delivering.here

    @invariant()
    def there_are_no_more_classrooms_than_places(self) -> None:
        assert sum(seat.holds_place for seat in self.record.receiving) <= CAP

    @invariant()
    def only_classrooms_with_a_place_are_on_stage_and_each_once(self) -> None:
        places = {seat.id for seat in self.record.receiving if seat.holds_place}
        assert set(self.record.stage) <= places
        assert len(set(self.record.stage)) == len(self.record.stage) <= 2

    @invariant()
    def only_a_classroom_with_a_place_is_in_the_spotlight(self) -> None:
        places = {None, *(seat.id for seat in self.record.receiving if seat.holds_place)}
        assert self.record.staging.spotlight in places

    @invariant()
    def a_key_is_held_by_who_is_there_and_may_be_heard(self) -> None:
        for press in self.record.staging.pressing:
            seat = self.record.seat(press.classroom)
            assert seat is not None
            assert seat.here
            assert self.record.pushes_to_talk(seat)
            assert forwarded(self.record, seat.id, Source.MICROPHONE)

    @invariant()
    def tracks_belong_to_who_holds_the_seat(self) -> None:
        for stream in self.record.streams:
            seat = self.record.seat(stream.classroom)
            assert seat is not None
            assert stream.peer in (seat.page_peer, seat.ingest_peer)
            assert stream.ingest or seat.presence in (Presence.PRESENT, Presence.LOST)
        keys = [(stream.peer, stream.source) for stream in self.record.streams]
        assert len(keys) == len(set(keys))

    @invariant()
    def nobody_sees_himself_or_more_than_exists_and_after_the_end_nothing(self) -> None:
        known = {stream.producer: stream for stream in self.record.streams}
        for seat in self.record.seats:
            views = views_of(self.record, seat.id)
            assert all(known[view.producer].classroom != seat.id for view in views)
            assert len({view.producer for view in views}) == len(views)
        if self.record.phase is Phase.ENDED:
            assert not known
            assert self.lesson.next_due() is None


TestAnyLesson = AnyLesson.TestCase
TestAnyLesson.settings = settings(max_examples=150, stateful_step_count=40)
