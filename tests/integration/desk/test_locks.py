"""On PostgreSQL nobody who only reads waits for a writer, and no two writers wait for each other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from sqlalchemy import text

from amends.bootstrap import Services, build_services
from amends.desk.accounts import add_agent
from amends.records.belongings import tables_of_a_conversation
from amends.settings import Settings
from amends.store.store import Store, open_store
from amends.store.tables import Role
from amends.turns.watchdog import make_a_round
from amends.web.desk import assignment
from amends.web.front_desk import FrontDesk
from amends.web.window import Window
from tests.integration.desk.conftest import ELENA, JONAS, PASSWORD, HeldClock, ObedientBot, Shop, SignIn
from tests.lock_order import is_in_order, locks_taken

pytestmark = pytest.mark.parametrize(
    "backend", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True
)


@pytest.fixture
def services(store_url: str, tmp_path: Path, clock: HeldClock) -> Iterator[Services]:
    """A library over PostgreSQL, on which whoever waits for a lock fails soon."""
    store = open_store(store_url)
    with store.write() as session:
        session.execute(text(f"ALTER DATABASE \"{store.engine.url.database}\" SET lock_timeout = '1s'"))
        add_agent(session, email=ELENA, name="Elena", role=Role.LEAD, password=PASSWORD)
        add_agent(session, email=JONAS, name="Jonas", role=Role.AGENT, password=PASSWORD)
    store.close()
    built = build_services(Settings(var=tmp_path, database_url=store_url), clock=clock)
    yield built
    built.store.close()


async def test_no_window_and_no_page_of_the_desk_waits_for_whoever_is_at_work_on_the_case(
    services: Services, front_desk: FrontDesk, shop: Shop, sign_in: SignIn, store: Store, bot: ObedientBot
) -> None:
    conversation = shop.complain("nobody came", name="Ms Brandt")
    elena = await sign_in(ELENA)
    await elena.post(f"/desk/conversations/{conversation}/claim")
    await elena.post(f"/desk/conversations/{conversation}/offer", data=offer("5"))
    shop.perhaps_danger("it hums and smells odd")
    window, here = Window(front_desk, conversation), f"/desk/conversations/{conversation}"
    with store.write() as session:
        for table in tables_of_a_conversation():
            session.execute(text(f"SELECT 1 FROM {table.name} FOR UPDATE"))
        news = await window.news()
        pages = {
            path: (await elena.get(path)).status_code
            for path in (
                "/desk/", "/desk/queue", "/desk/waiting", "/desk/counts", "/desk/alerts", "/desk/named",
                "/desk/outbox", "/desk/replies", "/desk/insight", "/desk/search?q=nobody",
                here, f"{here}/changes", f"{here}/letter", f"{here}/correct", f"{here}/messages/1/correct",
            )
        }  # fmt: skip
        advice = await elena.post(f"{here}/advice", data={"text": "I'm sorry, but you were out."})
        assert await front_desk.turns.resume() == 1
        await front_desk.turns.settle()
    assert news.status["speaker"] == {"kind": "person", "name": "Elena"}
    assert set(pages.values()) == {200}, pages
    assert advice.status_code == 200
    assert bot.asked == []


async def test_whatever_is_done_takes_its_locks_in_the_same_order(
    services: Services, front_desk: FrontDesk, shop: Shop, sign_in: SignIn, clock: HeldClock
) -> None:
    elena, jonas = await sign_in(ELENA), await sign_in(JONAS)
    conversation, second = shop.complain("nobody came"), shop.complain("again nobody")
    danger = shop.perhaps_danger("it hums and smells odd")
    window, here = Window(front_desk, conversation), f"/desk/conversations/{conversation}"

    async def do(agent: httpx.AsyncClient, path: str, **form: str) -> None:
        answer = await agent.post(path, data=form)
        assert answer.status_code in (303, 409), (path, answer.text)

    with locks_taken(services.store) as transactions:
        assignment.invite_agents(front_desk)
        await do(jonas, f"/desk/conversations/{second}/let-pass")
        await do(jonas, f"{here}/claim")
        await do(elena, f"{here}/claim")
        await do(jonas, f"{here}/reply", text="Which day suits you?", client_id="r")
        await do(jonas, f"{here}/notes", text="@Elena may know more.")
        await do(jonas, f"{here}/correct", topic="billing")
        await do(jonas, f"{here}/messages/1/correct", level="calm", topic="billing")
        await do(jonas, f"{here}/offer", **offer("5"))
        await do(jonas, f"{here}/offers/1", take="1")
        await do(jonas, f"{here}/offer", **offer("200"), ask="1")
        await do(elena, "/desk/requests/1", decision="approve", why="Fair.")
        await do(jonas, f"{here}/letter", text="Hello. I'm sorry. Jonas", client_id="l")
        await do(jonas, f"{here}/pass", to="skill:billing", note="It is about the invoice.")
        await do(elena, "/desk/next")
        await do(elena, f"{here}/hand-back")
        await front_desk.turns.take(conversation, "a", text="and my refund?")
        await front_desk.turns.settle()
        for verdict in ("nobody", "undo", "danger"):
            await do(elena, f"/desk/danger-reviews/1/{verdict}")
        await do(elena, f"/desk/conversations/{danger}/resolve", outcome="done", told="Done.", client_id="t")
        await Window(front_desk, danger).seen(99)
        await do(elena, f"/desk/conversations/{danger}/accepted")
        await do(elena, f"/desk/conversations/{danger}/take-up")
        await do(elena, f"/desk/conversations/{danger}/release")
        await window.seen(3)
        clock.forward(hours=3)
        make_a_round(front_desk.turns)
        clock.forward(hours=3)
        await elena.get("/desk/")
    assert not [tables for tables in transactions if not is_in_order(tables)]
    waited = [tables for tables in transactions if {"cases", "conversations"} & set(tables)]
    assert len(waited) >= 20
    assert all(tables[0] == "conversations" for tables in waited), waited


def offer(amount: str) -> dict[str, str]:
    return {"kind": "refund", "amount": amount, "why": "Three days lost.", "client_id": f"form-{amount}"}
