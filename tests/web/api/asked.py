"""One request about what a school has, for one operation."""

import re
from typing import Any, NamedTuple

import msgspec


class Asked(NamedTuple):
    """An operation, the request for it, and what the trail then says was done."""

    method: str
    path: str  # of the operation
    ask: str  # after /api/v1/
    json: Any = None
    action: str = ""
    file: str | bytes = ""
    shared: bool = False  # with the other schools of the county
    etag: str = ""  # of what is to be changed

    @property
    def is_of_a_place(self) -> bool:
        """Whether it names anything at all."""
        return re.search(r"\{\w+\}", self.ask + msgspec.json.encode(self.json).decode()) is not None

    @property
    def operation(self) -> tuple[str, str]:
        return self.method, f"/api/v1/{self.path}"
