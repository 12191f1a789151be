"""Somebody in front of a spreadsheet: fills it in, sends it, looks, and keeps it."""

import asyncio
import io
from collections.abc import Sequence
from typing import Any

import msgspec
from openpyxl import Workbook, load_workbook

from tests.web.api.county import Answer, County

PATIENCE = 60.0


def xlsx(rows: Sequence[Sequence[Any]]) -> bytes:
    """Return the rows as a workbook."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Sheet1")
    for row in rows:
        sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def cells(data: bytes, sheet: int = 0) -> list[list[Any]]:
    """Return what is in a workbook."""
    book = load_workbook(io.BytesIO(data), read_only=True)
    return [[cell.value for cell in row] for row in book.worksheets[sheet].iter_rows()]


class Clerk:
    """Imports and exports by the API, as somebody."""

    def __init__(self, county: County, who: str = "county") -> None:
        """Ask as `who`."""
        self._county, self._who = county, who

    async def ask(self, method: str, path: str, json: Any = None, **more: Any) -> Answer:
        """Ask anything."""
        return await self._county.ask(self._who, method, path, json, **more)

    async def download(self, path: str) -> bytes:
        """Return a file."""
        url = f"{self._county.url}/api/v1/{path}"
        async with self._county.http.get(url, headers={"X-Who": self._who}) as answer:
            body = await answer.read()
            assert answer.status == 200, body
            return body

    async def send(self, kind: str, data: bytes, into: str = "") -> Answer:
        """Send a file; return the answer to that."""
        return await self.ask(
            "POST", f"imports?kind={kind}" + (f"&into={into}" if into else ""), data=data
        )

    async def look(self, kind: str, data: bytes, into: str = "") -> dict[str, Any]:
        """Send a file; return the import when it has been read."""
        begun = await self.send(kind, data, into)
        assert begun.status == 202, begun.body
        return await self.until_settled(str(begun.body["id"]))

    async def keep(self, looked: dict[str, Any]) -> dict[str, Any]:
        """Keep what was looked at; return the import when that is over."""
        id, digest = str(looked["id"]), looked["digest"]
        answer = await self.ask("POST", f"imports/{id}/keep", {"digest": digest})
        assert answer.status == 202, answer.body
        return await self.until_settled(id)

    async def take_in(self, kind: str, data: bytes, into: str = "") -> dict[str, Any]:
        """Send, look and keep."""
        looked = await self.look(kind, data, into)
        assert looked["counts"]["error"] == 0, await self.problems(looked)
        kept = await self.keep(looked)
        assert kept["state"] == "kept", kept
        return kept

    async def until_settled(self, id: str) -> dict[str, Any]:
        """Return the import as soon as nothing is being done for it."""
        async with asyncio.timeout(PATIENCE):
            while True:
                seen: dict[str, Any] = (await self.ask("GET", f"imports/{id}")).body
                if seen["state"] not in ("reading", "keeping"):
                    return seen
                await asyncio.sleep(0.05)

    async def rows(self, looked: dict[str, Any], query: str = "") -> list[dict[str, Any]]:
        """Return the rows of an import."""
        found: list[dict[str, Any]] = (
            await self.ask("GET", f"imports/{looked['id']}/rows?limit=200{query}")
        ).body["items"]
        return found

    async def problems(self, looked: dict[str, Any]) -> list[tuple[int, str, str]]:
        """Return row, field and code of all that is wrong with an import."""
        return [
            (row["number"], problem["field"], problem["code"])
            for row in await self.rows(looked, "&outcome=error")
            for problem in row["problems"]
        ]

    async def all(self, kind: str) -> list[dict[str, Any]]:
        """Return everything of a kind that there is, ids and versions left out."""
        page = (await self.ask("GET", f"{kind}?limit=200")).body["items"]
        return sorted(
            ({k: v for k, v in thing.items() if k not in ("id", "version")} for thing in page),
            key=msgspec.json.encode,
        )
