"""How a page says who it is: the Socket.IO `auth` object of its connection."""

import msgspec

from signaling.messages.base import Id, Signature, Token


class DeviceProof(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """That an enrolled classroom device speaks: its signature over a nonce that the server gave it
    (`POST /api/v1/device/challenge`), good once. What is signed: `classroom/accounts/proofs.py`.
    """

    device: Id
    nonce: Token
    signature: Signature


class Hello(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The Socket.IO `auth` of a connection. `session` is made once per page load, at random: a
    connection that comes back with it is the same peer, and its media goes on untouched.

    A joining link's `token`; or the `lesson`, entered by the classroom's device with a `proof`, or
    without one by whoever is signed in. `over`: a person at the classroom's device said to take the
    seat over from the person who holds it. `assists`: stand beside a receiving classroom's page, as
    its assistant's tablet does, without sound and picture.
    """

    session: Token
    token: Token | None = None
    lesson: Id | None = None
    proof: DeviceProof | None = None
    over: bool = False
    assists: bool = False
