"""What an agent does: once, by one person, through the gate, and never without telling the customer."""

from __future__ import annotations

import asyncio
import html
import re

import httpx
import pytest

from amends.bootstrap import Services
from amends.cases.state import State
from amends.realtime.hub import Call
from amends.store.tables import Speaker
from amends.web.front_desk import FrontDesk
from tests.integration.desk.conftest import ELENA, JONAS, ObedientBot, Shop, SignIn

HTMX = {"HX-Request": "true"}
QUALIFIED = "I'm sorry you feel that way, but the courier says you were out."


async def test_of_two_who_claim_at_once_one_has_it_and_the_other_is_told(sign_in: SignIn, shop: Shop) -> None:
    agents = {"Elena": await sign_in(ELENA), "Jonas": await sign_in(JONAS)}
    for round_ in range(5):
        conversation_id = shop.complain(f"nobody came {round_}")
        url = f"/desk/conversations/{conversation_id}/claim"
        answers = dict(
            zip(agents, await asyncio.gather(*(agent.post(url) for agent in agents.values())), strict=True)
        )
        owner = shop.case(conversation_id).assignee
        assert owner is not None
        other = answers.pop("Jonas" if owner.name == "Elena" else "Elena")
        assert answers.popitem()[1].status_code == 303
        assert other.status_code == 409
        assert f"{owner.name} has taken {shop.case(conversation_id).reference}." in other.text
        assert shop.said(conversation_id, Speaker.SYSTEM) == [
            f"You're now talking to {owner.name}. {owner.name} is a person, and has all you wrote."
        ]


async def test_whoever_comes_late_gets_a_fragment_that_says_who_has_it(sign_in: SignIn, shop: Shop) -> None:
    elena, jonas = await sign_in(ELENA), await sign_in(JONAS)
    conversation_id = shop.complain("nobody came")
    await elena.post(f"/desk/conversations/{conversation_id}/claim")
    late = await jonas.post(f"/desk/conversations/{conversation_id}/claim", headers=HTMX)
    assert late.status_code == 409
    assert "Elena has taken AM-20001." in late.text
    assert "Elena has this conversation." in late.text
    assert "<html" not in late.text


async def test_a_reply_reaches_the_customer_and_every_window_is_told(
    sign_in: SignIn, shop: Shop, front_desk: FrontDesk
) -> None:
    jonas, conversation_id = await _claimed(sign_in, shop)
    with front_desk.hub.listen(conversation_id) as window:
        answer = await _reply(jonas, conversation_id, "I'm sorry. Which day suits you?")
        calls = [window.get_nowait() for _ in range(window.qsize())]
    assert answer.status_code == 303
    assert shop.said(conversation_id) == ["I'm sorry. Which day suits you?"]
    assert Call("said", conversation_id, who="person") in calls
    assert Call("status", conversation_id) in calls


async def test_a_reply_that_is_sent_twice_arrives_once(sign_in: SignIn, shop: Shop) -> None:
    jonas, conversation_id = await _claimed(sign_in, shop)
    sent = [_reply(jonas, conversation_id, "Which day suits you?", form="one") for _ in range(2)]
    assert [answer.status_code for answer in await asyncio.gather(*sent)] == [303, 303]
    assert shop.said(conversation_id) == ["Which day suits you?"]
    await _reply(jonas, conversation_id, "Another text from a form that was gone back to.", form="one")
    await _reply(jonas, conversation_id, "Which day suits you?", form="two")
    assert len(shop.said(conversation_id)) == 3


async def test_what_the_gate_stops_is_explained_and_not_lost(sign_in: SignIn, shop: Shop) -> None:
    jonas, conversation_id = await _claimed(sign_in, shop)
    for headers in ({}, HTMX):
        answer = await _reply(jonas, conversation_id, QUALIFIED, headers=headers)
        assert answer.status_code == 422
        text = html.unescape(answer.text)
        assert f">{QUALIFIED}</textarea>" in text
        assert "Not sent." in text
        assert "takes the apology back" in text
        assert 'name="instead"' in text
        assert 'name="insist"' not in text
    assert shop.said(conversation_id) == []


async def test_the_rewrite_goes_into_the_box_and_passes_the_gate(sign_in: SignIn, shop: Shop) -> None:
    jonas, conversation_id = await _claimed(sign_in, shop)
    stopped = html.unescape((await _reply(jonas, conversation_id, QUALIFIED, headers=HTMX)).text)
    found = re.search(r'name="instead" value="([^"]+)"', stopped)
    assert found is not None
    url = f"/desk/conversations/{conversation_id}/reply"
    box = await jonas.post(url, data={"text": QUALIFIED, "instead": found[1]}, headers=HTMX)
    assert f">{found[1]}</textarea>" in html.unescape(box.text)
    assert shop.said(conversation_id) == []
    assert (await _reply(jonas, conversation_id, found[1])).status_code == 303
    assert shop.said(conversation_id) == [found[1]]


async def test_a_lead_is_warned_first_and_may_then_insist(sign_in: SignIn, shop: Shop) -> None:
    elena, conversation_id = await _claimed(sign_in, shop, ELENA)
    burdened = "I'm sorry that the parcel is late."
    assert 'name="insist"' in (await _reply(elena, conversation_id, burdened, headers=HTMX)).text
    assert shop.said(conversation_id) == []
    url = f"/desk/conversations/{conversation_id}/reply"
    sent = await elena.post(url, data={"text": burdened, "client_id": "f", "insist": "1"})
    assert sent.status_code == 303
    assert shop.said(conversation_id) == [burdened]


async def test_nobody_may_insist_on_a_qualified_apology(sign_in: SignIn, shop: Shop) -> None:
    for email in (ELENA, JONAS):
        agent, conversation_id = await _claimed(sign_in, shop, email)
        url = f"/desk/conversations/{conversation_id}/reply"
        answer = await agent.post(url, data={"text": QUALIFIED, "client_id": "f", "insist": "1"})
        assert answer.status_code == 422
        assert 'name="insist"' not in answer.text
        assert shop.said(conversation_id) == []


@pytest.mark.parametrize("text", ["", "  \n ", "x" * 4001])
async def test_what_cannot_be_sent_is_said_plainly(sign_in: SignIn, shop: Shop, text: str) -> None:
    jonas, conversation_id = await _claimed(sign_in, shop)
    answer = await _reply(jonas, conversation_id, text, headers=HTMX)
    assert answer.status_code == 422
    assert ("Write something first." in answer.text) == (not text.strip())
    assert shop.said(conversation_id) == []


async def test_only_who_has_the_conversation_may_act(sign_in: SignIn, shop: Shop) -> None:
    _, conversation_id = await _claimed(sign_in, shop)
    elena = await sign_in(ELENA)
    forms = {
        "reply": {"text": "Hello."},
        "release": {},
        "hand-back": {},
        "resolve": {"told": "A.", "outcome": "B."},
    }
    for action, form in forms.items():
        answer = await elena.post(f"/desk/conversations/{conversation_id}/{action}", data=form)
        assert answer.status_code == 409, action
        assert "AM-20001 is not with you." in answer.text
    assert shop.case(conversation_id).state is State.AGENT
    assert shop.said(conversation_id) == []


@pytest.mark.parametrize(("outcome", "told"), [("", "It is on its way."), ("Sent again", " "), ("", "")])
async def test_nothing_is_resolved_untold(sign_in: SignIn, shop: Shop, outcome: str, told: str) -> None:
    jonas, conversation_id = await _claimed(sign_in, shop)
    url = f"/desk/conversations/{conversation_id}/resolve"
    answer = await jonas.post(url, data={"outcome": outcome, "told": told, "client_id": "f"})
    assert answer.status_code == 422
    assert "Write what the customer is told about AM-20001, and its outcome." in answer.text
    if outcome:
        assert f">{outcome}</textarea>" in answer.text
    assert shop.case(conversation_id).state is State.AGENT
    assert shop.said(conversation_id) == []


async def test_a_resolved_case_was_told(sign_in: SignIn, shop: Shop) -> None:
    jonas, conversation_id = await _claimed(sign_in, shop)
    form = {"outcome": "Sent again by courier.", "told": "Your parcel comes on Friday.", "client_id": "f"}
    for _ in range(2):
        assert (
            await jonas.post(f"/desk/conversations/{conversation_id}/resolve", data=form)
        ).status_code == 303
    case = shop.case(conversation_id)
    assert case.state is State.RESOLVED
    assert case.told_text == "Your parcel comes on Friday."
    assert shop.said(conversation_id) == ["Your parcel comes on Friday."]
    page = (await jonas.get(f"/desk/conversations/{conversation_id}")).text
    assert "Sent again by courier." in page
    assert "not seen yet" in page


async def test_the_gate_reads_what_the_customer_is_told_in_the_end(sign_in: SignIn, shop: Shop) -> None:
    jonas, conversation_id = await _claimed(sign_in, shop)
    form = {"outcome": "Nothing", "told": QUALIFIED, "client_id": "f"}
    answer = await jonas.post(f"/desk/conversations/{conversation_id}/resolve", data=form)
    assert answer.status_code == 422
    assert f">{QUALIFIED}</textarea>" in html.unescape(answer.text)
    assert shop.case(conversation_id).state is State.AGENT


async def test_handed_back_the_assistant_answers_what_is_open(
    sign_in: SignIn, shop: Shop, front_desk: FrontDesk, bot: ObedientBot
) -> None:
    jonas, conversation_id = await _claimed(sign_in, shop)
    answer = await jonas.post(f"/desk/conversations/{conversation_id}/hand-back", headers=HTMX)
    await front_desk.turns.settle()
    assert answer.status_code == 200
    assert "The assistant has this conversation." in answer.text
    assert [question.text for question in bot.asked] == ["nobody came"]
    assert shop.said(conversation_id, Speaker.BOT) == ["It is on your record."]


async def test_released_it_waits_again_and_the_customer_knows(sign_in: SignIn, shop: Shop) -> None:
    jonas, conversation_id = await _claimed(sign_in, shop)
    assert (await jonas.post(f"/desk/conversations/{conversation_id}/release")).status_code == 303
    assert shop.case(conversation_id).state is State.QUEUED
    told = shop.said(conversation_id, Speaker.SYSTEM)
    assert (
        "Jonas has passed your record on. You keep your place, and you won't have to repeat anything." in told
    )


async def test_typing_is_shown_only_from_who_has_the_conversation(
    sign_in: SignIn, shop: Shop, front_desk: FrontDesk
) -> None:
    jonas, conversation_id = await _claimed(sign_in, shop)
    elena = await sign_in(ELENA)
    with front_desk.hub.listen(conversation_id) as window:
        for agent, on in ((elena, "1"), (jonas, "1"), (jonas, "")):
            answer = await agent.post(f"/desk/conversations/{conversation_id}/typing", data={"on": on})
            assert answer.status_code == 204
        calls = [window.get_nowait() for _ in range(window.qsize())]
    assert calls == [
        Call("typing", conversation_id, who="person", on=True),
        Call("typing", conversation_id, who="person", on=False),
    ]


async def test_a_record_out_of_reach_is_said_and_loses_no_text(
    sign_in: SignIn, shop: Shop, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    from amends.store.store import StoreUnavailable

    jonas, conversation_id = await _claimed(sign_in, shop)

    def refuse() -> None:
        raise StoreUnavailable("disk full")

    monkeypatch.setattr(services.store, "write", refuse)
    answer = await _reply(jonas, conversation_id, "Which day suits you?", headers=HTMX)
    assert answer.status_code == 503
    assert answer.headers["hx-retarget"] == "#notice"
    assert "Nothing was sent; your text is kept." in answer.text
    assert "disk full" not in answer.text


async def _claimed(sign_in: SignIn, shop: Shop, email: str = JONAS) -> tuple[httpx.AsyncClient, str]:
    agent = await sign_in(email)
    conversation_id = shop.complain("nobody came")
    await agent.post(f"/desk/conversations/{conversation_id}/claim")
    return agent, conversation_id


async def _reply(
    agent: httpx.AsyncClient,
    conversation_id: str,
    text: str,
    *,
    form: str = "f",
    headers: dict[str, str] | None = None,
) -> httpx.Response:
    form_fields = {"text": text, "client_id": form}
    return await agent.post(f"/desk/conversations/{conversation_id}/reply", data=form_fields, headers=headers)
