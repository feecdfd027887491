"""Every figure of the trends page opens its cases, and as many as it says: over made-up history, link by link."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from amends.bootstrap import build_services
from amends.desk.accounts import add_agent
from amends.desk.sign_in import start_desk_session
from amends.settings import Settings
from amends.store.migrate import upgrade
from amends.store.tables import Role
from amends.tools.demo.keep import copy_history
from amends.tools.demo.world import World
from amends.web.desk import build_desk
from amends.web.front_desk import build_front_desk
from tests.conftest import StillClock
from tests.fakes import FakeBot

LINK = re.compile(r'<a href="(/desk/insight/cases\?[^"]+)" title="([\d,]+) cases?">([^<]*)</a>')
COUNT = re.compile(r'<span class="count">(\d+)</span>')


@pytest.fixture
async def manager(world: World, tmp_path: Path) -> httpx.AsyncClient:
    """A lead on Monday, signed in to a desk with a few weeks behind it."""
    settings = Settings(var=tmp_path)
    upgrade(settings.database)
    services = build_services(settings, clock=StillClock())
    copy_history(world.store, services.store)
    with services.store.write() as session:
        lead = add_agent(
            session, email="lead@shop.example", name="Lena", role=Role.LEAD, password="long enough to pass"
        )
        token = start_desk_session(session, lead.id, hours=12, now=services.clock())
    app = FastAPI()
    app.include_router(build_desk(build_front_desk(services, FakeBot())))
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://desk.test", cookies={"amends_desk": token}
    )


@pytest.mark.parametrize("asked", ["unit=week", "unit=month", "unit=day&topic=late_delivery"])
async def test_every_link_of_a_figure_opens_as_many_cases_as_it_says(
    manager: httpx.AsyncClient, asked: str
) -> None:
    page = (await manager.get(f"/desk/insight?{asked}")).text
    links = {(unescape(where), promised, text) for where, promised, text in LINK.findall(page)}
    assert {re.split(r"[=&%]", where)[1] for where, *_ in links} >= {
        "complaints", "heat", "first_contact", "wanted", "got", "given", "resolution", "cards", "stay",
    }  # fmt: skip
    opened: dict[str, int] = {}
    for where, promised, text in sorted(links):
        if where not in opened:
            answer = await manager.get(where)
            found = COUNT.search(answer.text)
            assert found is not None, (where, answer.status_code)
            opened[where] = int(found[1])
        assert opened[where] == int(promised.replace(",", "")), where
        if text.isdecimal() and "of=heat" not in where:
            assert int(text) == opened[where]


async def test_every_row_of_figures_opens_something_and_every_part_says_how_it_is_computed(
    manager: httpx.AsyncClient,
) -> None:
    outline = Outline()
    outline.feed((await manager.get("/desk/insight?unit=month")).text)
    assert len(outline.parts) >= 15
    assert all(part.explained for part in outline.parts), [p.words for p in outline.parts if not p.explained]
    assert len(outline.rows) >= 20
    assert all(row.opens for row in outline.rows if re.search(r"[1-9]", row.words)), outline.rows


class Piece:
    """A part of the page or a row of its tables."""

    def __init__(self, tag: str) -> None:
        self.tag, self.words, self.explained, self.opens = tag, "", False, False

    def __repr__(self) -> str:
        return f"{self.words!r}: {self.opens}"


class Outline(HTMLParser):
    """The parts of the page (panels and tiles) and the rows of its tables, with the words of their figures."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[Piece] = []
        self.rows: list[Piece] = []
        self._inside: list[Piece] = []
        self._counts = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        classes = (given.get("class") or "").split()
        if tag in ("section", "article") and {"panel", "tile"} & set(classes):
            self.parts.append(Piece(tag))
            self._inside.append(self.parts[-1])
        elif tag == "tr":
            self._inside.append(Piece(tag))
        for piece in self._inside:
            piece.explained |= "meaning" in classes
            piece.opens |= "/insight/cases" in (given.get("href") or "")
        self._counts = tag in ("td", "a", "strong") and (self._counts or "n" in classes)
        if self._counts and self._inside[-1] not in self.rows:
            self.rows.append(self._inside[-1])

    def handle_data(self, data: str) -> None:
        if self._counts:
            self._inside[-1].words += f" {data.strip()}"

    def handle_endtag(self, tag: str) -> None:
        self._counts &= tag != "td"
        if self._inside and self._inside[-1].tag == tag:
            self._inside.pop()
