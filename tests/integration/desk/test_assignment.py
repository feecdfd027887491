"""Waiting cases are brought to people: asked in turn, let pass, passed on, taken."""

from __future__ import annotations

from datetime import timedelta

import httpx
import pytest
from sqlalchemy import select

from amends.bootstrap import Services
from amends.cases.escalation import Reason
from amends.cases.state import State
from amends.desk.accounts import find_agent
from amends.desk.assignment import invite
from amends.store.tables import Agent, Case, Invitation
from amends.web.desk.assignment import invite_agents
from amends.web.front_desk import FrontDesk
from tests.integration.desk.conftest import ELENA, JONAS, HeldClock, Shop, SignIn

PATIENCE = timedelta(minutes=3)


async def test_each_who_is_here_is_asked_one_case_the_gravest_goes_to_who_may_decide(
    sign_in: SignIn, shop: Shop, front_desk: FrontDesk
) -> None:
    await sign_in(JONAS)
    await sign_in(ELENA)
    plain = shop.complain("late")
    grave = shop.complain("i want 2000 euros", reason=Reason.AUTHORITY, heat=0.9)
    more = shop.complain("also late", heat=0.1)
    assert set(invite_agents(front_desk)) == {plain, grave}
    assert _asked(front_desk.services) == {grave: "Elena", plain: "Jonas"}
    assert invite_agents(front_desk) == []
    assert more not in _asked(front_desk.services)


async def test_who_is_busy_or_away_is_asked_nothing(
    sign_in: SignIn, shop: Shop, front_desk: FrontDesk
) -> None:
    jonas = await sign_in(JONAS)
    shop.complain("late")
    for presence in ("busy", "away"):
        await jonas.post("/desk/presence", data={"presence": presence})
        assert invite_agents(front_desk) == []
    await jonas.post("/desk/presence", data={"presence": "here"})
    assert len(invite_agents(front_desk)) == 1


async def test_what_nobody_claimed_in_time_goes_back_and_up(
    sign_in: SignIn, shop: Shop, services: Services, clock: HeldClock
) -> None:
    jonas = await sign_in(JONAS)
    conversation_id = shop.complain("late")
    _round(services, clock)
    clock.forward(seconds=50)
    await jonas.get("/desk/")
    clock.forward(minutes=2, seconds=11)
    await jonas.get("/desk/")
    _round(services, clock)
    case = shop.case(conversation_id)
    assert case.passed_over == 1
    assert _asked(services) == {}
    page = (await jonas.get("/desk/")).text
    assert "let pass once" in page
    assert "Let it pass" in (await jonas.get(f"/desk/conversations/{conversation_id}")).text


async def test_who_went_away_has_not_let_it_pass(
    sign_in: SignIn, shop: Shop, services: Services, clock: HeldClock
) -> None:
    await sign_in(JONAS)
    conversation_id = shop.complain("late")
    _round(services, clock)
    clock.forward(minutes=5)
    _round(services, clock)
    assert shop.case(conversation_id).passed_over == 0
    assert _asked(services) == {}


async def test_take_the_next_takes_what_i_was_asked_and_leaves_what_others_were(
    sign_in: SignIn, shop: Shop, front_desk: FrontDesk, clock: HeldClock
) -> None:
    jonas, elena = await sign_in(JONAS), await sign_in(ELENA)
    hot = shop.complain("i want 2000 euros", reason=Reason.AUTHORITY, heat=0.9)
    mild, third = shop.complain("late", heat=0.5), shop.complain("late too", heat=0.1)
    invite_agents(front_desk)
    taken = [await _next(agent) for agent in (jonas, jonas, jonas, elena)]
    assert taken == [mild, third, hot, ""]
    assert shop.case(mild).state is State.AGENT


async def test_a_case_is_let_pass_with_one_click(sign_in: SignIn, shop: Shop, front_desk: FrontDesk) -> None:
    jonas, elena = await sign_in(JONAS), await sign_in(ELENA)
    await elena.post("/desk/presence", data={"presence": "busy"})
    conversation_id = shop.complain("late")
    invite_agents(front_desk)
    await elena.post("/desk/presence", data={"presence": "here"})
    url = f"/desk/conversations/{conversation_id}/let-pass"
    await elena.post(url)
    assert _asked(front_desk.services) == {conversation_id: "Jonas"}
    await jonas.post(url)
    invite_agents(front_desk)
    assert _asked(front_desk.services) == {conversation_id: "Elena"}


async def test_passed_on_with_a_note_a_colleague_is_asked_and_told(
    sign_in: SignIn, shop: Shop, services: Services
) -> None:
    jonas, elena, conversation_id = await _claimed(sign_in, shop)
    with services.store.read() as session:
        found = find_agent(session, ELENA)
        assert found is not None
        to = f"agent:{found.id}"
    url = f"/desk/conversations/{conversation_id}/pass"
    for form in ({"to": to, "note": " "}, {"to": "agent:99", "note": "x"}, {"to": "skill:x", "note": "x"}):
        assert (await jonas.post(url, data=form)).status_code == 422, form
    assert shop.case(conversation_id).state is State.AGENT
    answer = await jonas.post(url, data={"to": to, "note": "She asks for 200 euros."})
    assert answer.headers["location"] == "/desk/"
    assert shop.case(conversation_id).state is State.QUEUED
    assert _asked(services) == {conversation_id: "Elena"}
    page = (await elena.get("/desk/")).text
    assert "She asks for 200 euros." in page
    assert "for you" in page


async def test_passed_on_to_a_skill_it_is_for_who_has_it(
    sign_in: SignIn, shop: Shop, services: Services, front_desk: FrontDesk
) -> None:
    jonas, elena, conversation_id = await _claimed(sign_in, shop)
    await elena.post("/desk/people/1", data={"languages": ["en"], "skills": ["billing"]})
    form = {"to": "skill:billing", "note": "It is about her bill."}
    await jonas.post(f"/desk/conversations/{conversation_id}/pass", data=form)
    invite_agents(front_desk)
    assert _asked(services) == {conversation_id: "Elena"}


@pytest.mark.parametrize("agent_id", [99, 0])
async def test_nobody_has_no_abilities(sign_in: SignIn, agent_id: int) -> None:
    assert (await (await sign_in(ELENA)).post(f"/desk/people/{agent_id}")).status_code == 404


async def test_how_one_wants_to_be_told_is_off_until_asked_for_and_then_kept(sign_in: SignIn) -> None:
    jonas = await sign_in(JONAS)
    assert "data-sound" not in (await jonas.get("/desk/")).text
    await jonas.post("/desk/me", data={"sound": "1"})
    page = (await jonas.get("/desk/")).text
    assert " data-sound" in page
    assert " data-notice" not in page


async def _claimed(sign_in: SignIn, shop: Shop) -> tuple[httpx.AsyncClient, httpx.AsyncClient, str]:
    jonas, elena, conversation_id = await sign_in(JONAS), await sign_in(ELENA), shop.complain("late")
    await jonas.post(f"/desk/conversations/{conversation_id}/claim")
    return jonas, elena, conversation_id


async def _next(agent: httpx.AsyncClient) -> str:
    place = (await agent.post("/desk/next")).headers["location"]
    return place.removeprefix("/desk/").removeprefix("conversations/")


def _round(services: Services, clock: HeldClock) -> None:
    with services.store.write() as session:
        invite(session, patience=PATIENCE, now=clock())


def _asked(services: Services) -> dict[str, str]:
    with services.store.read() as session:
        query = (
            select(Case.conversation_id, Agent.name)
            .join(Invitation, Invitation.case_id == Case.id)
            .join(Agent, Agent.id == Invitation.agent_id)
            .where(Invitation.ended_at.is_(None))
        )
        return dict(session.execute(query).tuples().all())
