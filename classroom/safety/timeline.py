"""The events of a lesson that a report names, in words, in order.

Rule: every event has its words here; a classroom is named by its id, a person never.
"""

from collections.abc import Iterable

from classroom import events as e
from classroom.events import Event
from classroom.media_messages import Source
from classroom.recording.values import Alarm
from classroom.safety.clause import ProofKind, Words
from classroom.safety.evidence import LessonEvidence
from classroom.safety.report import Cited, ComplianceChapter
from classroom.states import Layout, Phase, Presence, Right, SoundVerdict

WHAT: dict[type[Event], Words] = {
    e.LessonMade: Words("课堂建立", "Lesson made"),
    e.PhaseChanged: Words("课堂阶段", "Phase"),
    e.LessonRestarted: Words("管理员重新开课", "Restarted by an administrator"),
    e.PresenceChanged: Words("教室进出", "Presence"),
    e.DevicesReported: Words("设备检查", "Device check"),
    e.StageChanged: Words("互动席变化", "Stage"),
    e.LargeChanged: Words("放大画面", "Shown large"),
    e.HandRaised: Words("举手", "Hand raised"),
    e.HandLowered: Words("放下手", "Hand lowered"),
    e.RightChanged: Words("权限开关", "Right switched"),
    e.AllForbidden: Words("全部禁止", "All forbidden"),
    e.LockChanged: Words("锁门", "Door"),
    e.Knocked: Words("敲门", "Knocked"),
    e.Removed: Words("移出教室", "Put out"),
    e.QuestionAsked: Words("提问", "Question asked"),
    e.QuestionAnswered: Words("回答", "Answered"),
    e.PupilAnswered: Words("学生作答", "A pupil answered"),
    e.QuestionClosed: Words("停止作答", "Question closed"),
    e.QuestionRevealed: Words("公布答案", "Answers shown"),
    e.QuestionPutAway: Words("收起问题", "Question put away"),
    e.Said: Words("发言（文字）", "Said in the chat"),
    e.Withheld: Words("文字被拦下", "Withheld from the chat"),
    e.Unsaid: Words("删除文字", "Deleted from the chat"),
    e.RemarkReported: Words("举报文字", "Reported a remark"),
    e.Reported: Words("举报", "Reported"),
    e.SeatLimited: Words("按处置限制互动", "Limited by a sanction"),
    e.SlowModeSet: Words("慢速发言", "Slow mode"),
    e.NoticePinned: Words("课堂提示", "Notice on the walls"),
    e.CountdownSet: Words("倒计时", "Countdown"),
    e.BoardShown: Words("显示白板", "Board shown"),
    e.FileShared: Words("分享文件", "File handed round"),
    e.FileTakenAway: Words("收回文件", "File taken away"),
    e.SlideShown: Words("展示课件", "Slide shown"),
    e.ShowingEnded: Words("收起课件", "Slides put away"),
    e.RollCalled: Words("点名", "Roll called"),
    e.PupilMarked: Words("点名标记", "Pupil marked"),
    e.HeadsCounted: Words("清点人数", "Heads counted"),
    e.RollConfirmed: Words("点名确认", "Roll confirmed"),
    e.RollCorrected: Words("更正点名", "Roll corrected"),
    e.LayoutChanged: Words("大屏布局", "Layout of the walls"),
    e.SpotlightChanged: Words("大屏聚焦", "Spotlight"),
    e.HalfDuplexSet: Words("轮流说话", "One microphone at a time"),
    e.PushToTalkSet: Words("按住说话", "Push to talk"),
    e.TalkPressed: Words("按下说话", "Key held to talk"),
    e.TalkReleased: Words("松开说话", "Key let go"),
    e.SoundTested: Words("回声与音量测试", "Echo and level test"),
    e.StreamOpened: Words("开始发送声音画面", "Track opened"),
    e.StreamPaused: Words("声音画面开关", "Track switched"),
    e.StreamClosed: Words("停止发送声音画面", "Track closed"),
    e.BreakDue: Words("提醒休息眼睛", "Told to rest the eyes"),
    e.MediaLost: Words("声音画面中断", "Media lost"),
    e.Missed: Words("断线缺课", "Missed while its line was broken"),
    e.CatchingUp: Words("补看缺的一段", "Catching up"),
    e.CaughtUp: Words("回到直播", "Live again"),
    e.IngestAttached: Words("接入录播设备", "Recording box"),
    e.IngestReported: Words("录播设备状态", "Recording box's state"),
    e.LevelPinned: Words("限定画面等级", "Level pinned"),
    e.LevelNoted: Words("画面等级", "Level"),
    e.RecordingTurned: Words("录制开关", "Recording on or off"),
    e.RecordingAlarmed: Words("录制告警", "Recording alarm"),
    e.RecordingRecovered: Words("录制恢复", "Recording right again"),
    e.RecordingWithheld: Words("因未取得同意不录", "Not recorded for want of consent"),
}
_WORD: dict[object, Words] = {
    Phase.SCHEDULED: Words("未开放", "scheduled"),
    Phase.OPEN: Words("开放", "open"),
    Phase.LIVE: Words("上课", "live"),
    Phase.HOLD: Words("等待主讲", "on hold"),
    Phase.PAUSED: Words("暂停", "paused"),
    Phase.ENDED: Words("结束", "ended"),
    Presence.EXPECTED: Words("未到", "expected"),
    Presence.WAITING: Words("设备检查中", "waiting"),
    Presence.PRESENT: Words("进入", "present"),
    Presence.LOST: Words("断线", "lost"),
    Presence.LEFT: Words("离开", "left"),
    Layout.SPEAKER: Words("主讲为主", "lecturer large"),
    Layout.SIDE_BY_SIDE: Words("左右并排", "side by side"),
    Layout.GRID: Words("网格", "grid"),
    Layout.SURFACE: Words("内容为主", "what is shown large"),
    SoundVerdict.GOOD: Words("良好", "good"),
    SoundVerdict.ECHO: Words("有回声", "echo"),
    SoundVerdict.LOUD: Words("太响", "too loud"),
    SoundVerdict.NOISY: Words("太吵", "noisy"),
    SoundVerdict.QUIET: Words("太轻", "too quiet"),
    Right.VIDEO: Words("画面", "picture"),
    Right.AUDIO: Words("声音", "sound"),
    Right.ANNOTATE: Words("批注", "drawing"),
    Right.FILE: Words("发文件", "files"),
    Right.TEXT: Words("打字", "typing"),
    Right.RAISE_HAND: Words("举手", "hands"),
    Right.ANSWER: Words("答题", "answers"),
    Source.CAMERA: Words("摄像头", "camera"),
    Source.MICROPHONE: Words("麦克风", "microphone"),
    Source.SCREEN: Words("共享屏幕", "screen"),  # and the right to
    Source.SCREEN_SOUND: Words("屏幕声音", "the screen's sound"),
    Source.DOCUMENT: Words("展台", "document camera"),
    Alarm.STALLED: Words("没有数据", "nothing arrives"),
    Alarm.NO_KEYFRAME: Words("画面无法开始", "picture cannot be begun"),
    Alarm.SILENT: Words("没有声音", "silence"),
    Alarm.LOSSY: Words("丢包过多", "much is lost"),
    Alarm.DROPPED: Words("来不及写入", "not written in time"),
    Alarm.DISK_LOW: Words("磁盘空间不足", "disk running low"),
    Alarm.DISK_FULL: Words("磁盘已满", "disk full"),
    Alarm.DISK_FAILED: Words("磁盘故障", "disk failing"),
    Alarm.RECORDER_DOWN: Words("录制程序中断", "recorder down"),
    Alarm.SEALED: Words("重新开课后不录", "not recorded after the restart"),
    True: Words("是", "yes"),
    False: Words("否", "no"),
}
_SAYS = (
    "phase",
    "presence",
    "right",
    "on",
    "forbidden",
    "locked",
    "removed",
    "paused",
    "alarm",
    "source",
    "layout",
    "verdict",
)


def cited(lesson: LessonEvidence, chapters: Iterable[ComplianceChapter]) -> tuple[Cited, ...]:
    """Return the events that the findings name, in order, each once."""
    named = {
        int(proof.id)
        for chapter in chapters
        for entry in chapter.entries
        for proof in entry.proofs
        if proof.kind is ProofKind.EVENT
    }
    return tuple(
        Cited(
            number=happened.number,
            at=happened.event.at,
            what=what(happened.event),
            classroom=getattr(happened.event, "classroom", None) or "",
        )
        for happened in lesson.events
        if happened.number in named
    )


def what(event: Event) -> Words:
    """Return what happened, in words."""
    words = WHAT[type(event)]
    said = [s for name in _SAYS if isinstance(s := getattr(event, name, None), bool | str)]
    zh = "，".join(_WORD[s].zh if s in _WORD else str(s) for s in said)
    en = ", ".join(_WORD[s].en if s in _WORD else str(s) for s in said)
    return Words(f"{words.zh}：{zh}", f"{words.en}: {en}") if said else words
