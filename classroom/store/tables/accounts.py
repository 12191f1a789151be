"""Accounts, sessions and their second factors, and what people ask to be called.

Rule: nothing in here opens a door by itself: passwords are argon2id, secrets, links and recovery
codes are SHA-256 of random bits. Of the second factor the secret itself must be kept.
"""

import sqlalchemy as sa

from classroom.store.tables.columns import HASH, ID, SCOPE, text
from classroom.store.tables.metadata import metadata

accounts = sa.Table(
    "accounts",
    metadata,
    sa.Column("person", ID, sa.ForeignKey("people.id"), primary_key=True),
    sa.Column("login", text(64), nullable=False, unique=True),  # as `logins.normal` spells it
    sa.Column("password", text(200), nullable=False),  # argon2id, with its parameters
    sa.Column("password_at", sa.Float, nullable=False),
    sa.Column("totp", text(64), nullable=False),  # its secret; "": none
    sa.Column("totp_step", sa.BigInteger, nullable=False),  # the last one used
    sa.Column("totp_offered", text(64), nullable=False),  # a secret that no code has confirmed yet
    sa.Column("made_at", sa.Float, nullable=False),
)

passwords_before = sa.Table(
    "passwords_before",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("person", ID, sa.ForeignKey("people.id"), nullable=False, index=True),
    sa.Column("password", text(200), nullable=False),
)

recovery_codes = sa.Table(
    "recovery_codes",
    metadata,
    sa.Column("hash", HASH, primary_key=True),
    sa.Column("person", ID, sa.ForeignKey("people.id"), nullable=False, index=True),
)

sessions = sa.Table(
    "sessions",
    metadata,
    sa.Column("id", ID, primary_key=True),
    sa.Column("person", ID, sa.ForeignKey("people.id"), nullable=False, index=True),
    sa.Column("secret_hash", HASH, nullable=False, unique=True),
    sa.Column("made_at", sa.Float, nullable=False, index=True),
    sa.Column("seen_at", sa.Float, nullable=False, index=True),
    sa.Column("half", sa.Boolean, nullable=False),
    sa.Column("strong", sa.Boolean, nullable=False),
    sa.Column("address", text(64), nullable=False),
    sa.Column("agent", text(200), nullable=False),
)

one_time_links = sa.Table(
    "one_time_links",
    metadata,
    sa.Column("token_hash", HASH, primary_key=True),
    sa.Column("purpose", text(16), nullable=False),
    sa.Column("person", ID, nullable=False, index=True),  # "" where there is nobody yet
    sa.Column("expires_at", sa.Float, nullable=False, index=True),
)

attempts = sa.Table(
    "attempts",
    metadata,
    sa.Column("login_hash", HASH, primary_key=True),
    sa.Column("failures", sa.Integer, nullable=False),
    sa.Column("last", sa.Float, nullable=False, index=True),
    sa.Column("until", sa.Float, nullable=False),
    sa.Column("locked", sa.Boolean, nullable=False),
)

changes = sa.Table(
    "changes_asked_for",
    metadata,
    sa.Column("id", ID, primary_key=True),
    sa.Column("person", ID, sa.ForeignKey("people.id"), nullable=False, index=True),
    sa.Column("scope", SCOPE, nullable=False, index=True),
    sa.Column("field", text(16), nullable=False),
    sa.Column("value", text(60), nullable=False),
    sa.Column("picture", sa.LargeBinary, nullable=True),
    sa.Column("asked_at", sa.Float, nullable=False),
    sa.Column("state", text(16), nullable=False),
    sa.Column("decided_at", sa.Float, nullable=False),
    sa.Column("reason", text(200), nullable=False),
)

pictures = sa.Table(
    "pictures",
    metadata,
    sa.Column("person", ID, sa.ForeignKey("people.id"), primary_key=True),
    sa.Column("kind", text(16), nullable=False),
    sa.Column("data", sa.LargeBinary, nullable=False),
    sa.Column("version", text(16), nullable=False),  # changes with the picture
)

settings = sa.Table(
    "settings",
    metadata,
    sa.Column("name", text(32), primary_key=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("value", sa.Text, nullable=False),  # JSON
)
