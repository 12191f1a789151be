"""The settings, a frozen section for each part of the house.

Rule: a part is given its own section and no other; nobody has all of them but the front door. What
each key means is said once, in `config/default.toml`.
"""

from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

Port = Annotated[int, msgspec.Meta(ge=0, le=65535)]
Positive = Annotated[float, msgspec.Meta(gt=0, le=1e9)]  # neither TOML's inf nor its nan
NotNegative = Annotated[float, msgspec.Meta(ge=0, le=1e9)]
Count = Annotated[int, msgspec.Meta(ge=1)]
TURN_URL = (
    r"^turns?:(\[[0-9a-fA-F:]+\]|[A-Za-z0-9.-]+)(:\d{1,5})?(\?transport=(udp|tcp))?$"  # RFC 7065
)
TURN_SECRET = 32  # characters
TOKEN_LENGTH = 24
AUDIT_DAYS = 184  # six months, the longest there are


class _Section(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class Web(_Section, frozen=True):
    """The pages and the signaling."""

    listen: str
    port: Port
    public_url: Annotated[str, msgspec.Meta(pattern=r"^(https?://[^/?#\s]+)?$")]
    tls_certificate: str
    tls_key: str
    redirect_port: Port
    trusted_proxies: tuple[str, ...]
    admin_networks: tuple[str, ...]

    def __post_init__(self) -> None:
        """Refuse what is no network, and half of a certificate."""
        for text in self.admin_networks:
            ip_network(text)
        if bool(self.tls_certificate) != bool(self.tls_key):
            raise ValueError("web.tls_certificate and web.tls_key go together")
        if self.redirect_port and not self.tls_certificate:
            raise ValueError("web.redirect_port leads to https, which takes web.tls_certificate")

    @property
    def tls(self) -> bool:
        """Whether it speaks HTTPS itself."""
        return bool(self.tls_certificate)


class Media(_Section, frozen=True):
    """The media workers."""

    workers: Annotated[int, msgspec.Meta(ge=0, le=64)]
    port: Port
    listen: tuple[str, ...]
    announce: tuple[str, ...]
    tcp: bool
    consent_seconds: Positive
    spare: bool
    kernel: Literal["auto", "c", "python"]


class Turn(_Section, frozen=True):
    """The TURN server that stands beside us, and what it is told."""

    urls: tuple[Annotated[str, msgspec.Meta(pattern=TURN_URL)], ...]
    secret: str
    secret_file: str
    realm: Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9.-]*$")]
    lifetime_seconds: Annotated[float, msgspec.Meta(ge=300, le=86_400)]
    listen: tuple[str, ...]
    proxied_port: Port
    first_port: Annotated[int, msgspec.Meta(ge=1024, le=65535)]
    last_port: Annotated[int, msgspec.Meta(ge=1024, le=65535)]
    certificate: str
    key: str

    def __post_init__(self) -> None:
        """Refuse addresses without a secret, a secret that can be guessed, and no ports."""
        if self.secret and self.secret_file:
            raise ValueError("turn.secret and turn.secret_file are both set")
        if self.urls and not (self.secret or self.secret_file):
            raise ValueError("turn.urls needs turn.secret_file (or turn.secret)")
        if self.secret and len(self.secret) < TURN_SECRET:
            raise ValueError(f"turn.secret is too short: {TURN_SECRET} characters at least")
        if self.last_port < self.first_port:
            raise ValueError("turn.last_port is below turn.first_port")
        if self.proxied_port and not any(url.startswith("turns:") for url in self.urls):
            raise ValueError("turn.proxied_port is what a turns: address leads to: name one")

    def __repr__(self) -> str:
        """Show the addresses, never the secret."""
        return f"Turn(urls={self.urls!r})"

    __str__ = __repr__


Recorded = Literal["lecturer", "screen", "stage", "classrooms"]
Right = Literal["video", "audio", "annotate", "screen", "file", "text", "raise_hand", "answer"]


class Lesson(_Section, frozen=True):
    """The rules of lessons made from now on."""

    cap: Annotated[int, msgspec.Meta(ge=1, le=64)]
    stage: Annotated[int, msgspec.Meta(ge=1, le=8)]
    hold_seconds: Positive
    lost_seconds: Positive
    early_seconds: NotNegative
    overrun_seconds: NotNegative
    late_seconds: NotNegative
    half_duplex: bool
    push_to_talk: bool
    push_seconds: Positive
    sound_days: Positive
    rights: tuple[Right, ...]
    link_days: Positive
    recorded: tuple[Recorded, ...]

    def __post_init__(self) -> None:
        """Refuse what is named twice."""
        for name in ("rights", "recorded"):
            if len(set(getattr(self, name))) < len(getattr(self, name)):
                raise ValueError(f"lesson.{name} names something twice")


class Timetable(_Section, frozen=True):
    """The timetable."""

    zone: Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z_]+(/[A-Za-z_+-]+)*$")]
    overrun_seconds: NotNegative

    def __post_init__(self) -> None:
        """Refuse a zone that nobody knows."""
        try:
            ZoneInfo(self.zone)
        except ZoneInfoNotFoundError:
            raise ValueError(f"there is no time zone {self.zone}") from None


class Talk(_Section, frozen=True):
    """What may be typed in lessons."""

    words: str
    hosts: tuple[Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9-]+(\.[a-z0-9-]+)+$")], ...]


class Files(_Section, frozen=True):
    """What is handed round and shown in lessons."""

    folder: str
    file_mb: Annotated[int, msgspec.Meta(ge=1, le=1024)]
    lesson_mb: Annotated[int, msgspec.Meta(ge=1, le=10_240)]
    pages: Annotated[int, msgspec.Meta(ge=1, le=2000)]
    upload_seconds: Positive
    keep_days: NotNegative
    scanner: Annotated[str, msgspec.Meta(pattern=r"^(unix:/.+|tcp:.+:\d{1,5})?$")]
    office: str

    def __post_init__(self) -> None:
        """Refuse a file that no lesson has room for."""
        if self.file_mb > self.lesson_mb:
            raise ValueError("files.file_mb is more than files.lesson_mb")


class Recording(_Section, frozen=True):
    """What is recorded, where it is kept and for how long."""

    folder: str
    shelf: Annotated[str, msgspec.Meta(pattern=r"^(s3://[^/\s]+(/\S*)?)?$")]
    keyframe_seconds: Positive
    low_mb: Count
    keep_days_lesson: Count
    keep_days_research: Count
    keep_days_open: Count
    keep_days_incident: Annotated[int, msgspec.Meta(ge=60)]
    keep_days_sheets: Count
    publish_pupils: bool
    exports: Annotated[int, msgspec.Meta(ge=1, le=16)]
    export_days: Annotated[int, msgspec.Meta(ge=1, le=60)]


class SignIn(_Section, frozen=True):
    """Accounts, passwords and sessions."""

    idle_minutes: Positive
    absolute_hours: Positive
    lock_after: Annotated[int, msgspec.Meta(ge=3, le=100)]
    lock_minutes: Positive
    activation_hours: Positive
    hash_memory_kib: Annotated[int, msgspec.Meta(ge=8, le=1 << 20)]
    hash_rounds: Annotated[int, msgspec.Meta(ge=1, le=20)]
    hash_threads: Annotated[int, msgspec.Meta(ge=1, le=64)]


class Store(_Section, frozen=True):
    """The database."""

    url: Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9+]+://")]

    def __repr__(self) -> str:
        """Show the section without the password that the URL may hold."""
        return f"Store(url={self.printable_url!r})"

    __str__ = __repr__

    @property
    def printable_url(self) -> str:
        """The URL with its password replaced by stars."""
        password = urlsplit(self.url).password
        return self.url if not password else self.url.replace(f":{password}@", ":***@", 1)


class Eyes(_Section, frozen=True):
    """How long children may look at a screen."""

    primary_minutes: Positive
    secondary_minutes: Positive
    break_minutes: Positive
    primary_day_minutes: Positive
    secondary_day_minutes: Positive
    latest_end: Annotated[str, msgspec.Meta(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
    classroom: Literal["off", "warn"]  # a lesson in a classroom is never cut
    home: Literal["off", "warn", "enforce"]


class Audit(_Section, frozen=True):
    """The audit trail."""

    key: str
    keep_days: int

    def __post_init__(self) -> None:
        """Refuse to keep the trail for less than has to be."""
        if self.keep_days < AUDIT_DAYS:
            raise ValueError(
                f"keep_days = {self.keep_days} is too short: logs have to be kept for six months "
                f"at least (网络安全法), which is {AUDIT_DAYS} days"
            )


class Privacy(_Section, frozen=True):
    """How long pupils' data is kept when nobody asks for anything."""

    removed_days: Annotated[int, msgspec.Meta(ge=1, le=366)]
    left_years: Annotated[int, msgspec.Meta(ge=1, le=12)]
    answers_days: Annotated[int, msgspec.Meta(ge=1, le=4400)]


class Incident(_Section, frozen=True):
    """What is put together about lessons that were shut down."""

    folder: str
    keep_days: Annotated[int, msgspec.Meta(ge=60, le=1100)]


class Reports(_Section, frozen=True):
    """What is reported in lessons."""

    hours: Positive


class Limits(_Section, frozen=True):
    """What one browser may ask of the server."""

    message_bytes: Annotated[int, msgspec.Meta(ge=16384)]
    messages_per_second: Positive
    mailbox: Count
    outbox: Annotated[int, msgspec.Meta(ge=16)]
    connections: Count
    requests_per_minute: Count
    requests_per_minute_address: Count
    guesses_per_minute_address: Count


class Operate(_Section, frozen=True):
    """Looking after the server while it runs."""

    metrics: Annotated[str, msgspec.Meta(pattern=r"^(\S+:\d{1,5})?$")]
    metrics_token: str
    drain_seconds: NotNegative

    def __post_init__(self) -> None:
        """Refuse to tell strangers."""
        if self.metrics and not self.metrics_token and not _is_loopback(self.metrics_address[0]):
            raise ValueError("operate.metrics is open to other machines: set operate.metrics_token")
        if self.metrics_token and len(self.metrics_token) < TOKEN_LENGTH:
            raise ValueError(f"operate.metrics_token has fewer than {TOKEN_LENGTH} characters")

    def __repr__(self) -> str:
        """Show the section without the token."""
        hidden = "***" if self.metrics_token else ""
        return (
            f"Operate(metrics={self.metrics!r}, metrics_token={hidden!r}, "
            f"drain_seconds={self.drain_seconds!r})"
        )

    __str__ = __repr__

    @property
    def metrics_address(self) -> tuple[str, int]:
        """Where the figures are told: the address and the port."""
        address, _, port = self.metrics.rpartition(":")
        return address.strip("[]"), int(port)


def _is_loopback(address: str) -> bool:
    try:
        return address == "localhost" or ip_address(address).is_loopback
    except ValueError:
        return False


class Log(_Section, frozen=True):
    """What is told to whoever runs the server."""

    level: Literal["debug", "info", "warning", "error"]
    format: Literal["console", "json"]


class Settings(_Section, frozen=True):
    """All of it; for the front door only.

    Where one section speaks of another, it is put together here.
    """

    web: Web
    media: Media
    turn: Turn
    lesson: Lesson
    timetable: Timetable
    talk: Talk
    files: Files
    recording: Recording
    eyes: Eyes
    signin: SignIn
    store: Store
    audit: Audit
    privacy: Privacy
    reports: Reports
    incident: Incident
    limits: Limits
    operate: Operate
    log: Log

    @property
    def audit_key(self) -> Path:
        """The file of the key that signs the audit trail; beside the database, unless it is set."""
        return Path(self.audit.key) if self.audit.key else self._beside("audit.key")

    @property
    def files_folder(self) -> Path:
        """The folder of lessons' files; beside the database, unless it is set."""
        return Path(self.files.folder) if self.files.folder else self._beside("files")

    @property
    def recordings(self) -> Path:
        """The folder of recordings; beside the database, unless it is set."""
        return Path(self.recording.folder) if self.recording.folder else self._beside("recordings")

    @property
    def incidents(self) -> Path:
        """The folder of incident packages; beside the database, unless it is set."""
        return Path(self.incident.folder) if self.incident.folder else self._beside("incidents")

    def _beside(self, name: str) -> Path:
        """Return the path of a thing beside the SQLite database, or in var/."""
        url = urlsplit(self.store.url)
        database = url.path[1:] if url.scheme.startswith("sqlite") else ""
        return (Path(database) if database else Path("var/sanketang.db")).with_name(name)
