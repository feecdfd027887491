"""The conversation page: what an agent reads, and that nothing a customer wrote becomes markup."""

from __future__ import annotations

import re

from amends.bootstrap import Services
from amends.cases.escalation import Reason
from amends.casework.record import find_case, note_facts, note_remedy
from amends.store.tables import Want
from tests.integration.desk.conftest import ELENA, JONAS, HeldClock, Shop, SignIn

HOSTILE = "<script>alert('x')</script> & \"<b>you\" <!-- {{ 'q' * 9 }}"


async def test_the_page_tells_everything_at_once(sign_in: SignIn, shop: Shop, services: Services) -> None:
    conversation_id = shop.complain(
        "THREE times i stayed home for your driver", heat=0.9, marked="THREE times", name="Ms Brandt",
        want=Want.COMPENSATION,
    )  # fmt: skip
    with services.store.write() as session:
        case = find_case(session, conversation_id)
        assert case is not None
        note_facts(case, {"order_number": "88213"})
        note_remedy(session, case, "my delivery fee back", now=services.clock())
    page = (await (await sign_in(ELENA)).get(f"/desk/conversations/{conversation_id}")).text
    for said in (
        "Ms Brandt",
        "AM-20001",
        "<mark>THREE times</mark> i stayed home",
        'aria-valuetext="furious, 90 of 100"',
        "furious, anger",
        "Late delivery",
        "<blockquote>my delivery fee back</blockquote>",
        '<dd class="fact">88213</dd>',
        "To be resolved",
        "in 10 days",
        "Asked for a person",
        "Handed over to a person",
        "Claim this conversation",
    ):
        assert said in page, said
    assert [page.index(f"<dt>{name}</dt>") for name in BRIEF] == sorted(
        page.index(f"<dt>{name}</dt>") for name in BRIEF
    )


async def test_whoever_claims_reads_at_once_that_a_call_is_wanted(
    sign_in: SignIn, shop: Shop, services: Services
) -> None:
    conversation_id = shop.complain("nobody said sorry", name="Mr Demir", reason=Reason.PERSONAL_APOLOGY)
    with services.store.write() as session:
        case = find_case(session, conversation_id)
        assert case is not None
        note_facts(case, {"apology_way": "phone", "phone": "+49301234567"})
    elena = await sign_in(ELENA)
    assert '<span class="tag">wants a call</span>' in (await elena.get("/desk/")).text
    page = (await elena.get(f"/desk/conversations/{conversation_id}")).text
    assert "Mr Demir wants to hear the apology from a person, by phone: +49301234567." in page
    assert "claim it. Call them: +49301234567." in page


BRIEF = ("Who", "What happened", "What they want", "Said and promised", "Next")


async def test_what_a_customer_wrote_is_never_markup(sign_in: SignIn, shop: Shop, services: Services) -> None:
    conversation_id = shop.complain(HOSTILE, marked="alert('x')</script> &", name="<img src=x onerror=1>")
    with services.store.write() as session:
        case = find_case(session, conversation_id)
        assert case is not None
        note_facts(case, {"order_number": "<i>1</i>"})
        note_remedy(session, case, "<u>all</u>", now=services.clock())
    elena = await sign_in(ELENA)
    for path in ("", "/changes?after=0&stance=none"):
        page = (await elena.get(f"/desk/conversations/{conversation_id}{path}")).text
        for raw in (
            "<script>alert",
            "<b>you",
            "<!-- {{",
            "qqqqqqqqq",
            "<img src=x",
            "<i>1</i>",
            "<u>all</u>",
        ):
            assert raw not in page, raw
        assert "&lt;script&gt;<mark>alert(&#39;x&#39;)&lt;/script&gt; &amp;</mark>" in page
    assert "<script>alert" not in (await elena.get("/desk/")).text


async def test_changes_are_only_what_is_new(sign_in: SignIn, shop: Shop) -> None:
    jonas = await sign_in(JONAS)
    conversation_id = shop.complain("first words")
    last = shop.say(conversation_id, "and another thing")
    url = f"/desk/conversations/{conversation_id}/changes"
    stance = _stance_of((await jonas.get(f"/desk/conversations/{conversation_id}")).text)
    nothing = (await jonas.get(url, params={"after": last, "stance": stance})).text
    assert "<article" not in nothing
    assert 'id="actions"' not in nothing
    new = (await jonas.get(url, params={"after": last - 1, "stance": stance})).text
    assert new.count("<article") == 1
    assert 'hx-swap-oob="beforeend:#log"' in new
    assert "<p>Customer: and another thing</p>" in new
    moved = (await jonas.get(url, params={"after": last, "stance": "another"})).text
    assert 'id="actions"' in moved


async def test_what_an_agent_can_do_is_drawn_anew_when_somebody_else_has_changed_it(
    sign_in: SignIn, shop: Shop
) -> None:
    jonas, elena, conversation_id = await sign_in(JONAS), await sign_in(ELENA), shop.complain("nobody came")
    url = f"/desk/conversations/{conversation_id}"

    async def is_drawn_anew() -> bool:
        changes = await jonas.get(f"{url}/changes", params={"after": 99, "stance": stance})
        return '<div id="actions"' in changes.text

    await jonas.post(f"{url}/claim")
    for act, form in (
        ("offer", {"kind": "voucher", "amount": "200", "why": "lost twice", "client_id": "a", "ask": "1"}),
        ("/desk/requests/1", {"decision": "approve"}),
        ("offers/1", {"take": "1"}),
        ("resolve", {"told": "The parcel comes on Friday.", "outcome": "Sent again."}),
        ("accepted", {}),
    ):
        stance = _stance_of((await jonas.get(url)).text)
        assert not await is_drawn_anew()
        who = elena if act.startswith("/") or act == "accepted" else jonas
        assert (await who.post(act if act.startswith("/") else f"{url}/{act}", data=form)).status_code == 303
        assert await is_drawn_anew(), act


async def test_a_reading_that_came_later_replaces_its_message(sign_in: SignIn, shop: Shop) -> None:
    jonas = await sign_in(JONAS)
    conversation_id = shop.complain("nobody came", marked="nobody")
    url = f"/desk/conversations/{conversation_id}/changes"
    changes = (await jonas.get(url, params={"after": 1, "unread": "1,x,99", "stance": ""})).text
    assert 'hx-swap-oob="outerHTML:#m1"' in changes
    assert "<mark>nobody</mark>" in changes


async def test_times_are_said_in_the_companys_zone(sign_in: SignIn, shop: Shop, clock: HeldClock) -> None:
    conversation_id = shop.complain("nobody came")
    clock.forward(minutes=5)
    page = (await (await sign_in(ELENA)).get(f"/desk/conversations/{conversation_id}")).text
    assert 'datetime="2026-11-23T09:00:00Z"' in page
    assert ">10:00</time>" in page
    assert "5 min ago" in page
    assert "Europe/Berlin" in page


def _stance_of(page: str) -> str:
    found = re.search(r'data-stance="([^"]+)"', page)
    assert found is not None
    return found[1]
