"""An account: how one person signs in. One a person, with a login of its own."""

import msgspec

from classroom.register.people import Person


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """What is kept of it, with the person it is of."""

    person: Person
    login: str
    password: str  # argon2id, with its parameters
    password_at: float
    totp: str = ""  # the second factor's secret; "": there is none
    totp_step: int = 0  # its last step that was used
    totp_offered: str = ""  # a secret that no code has confirmed yet

    @property
    def known(self) -> tuple[str, ...]:
        """What others know of the person, and is no part of a password."""
        person = self.person
        return self.login, person.number, person.real_name, person.display_name, person.phone
