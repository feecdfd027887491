"""The measurement opens every page that it promises, on a record of its own and on nobody else's."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from amends.cases.state import WAITING, State
from amends.settings import Settings
from amends.store.store import Store
from amends.tools.measure import desk
from amends.tools.measure.paint import NoBrowser
from amends.tools.measure.record import NotEmpty, fill_record, states_of
from tests.conftest import StillClock

CASES = 200


def test_sixty_of_a_thousand_are_not_closed_however_many_there_are() -> None:
    stand = Counter(states_of(3000))
    assert stand[State.CLOSED] == 3000 - 180
    assert sum(stand[state] for state in WAITING) == 60


def test_nothing_is_measured_in_anybodys_record(sqlite_store: Store, clock: StillClock) -> None:
    fill_record(sqlite_store, states_of(20), now=clock())
    with pytest.raises(NotEmpty, match="Name an empty one"):
        fill_record(sqlite_store, states_of(20), now=clock())


def test_every_page_is_timed_and_stands_in_the_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk, "ROUNDS", 1)
    monkeypatch.setattr(desk, "first_paints", _no_browser)
    said: list[str] = []
    timed = desk.measure_pages(Settings(var=tmp_path, environment="development"), CASES, said.append)
    lines = list(desk.page_table(timed))
    for page in ("queue", "case", "search, two words", "trends, 12 months", "monthly report", "line-up"):
        assert any(line.startswith(f"| {page} | ") for line in lines), page
    assert all(one.p50 > 0 and one.kilobytes for one in timed)
    assert "Chromium" in said[0]


def _no_browser(*_: object) -> dict[str, list[float]]:
    raise NoBrowser
