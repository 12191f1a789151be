import tomllib
from pathlib import Path
from typing import Any

import msgspec
import pytest

from config.load import DEFAULTS, BadSettings, load
from config.sections import Settings


def write(folder: Path, text: str) -> Path:
    path = folder / "school.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_defaults_serve_this_machine_only() -> None:
    settings = load()

    assert settings.web.listen == "127.0.0.1"
    assert settings.lesson.cap == 8
    assert settings.media.workers == 0


def test_every_setting_is_explained_in_the_manual() -> None:
    manual = tomllib.loads(DEFAULTS.read_text(encoding="utf-8"))
    sections = {field.name: field.type for field in msgspec.structs.fields(Settings)}

    assert {name: set(keys) for name, keys in manual.items()} == {
        name: {field.name for field in msgspec.structs.fields(section)}
        for name, section in sections.items()
    }
    lines = DEFAULTS.read_text(encoding="utf-8").splitlines()
    for line, above in zip(lines[1:], lines, strict=False):
        assert "=" not in line or line.startswith("#") or above.startswith("#"), line


def test_later_wins(tmp_path: Path) -> None:
    path = write(tmp_path, "[web]\nport = 1\nlisten = '::1'\n[lesson]\ncap = 3\n")
    environment = {"SANKETANG_WEB_PORT": "2", "SANKETANG_CONFIG": str(path), "HOME": "/"}

    settings = load(environment=environment, overrides={"web.listen": "::"})

    assert (settings.web.port, settings.web.listen, settings.lesson.cap) == (2, "::", 3)


def test_the_environment_is_read_as_what_the_default_is() -> None:
    settings = load(
        environment={
            "SANKETANG_MEDIA_TCP": "false",
            "SANKETANG_MEDIA_ANNOUNCE": "192.0.2.1, 2001:db8::1",
            "SANKETANG_MEDIA_CONSENT_SECONDS": "15",
            "SANKETANG_WEB_PUBLIC_URL": "https://class.example",
        }
    )

    assert settings.media.tcp is False
    assert settings.media.announce == ("192.0.2.1", "2001:db8::1")
    assert settings.media.consent_seconds == 15.0
    assert settings.web.public_url == "https://class.example"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[web]\nprot = 1", "there is no setting web.prot; did you mean web.port?"),
        ("[wbe]\nport = 1", "there is no setting wbe; did you mean web?"),
        ("[web]\nport = '8080'", "web.port: wants int, got str"),
        ("[web]\nport = 70000", "web.port: wants int <= 65535"),
        ("[timetable]\nzone = 'Asia/Qingshan'", "there is no time zone Asia/Qingshan"),
        ("[web]\nport = true", "web.port: wants int, got bool"),
        ("[lesson]\nhold_seconds = inf", "lesson.hold_seconds: wants float <= 1000000000.0"),
        ("[lesson]\noverrun_seconds = nan", "lesson.overrun_seconds: wants float"),
        ("[lesson]\nrights = ['dance']", "Invalid enum value 'dance'"),
        ("[lesson]\nrights = ['text', 'text']", "lesson.rights names something twice"),
        (
            "[lesson]\nrecorded = ['stage', 'stage']",
            "lesson.recorded names something twice",
        ),
        ("[log]\nlevel = 'loud'", "log.level: Invalid enum value 'loud'"),
        ("web = 1", "web is a section"),
        ("[web", "is not TOML"),
    ],
)
def test_a_mistake_is_told_with_its_key(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(BadSettings) as bad:
        load(path=write(tmp_path, text))

    assert message in str(bad.value)


@pytest.mark.parametrize(
    ("environment", "message"),
    [
        ({"SANKETANG_WEB_PRT": "1"}, "did you mean web.port?"),
        ({"SANKETANG_WEB_PORT": "x"}, "SANKETANG_WEB_PORT wants a whole number, not 'x'"),
        ({"SANKETANG_MEDIA_TCP": "maybe"}, "SANKETANG_MEDIA_TCP wants true or false"),
        ({"SANKETANG_CONFIG": "/no/such/file"}, "cannot read /no/such/file"),
    ],
)
def test_so_is_one_in_the_environment(environment: dict[str, str], message: str) -> None:
    with pytest.raises(BadSettings) as bad:
        load(environment=environment)

    assert message in str(bad.value)


@pytest.mark.parametrize("show", [str, repr, lambda section: f"{section}"])
def test_a_password_is_never_printed(show: Any) -> None:
    url = "postgresql+asyncpg://school:s3cret@db/sanketang"

    settings = load(overrides={"store.url": url})

    assert "s3cret" not in show(settings.store)
    assert "s3cret" not in show(settings)
    assert settings.store.printable_url == "postgresql+asyncpg://school:***@db/sanketang"


TURN = {"turn.urls": ["turns:turn.example:443?transport=tcp"], "turn.secret": "s3cret" * 6}


@pytest.mark.parametrize("show", [str, repr])
def test_nor_is_the_secret_of_the_relay(show: Any) -> None:
    settings = load(overrides=TURN)

    assert "s3cret" not in show(settings.turn)
    assert "s3cret" not in show(settings)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"turn.urls": ["stun:stun.example:3478"]}, "turn.urls"),
        ({"turn.urls": ["turn:turn.example?transport=tls"]}, "turn.urls"),
        ({"turn.secret": ""}, "needs turn.secret_file"),
        ({"turn.secret": "short"}, "too short"),
        ({"turn.secret_file": "/etc/secret"}, "both set"),
        ({"turn.first_port": 50_000, "turn.last_port": 49_999}, "below"),
    ],
)
def test_a_relay_that_cannot_be_is_refused(wrong: dict[str, Any], message: str) -> None:
    with pytest.raises(BadSettings, match=message):
        load(overrides=TURN | wrong)


@pytest.mark.parametrize(
    ("url", "key", "file"),
    [
        ("sqlite+aiosqlite:///var/sanketang.db", "", "var/audit.key"),
        ("sqlite+aiosqlite:////srv/school/lessons.db", "", "/srv/school/audit.key"),
        ("postgresql://us@db/lessons", "", "var/audit.key"),
        ("postgresql://us@db/lessons", "/etc/audit.pem", "/etc/audit.pem"),
    ],
)
def test_the_audit_key_lies_beside_the_database_unless_it_is_set(
    url: str, key: str, file: str
) -> None:
    settings = load(overrides={"store.url": url, "audit.key": key})

    assert settings.audit_key == Path(file)


def test_an_audit_trail_is_kept_for_half_a_year_at_least() -> None:
    assert load(overrides={"audit.keep_days": 184}).audit.keep_days == 184
    with pytest.raises(BadSettings, match=r"keep_days = 183 is too short.*184 days"):
        load(overrides={"audit.keep_days": 183})


def test_what_is_no_network_is_no_network_to_administer_from() -> None:
    networks = ("10.8.0.0/16", "fd00::/8")
    assert load(overrides={"web.admin_networks": networks}).web.admin_networks == networks
    with pytest.raises(BadSettings, match=r"10\.8\.0\.1/16"):
        load(overrides={"web.admin_networks": ["10.8.0.1/16"]})


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("removed_days", 0),
        ("removed_days", 367),
        ("left_years", 0),
        ("left_years", 13),
        ("answers_days", 0),
    ],
)
def test_pupils_data_is_kept_neither_for_no_time_nor_for_ever(key: str, value: int) -> None:
    assert load().privacy.left_years == 1
    with pytest.raises(BadSettings, match=f"privacy.{key}"):
        load(overrides={f"privacy.{key}": value})
