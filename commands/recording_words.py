"""A verdict on a recording in words: Chinese, then English."""

from collections.abc import Iterator
from datetime import datetime, tzinfo
from zoneinfo import ZoneInfo

from classroom.media_messages import Source
from recording.verdict import Fault, Stretch, Verdict, Wrong

SOURCES = {
    Source.CAMERA: ("摄像头", "camera"),
    Source.MICROPHONE: ("麦克风", "microphone"),
    Source.SCREEN: ("共享屏幕", "screen"),
    Source.SCREEN_SOUND: ("共享屏幕的声音", "sound of the screen"),
    Source.DOCUMENT: ("实物展台", "document camera"),
}
OF_A_LINE = {
    Fault.UNREADABLE: ("读不出来", "cannot be read"),
    Fault.CUT: ("被截断", "is cut off"),
    Fault.ALTERED: ("不是当时写下的", "is not what was written"),
    Fault.MISPLACED: (
        "不在原处：有删除、移动或重复",
        "is not in its place: removed, moved or doubled",
    ),
    Fault.MISSING: ("缺失", "is missing"),
    Fault.ADDED: ("是后来加上的", "was added later"),
    Fault.IMPOSSIBLE: ("与前面的内容矛盾", "cannot be after the lines before it"),
    Fault.FORGED: ("签名不对", "has a signature that is not good"),
    Fault.UNKNOWN_KEY: ("签名的公钥不在信任之列", "was signed by a key that is not believed"),
}
OF_A_RANGE = {
    Fault.ALTERED: ("不是当时录下的", "are not what was recorded"),
    Fault.ADDED: ("是后来加上的", "were added later"),
    Fault.TRUNCATED: (
        "不完整：文件只有 {size} 字节",
        "are not whole: the file ends at {size}",
    ),
}
OF_A_FILE = {
    Fault.MISSING: ("文件缺失", "is missing"),
    Fault.UNSEALED: ("没有：录制还没有封存", "is not there: the recording has not been sealed"),
    Fault.NO_SEAL: ("不是封存文件，或被改动", "is no seal, or was altered"),
    Fault.FORGED: ("签名不对", "has a signature that is not good"),
    Fault.UNKNOWN_KEY: ("签名的公钥不在信任之列", "was signed by a key that is not believed"),
    Fault.OTHER_LESSON: ("是另一节课的", "is of another lesson"),
    Fault.NOT_ERASED: (
        "有删除的记录，文件却还在：请再删除一次",
        "is still there, though its track was erased: erase it again",
    ),
}


def told(verdict: Verdict, zone: str, *, believed: bool) -> Iterator[str]:
    """Yield the lines; `believed`: the keys were compared, otherwise the reader has to."""
    clock = ZoneInfo(zone)
    wrong = verdict.wrong
    lines = _intact(verdict, clock, believed) if wrong is None else _wrong(wrong, clock)
    for line in lines:  # what a stranger's files say does not steer the terminal
        yield "".join(each if each.isprintable() else "�" for each in line)


def _intact(verdict: Verdict, clock: tzinfo, believed: bool) -> Iterator[str]:
    at = _time(verdict.sealed_at, clock)
    yield (
        f"完好：课 {verdict.lesson} 的录制，{at} 封存；{verdict.tracks} 路，"
        f"{verdict.files} 个文件，{verdict.bytes} 字节，{verdict.events} 条课堂记录。"
    )
    yield (
        f"INTACT: the recording of lesson {verdict.lesson}, sealed {at}; {verdict.tracks} tracks, "
        f"{verdict.files} files, {verdict.bytes} bytes, {verdict.events} events."
    )
    for word in verdict.erased:
        when = _time(word.at, clock)
        yield f"1 路（{word.track}）已由 {word.by} 于 {when} 删除，原因：{word.why}"
        yield f"1 track erased by {word.by}, {when} (track {word.track}): {word.why}"
    if verdict.strangers:
        names = ", ".join(verdict.strangers)
        yield f"不属于这份录制的文件，没有核对 · no part of it, not looked at: {names}"
    if not believed:
        yield "由以下公钥签名，请与服务器的公钥（sanketang audit key）核对："
        yield "It was signed by these keys, which must be the server's; see `sanketang audit key`:"
        yield from verdict.keys


def _wrong(wrong: Wrong, clock: tzinfo) -> Iterator[str]:
    zh_place, en_place = wrong.file, wrong.file
    words = OF_A_FILE
    if wrong.line is not None:
        words = OF_A_LINE
        says = f" ({wrong.says} {_time(wrong.at, clock)})" if wrong.says else ""
        zh_place = f"{zh_place} 第 {wrong.line} 行{says}"
        en_place = f"{en_place}, line {wrong.line}{says},"
    elif wrong.offset is not None and wrong.bytes is not None:
        words = OF_A_RANGE
        last = wrong.offset + wrong.bytes - 1
        zh_place = f"{zh_place} 第 {wrong.offset}–{last} 字节"
        en_place = f"{en_place}, bytes {wrong.offset}–{last}"
    if wrong.of is not None:
        zh_of, en_of = _stretch(wrong.of, clock)
        zh_place, en_place = f"{zh_place}（{zh_of}）", f"{en_place} ({en_of})"
    zh, en = words[wrong.fault]
    yield f"不完好：{zh_place} {zh.format(size=wrong.size)}。"
    detail = f": {wrong.key or wrong.detail}" if wrong.key or wrong.detail else "."
    yield f"NOT INTACT ({wrong.fault}): {en_place} {en.format(size=wrong.size)}{detail}"


def _stretch(of: Stretch, clock: tzinfo) -> tuple[str, str]:
    zh, en = SOURCES.get(of.source, (of.source.value, of.source.value))
    zh, en = f"座位 {of.seat} 的{zh}", f"{en} of seat {of.seat}"
    if of.since is None or of.until is None:
        return zh, en
    until = datetime.fromtimestamp(of.until, clock).strftime("%H:%M:%S")
    when = f"{_time(of.since, clock)}–{until}"
    return f"{zh}，{when}", f"{en}, {when}"


def _time(at: float | None, clock: tzinfo) -> str:
    if at is None:
        return "?"
    try:
        return datetime.fromtimestamp(at, clock).replace(tzinfo=None).isoformat(" ", "seconds")
    except (ValueError, OverflowError, OSError):
        return "?"  # no time that ever was, in what was altered
