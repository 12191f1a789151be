"""What docs/install says to type is there: its files, its commands and options, its settings.

Whether it works is seen by `python -m tools.follow`, which types all of it in a bare Debian.
"""

import re
import tomllib
from configparser import RawConfigParser
from itertools import takewhile

import pytest

from config.command_line import parser
from config.load import load
from tests.house.sources import text
from tools import installation

APP = "/opt/sanketang/app/"
ASKED_FOR = {"NAME": "class.test", "RELAY": "relay.test", "SOURCE": "git://here/it.git"}
TYPED = installation.script(ASKED_FOR)
ELSEWHERE = "\n".join(line for step in installation.steps("console") for line in step.lines)
SHELL = re.compile(r"^ *```(?:sh|console)\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
OURS = r"(?:^ *|&& |; )sanketang ([a-z][^|>&;\n]*)"
STARTED = r"ExecStart=.*sanketang\.py ([^'\n]+)"
FILES = sorted(path for path in installation.FOLDER.iterdir() if path.suffix != ".md")


def test_every_file_that_is_typed_is_there_and_every_file_that_is_there_is_explained() -> None:
    said = TYPED + ELSEWHERE + text("docs/operate/README.md")
    named = set(re.findall(r"docs/install/[\w.-]+\w", said))

    assert not [name for name in named if not (installation.ROOT / name).is_file()]
    assert not [path.name for path in FILES if f"docs/install/{path.name}" not in named]


def test_every_command_of_ours_has_those_options(capsys: pytest.CaptureFixture[str]) -> None:
    pages = [text(name) for name in ("docs/install/README.md", "docs/operate/README.md")]
    blocks = [block for page in pages for block in SHELL.findall(page)]
    typed = [line for block in blocks for line in re.findall(OURS, block, re.MULTILINE)]
    started = [line for path in FILES for line in re.findall(STARTED, path.read_text())]

    assert len(typed) > 12
    assert len(started) == 3
    for words in [*typed, *started]:
        given = words.split(" #")[0].split()
        with pytest.raises(SystemExit, match="0"):
            parser("0").parse_args([*takewhile(str.isalpha, given), "--help"])
        told = capsys.readouterr().out
        assert not [each for each in given if each.startswith("--") and each not in told], words


def test_its_settings_load_and_lead_to_the_ports_that_it_opens() -> None:
    settings = load(
        overrides=dict(flat(installation.FOLDER.joinpath("sanketang.toml").read_text()))
    )
    proxy = (installation.FOLDER / "haproxy.cfg").read_text()
    wall = (installation.FOLDER / "nftables.conf").read_text()

    assert settings.web.public_url == "https://class.example.edu.cn"
    assert settings.turn.urls == ("turns:relay.example.edu.cn:443?transport=tcp",)
    assert f"server coturn 127.0.0.1:{settings.turn.proxied_port}" in proxy
    assert f"server sanketang {settings.web.listen}:{settings.web.port}" in proxy
    assert "relay.example.edu.cn" in proxy
    for protocol in ("udp", "tcp"):
        assert f"{protocol} dport {settings.media.port}-" in wall
    assert settings.store.url.endswith("/var/lib/sanketang/sanketang.db")


@pytest.mark.parametrize("name", [path.name for path in FILES if path.suffix == ".service"])
def test_its_services_are_of_the_folder_and_the_user_that_it_makes(name: str) -> None:
    service = RawConfigParser(strict=False, delimiters=("=",))
    service.read_string((installation.FOLDER / name).read_text())

    assert service["Service"]["WorkingDirectory"] + "/" == APP
    user = service["Service"]["User"]
    assert re.search(rf"^sudo useradd .*--home-dir /opt/sanketang .* {user}$", TYPED, re.MULTILINE)


def test_a_secret_is_never_written_where_others_read() -> None:
    lines = TYPED.splitlines()

    written = [line for line in lines if "turn.secret" in line or "turnserver.conf" in line]

    assert len(written) == 2
    assert all("install -m 640 -g " in line for line in written)


def flat(told: str) -> list[tuple[str, object]]:
    """The settings of a file, by their full names."""
    return [
        (f"{section}.{key}", value)
        for section, values in tomllib.loads(told).items()
        for key, value in values.items()
    ]
