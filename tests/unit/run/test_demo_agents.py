"""The demo's agents: in development only, with passwords that nobody chose."""

from __future__ import annotations

from pathlib import Path

import pytest

from amends.desk.sign_in import sign_in
from amends.run.demo_agents import FILE, ensure_demo_agents
from amends.settings import Settings, SettingsError
from amends.store.migrate import upgrade
from amends.store.store import open_store
from tests.unit.desk.conftest import NOW


def test_they_can_sign_in_now_and_after_the_next_start(tmp_path: Path) -> None:
    settings = Settings(var=tmp_path)
    upgrade(settings.database)
    first = ensure_demo_agents(settings)
    assert ensure_demo_agents(settings) == first
    assert [role for _, _, role in first] == ["lead", "agent"]
    assert len({password for _, password, _ in first}) == 2
    assert (tmp_path / FILE).stat().st_mode & 0o777 == 0o600
    store = open_store(settings.database)
    assert all(sign_in(store, email, password, hours=1, now=NOW) for email, password, _ in first)
    store.close()


def test_a_lost_file_gets_them_new_passwords(tmp_path: Path) -> None:
    settings = Settings(var=tmp_path)
    upgrade(settings.database)
    first = ensure_demo_agents(settings)
    (tmp_path / FILE).write_text("{broken")
    again = ensure_demo_agents(settings)
    assert {password for _, password, _ in again}.isdisjoint(password for _, password, _ in first)
    store = open_store(settings.database)
    assert all(sign_in(store, email, password, hours=1, now=NOW) for email, password, _ in again)
    store.close()


def test_production_has_none(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="amends agent add"):
        ensure_demo_agents(Settings(var=tmp_path, environment="production"))
    assert list(tmp_path.iterdir()) == []
