"""The queue page: order, what it says, and who is at the desk."""

from __future__ import annotations

import re

from amends.bootstrap import Services
from amends.cases.escalation import Reason
from amends.cases.state import State
from amends.casework.handoff import people_there
from amends.realtime.hub import Call
from amends.store.tables import Want
from amends.web.front_desk import FrontDesk
from tests.integration.desk.conftest import ELENA, JONAS, HeldClock, Shop, SignIn


async def test_the_most_urgent_stands_first_and_danger_before_all(
    sign_in: SignIn, shop: Shop, clock: HeldClock
) -> None:
    shop.complain("calm but here for long", heat=0.1, name="Long")
    clock.forward(minutes=40)
    shop.complain("a bit annoyed", heat=0.4, name="Mild")
    shop.complain("i am so angry", heat=0.95, name="Hot")
    shop.complain("it smoked a little", heat=0.2, reason=Reason.SAFETY, name="Danger")
    clock.forward(minutes=1)
    page = (await (await sign_in(ELENA)).get("/desk/")).text
    names = re.findall(r"<strong>(Long|Mild|Hot|Danger)</strong>", page)
    assert names == ["Danger", "Long", "Hot", "Mild"]
    assert "danger · calm · waiting 1 min" in page
    assert "furious · waiting 1 min" in page
    assert '<h2 id="waiting-title">Waiting for a person <span class="count">4</span>' in page


async def test_a_row_says_who_what_and_want(sign_in: SignIn, shop: Shop) -> None:
    conversation_id = shop.complain("three times i stayed home", name="Ms Brandt", want=Want.COMPENSATION)
    page = (await (await sign_in(ELENA)).get("/desk/queue", headers={"HX-Request": "true"})).text
    for said in (
        "Ms Brandt",
        shop.case(conversation_id).reference,
        "“three times i stayed home”",
        "Late delivery",
        "wants compensation",
        "asked for a person",
        f'action="/desk/conversations/{conversation_id}/claim"',
    ):
        assert said in page
    assert "<html" not in page


async def test_a_promise_that_was_broken_is_said(sign_in: SignIn, shop: Shop, clock: HeldClock) -> None:
    shop.complain("anyone there??")
    clock.forward(hours=3)
    page = (await (await sign_in(ELENA)).get("/desk/")).text
    assert "promise broken" in page
    assert "due broken" in page


async def test_each_case_stands_in_its_list(sign_in: SignIn, shop: Shop) -> None:
    elena, jonas = await sign_in(ELENA), await sign_in(JONAS)
    mine, theirs = shop.complain("one", name="Mine"), shop.complain("two", name="Theirs")
    shop.complain("three", reason=None, name="Bots")
    await elena.post(f"/desk/conversations/{mine}/claim")
    await jonas.post(f"/desk/conversations/{theirs}/claim")
    page = (await elena.get("/desk/")).text.split("<main")[1]
    lists = dict(zip(re.findall(r'id="(\w+)-title"', page), page.split("<section")[1:], strict=True))
    assert "Nobody waits." in lists["waiting"]
    assert "<strong>Mine</strong>" in lists["mine"]
    assert "1 to answer" in lists["mine"]
    assert "<strong>Theirs</strong>" in lists["others"]
    assert "with Jonas" in lists["others"]
    assert "<strong>Bots</strong>" in lists["bot"]


async def test_an_open_desk_is_somebody_there(
    sign_in: SignIn, shop: Shop, services: Services, front_desk: FrontDesk, clock: HeldClock
) -> None:
    clock.forward(hours=12)
    conversation_id = shop.complain("anyone there??")
    assert shop.case(conversation_id).state is State.FOLLOW_UP
    with front_desk.hub.listen(conversation_id) as window:
        elena = await sign_in(ELENA)
        assert window.get_nowait() == Call("status", conversation_id)
    assert shop.case(conversation_id).state is State.QUEUED
    assert _there(services, clock) == 1
    await elena.post("/desk/sign-out")
    assert _there(services, clock) == 0


async def test_a_page_that_does_not_exist_is_a_calm_page(sign_in: SignIn) -> None:
    elena = await sign_in(ELENA)
    for path in ("/desk/no/such", "/desk/conversations/none", "/desk/conversations/none/changes?after=x"):
        answer = await elena.get(path)
        assert answer.status_code == 404
        assert "There is nothing here" in answer.text
        assert "Traceback" not in answer.text


def _there(services: Services, clock: HeldClock) -> int:
    with services.store.read() as session:
        return people_there(session, now=clock())
