"""Whoever changes the trail is found out, and so is the place."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from classroom.audit.record import Actor, AuditRecord, Note, digest, follow
from classroom.audit.seals import SealPurpose, seal
from classroom.audit.walk import Break, Fault
from classroom.store.audit_key import AuditKey
from tests.classroom.audit.trails import heads, trail, walked


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> AuditKey:
    return AuditKey.make(tmp_path_factory.mktemp("key") / "audit.key")


def found(broken: Break | None) -> tuple[int, Fault] | None:
    return None if broken is None else (broken.number, broken.fault)


RECORDS = trail()
PLACES = [
    *(("actor", name) for name in Actor.__struct_fields__),
    *(("note", name) for name in Note.__struct_fields__),
    *(("", name) for name in ("number", "at", "before", "hash")),
]


def set(record: AuditRecord, part: str, name: str, value: Any) -> AuditRecord:
    if not part:
        return msgspec.structs.replace(record, **{name: value})
    inner = msgspec.structs.replace(getattr(record, part), **{name: value})
    return msgspec.structs.replace(record, **{part: inner})


def get(record: AuditRecord, part: str, name: str) -> Any:
    return getattr(getattr(record, part) if part else record, name)


def test_a_trail_that_nobody_touched_is_whole(key: AuditKey) -> None:
    assert walked(RECORDS, heads(RECORDS, key), key) is None


@given(
    index=st.integers(0, len(RECORDS) - 1),
    place=st.sampled_from(PLACES),
    where=st.integers(0, 10_000),
    by=st.integers(1, 127),
)
def test_one_altered_byte_of_any_field_of_any_record_is_found_where_it_is(
    key: AuditKey, index: int, place: tuple[str, str], where: int, by: int
) -> None:
    records = trail()
    value = get(records[index], *place)
    if isinstance(value, str):
        at = where % max(len(value), 1)
        other = chr(ord(value[at : at + 1] or " ") ^ by)
        altered: Any = value[:at] + other + value[at + 1 :]
    else:
        altered = value + by
    records[index] = set(records[index], *place, altered)

    broken = walked(records, heads(trail(), key), key)

    assert broken is not None
    assert broken.number == index + 1


@pytest.mark.parametrize("index", range(len(RECORDS)))
def test_a_record_that_was_removed_is_missing(key: AuditKey, index: int) -> None:
    records = trail()
    del records[index]

    broken = walked(records, heads(trail(), key), key)

    if index == 0:
        assert found(broken) == (1, Fault.NO_BEGINNING)
    elif index == len(RECORDS) - 1:
        assert broken is None  # of today, whose head is still to be signed
    else:
        assert found(broken) == (index + 1, Fault.MISSING)
        assert broken is not None
        assert broken.at == RECORDS[index - 1].at


def test_two_that_changed_places_are_found(key: AuditKey) -> None:
    records = trail()
    third, fourth = records[2], records[3]
    records[2] = msgspec.structs.replace(fourth, number=3)
    records[3] = msgspec.structs.replace(third, number=4)

    assert found(walked(records, heads(trail(), key), key)) == (3, Fault.UNLINKED)


def test_a_trail_without_its_end_is_cut_off(key: AuditKey) -> None:
    assert found(walked(RECORDS[:4], heads(RECORDS, key), key)) == (5, Fault.CUT_OFF)
    assert found(walked([], heads(RECORDS, key), key)) == (1, Fault.CUT_OFF)


def test_a_trail_that_was_made_anew_is_found_at_the_next_head(key: AuditKey) -> None:
    records = trail()[:1]
    for old in RECORDS[1:]:
        note = msgspec.structs.replace(old.note, object="another")
        records.append(follow(records[-1], old.at, old.actor, note))

    assert found(walked(records, heads(RECORDS, key), key)) == (3, Fault.REWRITTEN)


@pytest.mark.parametrize("field", ["day", "number", "hash", "signature"])
def test_a_head_that_was_altered_is_forged(key: AuditKey, field: str) -> None:
    signed = heads(RECORDS, key)
    other = {"day": "2026-09-30", "number": 2, "hash": "0" * 64, "signature": "00" * 64}[field]
    signed[0] = msgspec.structs.replace(signed[0], **{field: other})

    broken = walked(RECORDS, signed, key)

    assert broken is not None
    assert broken.fault is Fault.FORGED


def test_a_head_of_somebody_else_s_key_is_not_believed(key: AuditKey, tmp_path: Any) -> None:
    somebody = AuditKey.make(tmp_path / "somebody.key")

    broken = walked(RECORDS, heads(RECORDS, somebody), key)

    assert found(broken) == (3, Fault.UNKNOWN_KEY)


def test_a_trail_goes_on_from_what_was_dropped_and_from_nothing_else(key: AuditKey) -> None:
    sealed, third = heads(RECORDS, key), RECORDS[2]
    checkpoint = seal(key, SealPurpose.CHECKPOINT, "2029-09-05", 3, third.hash)
    as_if = msgspec.structs.replace(sealed[0], purpose=SealPurpose.CHECKPOINT)

    assert walked(RECORDS[3:], sealed, key, checkpoint) is None
    assert found(walked(RECORDS[3:], sealed, key)) == (1, Fault.NO_BEGINNING)
    assert found(walked(RECORDS[4:], sealed, key, checkpoint)) == (4, Fault.MISSING)
    assert found(walked(RECORDS[3:], sealed, key, as_if)) == (3, Fault.FORGED)


def test_the_first_break_is_told_although_there_are_others(key: AuditKey) -> None:
    records = trail()
    for index in (6, 4):
        records[index] = set(records[index], "note", "object", "another")

    assert found(walked(records, heads(trail(), key), key)) == (5, Fault.ALTERED)


def test_a_hash_that_fits_what_was_altered_does_not_fit_the_next_record(key: AuditKey) -> None:
    records = trail()
    record = set(records[4], "note", "object", "another")
    hash = digest(record.number, record.at, record.actor, record.note, record.before)
    records[4] = msgspec.structs.replace(record, hash=hash)

    assert found(walked(records, [], key)) == (6, Fault.UNLINKED)
