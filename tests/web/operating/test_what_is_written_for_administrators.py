"""The unit, the alarms and their documents say what is so."""

import re
import shlex
from pathlib import Path

from config import command_line
from config.load import load
from config.sections import Settings
from recording.recorder.settings import RecorderSettings
from web.operating import figures

ROOT = Path(__file__).parents[3]
INSTALL, OPERATE = ROOT / "docs" / "install", ROOT / "docs" / "operate"


def unit() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in (INSTALL / "sanketang.service").read_text().splitlines():
        if "=" in line and not line.startswith("#"):
            key, _, value = line.partition("=")
            found.setdefault(key, []).append(value)
    return found


def set_by(assignments: list[str]) -> Settings:
    environment = dict(each.split("=", 1) for each in assignments if "SANKETANG_" in each)
    return load(environment=environment)


def test_the_unit_starts_the_server_and_waits_longer_than_its_lessons_may_last() -> None:
    told = unit()
    settings = set_by(told["Environment"])
    command = shlex.split(told["ExecStart"][0])

    args = command_line.parser("").parse_args(command[command.index("sanketang.py") + 1 :])

    assert args.command == "serve"
    assert settings.operate.drain_seconds >= 45 * 60
    closing = RecorderSettings(folder="").closing_seconds
    assert int(told["TimeoutStopSec"][0]) >= settings.operate.drain_seconds + closing + 30
    assert int(told["LimitNOFILE"][0]) >= 4 * settings.limits.connections
    assert told["KillMode"] == ["mixed"]  # its children are told by it, after the lessons


def test_the_container_is_set_by_settings_there_are_and_takes_no_data_in() -> None:
    text = (ROOT / "Containerfile").read_text()
    settings = set_by(re.findall(r"(SANKETANG_[A-Z_]+=\S+)", text))
    ignored = (ROOT / ".dockerignore").read_text().splitlines()

    assert settings.operate.drain_seconds >= 45 * 60
    assert "\nUSER sanketang\n" in text
    assert f"EXPOSE {settings.web.port}/tcp {settings.media.port}-" in text
    assert ignored[1] == "*"
    assert not [line for line in ignored if line.startswith("!") and not (ROOT / line[1:]).exists()]


def test_every_figure_is_explained_and_every_alarm_is_about_one() -> None:
    source = Path(figures.__file__).read_text()
    called = re.findall(r'_(gauge|counter)\(\s*"([a-z_]+)"', source)
    ours = {f"sanketang_{n}{'_total' if kind == 'counter' else ''}" for kind, n in called}
    ours |= set(re.findall(r'"(sanketang_[a-z_]+)"', source))
    explained = set(re.findall(r"`(sanketang_[a-z_]+)", (OPERATE / "metrics.md").read_text()))
    alarms = (OPERATE / "alerts.yml").read_text()
    used = {n.removesuffix("_bucket").removesuffix("_count") for n in
            re.findall(r"\b(sanketang_[a-z_]+)", alarms)}  # fmt: skip
    names = re.findall(r"alert: (\w+)", alarms)
    listed = (OPERATE / "metrics.md").read_text().partition("## 告警")[2]

    assert explained == ours
    assert used <= ours
    assert [name for name in names if name not in listed] == []
