import dataclasses
from dataclasses import dataclass

import msgspec
import pytest

from classroom.accounts.nonces import GOOD_SECONDS, SPENT_BY_ONE, Nonces
from classroom.accounts.proofs import HTTP, SOCKET, DeviceKey, Proofs
from classroom.failures import Later, Refused
from tests.device import Signer, base64url
from web.devices.signatures import EcdsaSignatures

NOON = 1_000_000.0
HERE = "https://class.example"
LESSON = "0123456789abcdef"


@dataclass
class Request:
    """What a proof is checked against."""

    purpose: str = SOCKET
    origin: str = HERE
    what: str = LESSON


class Door:
    """The server's side."""

    def __init__(self) -> None:
        self.nonces = Nonces()
        self.proofs = Proofs(self.nonces, EcdsaSignatures())
        self.device = Signer()

    def signed(self, request: Request, nonce: str | None = None) -> object:
        return self.device.proof(
            nonce or self.proofs.challenge(NOON), **dataclasses.asdict(request)
        )

    def check(
        self, proof: object, request: Request, now: float = NOON, key: DeviceKey | None = None
    ) -> None:
        self.proofs.check(
            proof,  # type: ignore[arg-type]
            key or self.device.key,
            purpose=request.purpose,
            origins=["http://localhost:8080", request.origin],
            what=request.what,
            now=now,
        )


def test_a_device_is_known_by_what_it_signs() -> None:
    door = Door()

    door.check(door.signed(Request()), Request())


def test_what_was_signed_once_is_worth_nothing_a_second_time() -> None:
    door = Door()
    captured = door.signed(Request())
    door.check(captured, Request())

    with pytest.raises(Refused, match="nonce_stale"):
        door.check(captured, Request())


@pytest.mark.parametrize(
    "elsewhere",
    [
        Request(purpose=HTTP),
        Request(origin="https://evil.example"),
        Request(what="another lesson"),
        Request(purpose=HTTP, what="POST /api/v1/device/room"),
    ],
)
def test_what_was_signed_for_one_thing_is_worth_nothing_for_another(elsewhere: Request) -> None:
    door = Door()

    with pytest.raises(Refused, match="bad_proof"):
        door.check(door.signed(Request()), elsewhere)


def test_another_key_proves_nothing_about_this_device() -> None:
    door, thief = Door(), Signer()
    proof = door.signed(Request())
    stolen = msgspec.structs.replace(proof, device=thief.id)  # type: ignore[type-var]

    with pytest.raises(Refused, match="bad_proof"):
        door.check(proof, Request(), key=thief.key)
    with pytest.raises(Refused, match="bad_proof"):
        door.check(stolen, Request(), key=thief.key)


def test_a_refused_proof_does_not_spend_the_nonce() -> None:
    door = Door()
    nonce = door.proofs.challenge(NOON)
    with pytest.raises(Refused, match="bad_proof"):
        door.check(door.signed(Request(what="x"), nonce), Request())

    door.check(door.signed(Request(), nonce), Request())


@pytest.mark.parametrize("later", [GOOD_SECONDS, GOOD_SECONDS + 1, -GOOD_SECONDS])
def test_a_nonce_is_good_for_a_minute(later: float) -> None:
    door = Door()
    proof = door.signed(Request())

    with pytest.raises(Refused, match="nonce_stale"):
        door.check(proof, Request(), now=NOON + later)
    door.check(proof, Request(), now=NOON + GOOD_SECONDS - 1)


@pytest.mark.parametrize(
    "nonce",
    [
        "",
        "A" * 48,
        "not base64!",
        "ü" * 20,
        pytest.param(Nonces().issue(NOON), id="another's"),
    ],
)
def test_a_nonce_that_is_not_ours_is_worth_nothing(nonce: str) -> None:
    door = Door()

    with pytest.raises(Refused, match="nonce_stale"):
        door.check(door.signed(Request(), nonce or "-"), Request())


def test_spent_nonces_are_few_and_forgotten_in_time() -> None:
    nonces = Nonces()
    for _ in range(SPENT_BY_ONE):
        nonces.spend(nonces.issue(NOON), "device", NOON)

    with pytest.raises(Later, match="too_many"):
        nonces.spend(nonces.issue(NOON), "device", NOON)
    nonces.spend(nonces.issue(NOON), "another", NOON)

    later = NOON + 3 * GOOD_SECONDS
    nonces.spend(nonces.issue(later), "device", later)
    assert nonces.remembered == 1


def test_a_key_has_the_thumbprint_that_the_standard_gives_it() -> None:
    # The key of RFC 7515, appendix A.3; RFC 7638 itself has no example on this curve.
    key = DeviceKey(
        x="f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
        y="x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
    )

    assert key.device == "oKIywvGUpTVTyxMQ3bwIIeQUudfr_CkL"


@pytest.mark.parametrize(
    ("x", "y"), [("A" * 43, "A" * 43), ("_" * 42 + "8", "_" * 42 + "8"), ("A" * 42 + "E", "A" * 43)]
)
def test_a_key_that_is_no_point_of_the_curve_signs_nothing(x: str, y: str) -> None:
    key = DeviceKey(x=x, y=y)

    assert not EcdsaSignatures().good(key, b"text", bytes(64))


@pytest.mark.parametrize("signature", [b"", bytes(64), b"\xff" * 64, bytes(65)])
def test_nonsense_is_no_signature(signature: bytes) -> None:
    assert not EcdsaSignatures().good(Signer().key, b"text", signature)


def test_a_signature_is_written_as_a_browser_writes_it() -> None:
    device = Signer()

    signature = device.sign(b"text")

    assert len(signature) == 86 == len(base64url(bytes(64)))
