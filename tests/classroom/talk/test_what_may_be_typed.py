"""Characters, words and addresses: what is taken out of a text, and what a text is refused for."""

import unicodedata

import pytest

from classroom.failures import Refused
from classroom.states import Part
from classroom.talk.links import hosts, lead_only_to
from classroom.talk.text import MARKS, MOST, clean
from classroom.talk.wording import Wording
from classroom.talk.words import WORDS, BadWords, WordList, read_words

ZWSP, ZWJ, RLO, LRI, BOM, TAG = "\u200b", "\u200d", "\u202e", "\u2066", "\ufeff", "\U000e0041"
FAMILY = f"👩{ZWJ}👩{ZWJ}👧"
DARK_HAND = "👋🏿"
HEART = f"❤\ufe0f{ZWJ}🔥"
TIBETAN = "བསྒྲུབས་"
UYGHUR = "ياخشىمۇسىز"
MONGOLIAN = "ᠪᠣᠯᠠ᠋\u180eᠠ"


@pytest.mark.parametrize(
    "text", ["听不清", "请再说一遍？", FAMILY, DARK_HAND, HEART, TIBETAN, UYGHUR, MONGOLIAN, "C₄H₈"]
)
def test_what_people_write_comes_through_whole(text: str) -> None:
    assert clean(text) == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  两边  的 空格 ", "两边 的 空格"),
        ("第一行\r\n第二行\u2028第三行\t完", "第一行 第二行 第三行 完"),
        (f"{BOM}从别处{ZWSP}粘贴\u00ad来的", "从别处粘贴来的"),
        (f"好{RLO}坏{LRI}好\u2069", "好坏好"),
        ("bel\u0007l\u001b[31m\u0000", "bell[31m"),
        (f"看不见{TAG}{TAG}的字", "看不见的字"),
        ("空\u3164白\u2800字\u115f", "空白字"),
        (f"没{ZWJ}有{ZWJ}图", "没有图"),
        ("e\u0301", "é"),
        ("私\ue000用", "私用"),
        ("<b>粗</b><svg onload=alert(1)>", "<b>粗</b><svg onload=alert(1)>"),
    ],
)
def test_what_nobody_sees_is_taken_out(typed: str, kept: str) -> None:
    assert clean(typed) == kept
    assert clean(kept) == kept


def test_marks_do_not_climb_over_other_lines() -> None:
    tower = "很" + "\u0336\u0354" * 50 + "高"

    assert len(clean(tower)) <= 2 + MARKS


@pytest.mark.parametrize("typed", ["", "   ", "\n", ZWSP * 20, "\u0301\u0301", "\u3164", RLO, TAG])
def test_nothing_is_not_said(typed: str) -> None:
    with pytest.raises(Refused, match="text_empty"):
        clean(typed)


@pytest.mark.parametrize("typed", ["长" * (MOST + 1), "x" * 1_000_000, " " * 60_000 + "短"])
def test_too_long_is_refused_and_not_gone_through(typed: str) -> None:
    with pytest.raises(Refused, match="text_too_long"):
        clean(typed)


def test_as_long_as_may_be_is_said() -> None:
    assert len(clean(" " + "长" * MOST + " ")) == MOST
    with pytest.raises(Refused, match="text_too_long"):
        clean("长" * 101, most=100)


@pytest.mark.parametrize(
    "text",
    [
        "坏词",
        "这是坏 词啊",
        "坏.词",
        "坏_-*词",
        f"坏{ZWSP}词",
        "坏\u0336词",
        "what a BADword!",
        "b a d w o r d",
        "ＢＡＤＷＯＲＤ",
        "bádwörd",
        "b.a.d.w.o.r.d吧",
        "加微信１２３４",
    ],
)
def test_a_word_of_the_list_is_found_however_it_is_written(text: str) -> None:
    assert WordList(["坏词", "Bad Word", "微信1234"]).found_in(text)


@pytest.mark.parametrize("text", ["坏的词", "好词坏", "badwords", "abadword", "class has sent", ""])
def test_what_only_looks_like_it_is_not(text: str) -> None:
    assert not WordList(["坏词", "badword", "ass"]).found_in(text)


def test_a_list_has_remarks_and_blank_lines() -> None:
    words = WordList(read_words(["# 学校的词", "", "坏词  # 为什么", "  ", "丑话\n"]))

    assert len(words) == 2
    assert words.found_in("丑话")


@pytest.mark.parametrize(
    "bad", [["好", "x" * 41], ["词"], ["..."], [f"词{n:05}" for n in range(WORDS + 1)]]
)
def test_a_list_that_cannot_be_used_says_why_and_names_no_word(bad: list[str]) -> None:
    with pytest.raises(BadWords) as told:
        WordList(bad)

    assert not any(word in str(told.value) for word in bad if len(word) > 3)


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("看 https://www.baidu.com/s?wd=1", "www.baidu.com"),
        ("看baidu.com吧", "baidu.com"),
        ("ＢＡＩＤＵ．ＣＯＭ", "baidu.com"),
        ("baidu。com", "baidu.com"),
        ("ftp://user:pass@files.example:21/x", "files.example"),
        ("http://smartedu.cn@evil.example/", "evil.example"),
        ("javascript://alert", "alert"),
        ("www.school.zone", "www.school.zone"),
        ("10.0.0.1/game", "10.0.0.1"),
        ("百度.com", ""),
        ("t.cn/Ab3", "t.cn"),
    ],
)
def test_an_address_is_found(text: str, host: str) -> None:
    assert host in hosts(text)
    assert not lead_only_to(text, ["smartedu.cn"])


@pytest.mark.parametrize(
    "text",
    [
        "3.14 和 2.5",
        "Mr.Wang is here.My name is Li.",
        "第1.2节",
        "几点了。明天见",
        "a.b",
        "i.e. this",
    ],
)
def test_a_sentence_is_not_an_address(text: str) -> None:
    assert hosts(text) == []


@pytest.mark.parametrize(
    ("text", "allowed"),
    [
        ("https://basic.smartedu.cn/a", True),
        ("smartedu.cn", True),
        ("https://smartedu.cn:443，再看", True),
        ("https://smartedu.cn百度.网址", False),
        ("notsmartedu.cn", False),
        ("smartedu.cn.evil.com", False),
        ("smartedu.cn 和 evil.com", False),
        ("http://evil.example/?smartedu.cn", False),
    ],
)
def test_only_hosts_that_are_allowed_and_what_is_below_them(text: str, allowed: bool) -> None:
    assert lead_only_to(text, ["smartedu.cn"]) is allowed


def test_the_lecturer_may_name_an_address_but_not_say_a_word_of_the_list() -> None:
    wording = Wording(["坏词"], ["smartedu.cn"])

    assert wording.objection("见 example.com", Part.DELIVERING) is None
    assert wording.objection("见 example.com", Part.RECEIVING) == "no_links"
    assert wording.objection("见 www.smartedu.cn", Part.RECEIVING) is None
    assert wording.objection("坏词", Part.DELIVERING) == "words_not_allowed"
