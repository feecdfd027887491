"""While an agent writes, the gate says what it would say on sending; and nothing comes of it but words."""

from __future__ import annotations

import html

import httpx
import pytest
from sqlalchemy import select

from amends.bootstrap import Services
from amends.store.tables import AuditEntry
from amends.web.front_desk import FrontDesk
from tests.integration.desk.conftest import ELENA, JONAS, Shop, SignIn

QUALIFIED = "I'm sorry you feel that way, but the courier says you were out."
BURDENED = "I'm sorry for the delay."


async def test_a_qualified_apology_is_shown_with_its_places_reasons_and_a_rewrite(
    sign_in: SignIn, shop: Shop
) -> None:
    jonas, conversation_id = await _claimed(sign_in, shop)
    told = html.unescape((await _advice(jonas, conversation_id, QUALIFIED)).text)
    assert "This can't be sent." in told
    start = QUALIFIED.index("but")
    assert f'data-from="{start}" data-to="{start + 3}"' in told
    assert "“but” takes the apology back" in told
    assert 'data-rewrite="I\'m sorry. What can I do?"' in told
    assert "<html" not in told


async def test_a_good_apology_is_said_to_be_one_and_other_text_needs_no_word(
    sign_in: SignIn, shop: Shop
) -> None:
    jonas, conversation_id = await _claimed(sign_in, shop)
    assert "The apology stands alone." in (await _advice(jonas, conversation_id, "I'm sorry.")).text
    assert (await _advice(jonas, conversation_id, "Which day suits you?")).text.strip() == ""


async def test_a_lead_reads_that_it_is_theirs_to_decide(sign_in: SignIn, shop: Shop) -> None:
    elena, conversation_id = await _claimed(sign_in, shop, ELENA)
    assert "You may send it; that is recorded." in (await _advice(elena, conversation_id, BURDENED)).text
    assert "be sent." in (await _advice(elena, conversation_id, QUALIFIED)).text
    jonas, other = await _claimed(sign_in, shop, JONAS)
    assert "A lead may decide." in (await _advice(jonas, other, BURDENED)).text


async def test_it_knows_what_was_sent_just_before(sign_in: SignIn, shop: Shop) -> None:
    jonas, conversation_id = await _claimed(sign_in, shop)
    url = f"/desk/conversations/{conversation_id}/reply"
    await jonas.post(url, data={"text": "I'm sorry.", "client_id": "one"})
    told = (await _advice(jonas, conversation_id, "But you should have called.")).text
    assert "takes the apology back" in told


async def test_reading_sends_and_records_nothing(sign_in: SignIn, shop: Shop, services: Services) -> None:
    jonas, conversation_id = await _claimed(sign_in, shop)
    before = _events(services)
    await _advice(jonas, conversation_id, QUALIFIED)
    assert shop.said(conversation_id) == []
    assert _events(services) == before


async def test_what_is_written_is_never_markup(sign_in: SignIn, shop: Shop) -> None:
    jonas, conversation_id = await _claimed(sign_in, shop)
    told = (await _advice(jonas, conversation_id, 'I\'m sorry for "<b>that</b>" <script>x</script>.')).text
    assert "<script>" not in told
    assert "<b>" not in told


async def test_only_who_has_the_conversation_is_answered(sign_in: SignIn, shop: Shop) -> None:
    _, conversation_id = await _claimed(sign_in, shop)
    elena = await sign_in(ELENA)
    assert (await _advice(elena, conversation_id, QUALIFIED)).status_code == 409
    assert (await _advice(elena, "nowhere", QUALIFIED)).status_code == 404


async def test_without_a_sign_in_or_the_forms_value_nothing_is_read(
    visit: object, sign_in: SignIn, shop: Shop
) -> None:
    jonas, conversation_id = await _claimed(sign_in, shop)
    del jonas.headers["X-CSRF-Token"]
    assert (await _advice(jonas, conversation_id, QUALIFIED)).status_code == 403
    jonas.cookies.clear()
    assert (await _advice(jonas, conversation_id, QUALIFIED)).status_code in (303, 401)


async def test_it_reads_no_more_than_fits_and_no_more_often_than_allowed(
    sign_in: SignIn, shop: Shop, front_desk: FrontDesk, services: Services
) -> None:
    jonas, conversation_id = await _claimed(sign_in, shop)
    assert (await _advice(jonas, conversation_id, "x" * 4001)).status_code == 413
    for _ in range(services.settings.checks_per_minute):
        front_desk.checks.spend(f"agent:{shop.case(conversation_id).assignee_id}")
    refused = await _advice(jonas, conversation_id, QUALIFIED)
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 0


async def test_without_scripts_the_text_comes_back_after_the_rewrite_was_taken(
    sign_in: SignIn, shop: Shop
) -> None:
    jonas, conversation_id = await _claimed(sign_in, shop)
    url = f"/desk/conversations/{conversation_id}/reply"
    taken = html.unescape((await jonas.post(url, data={"text": QUALIFIED, "instead": "I'm sorry."})).text)
    assert ">I'm sorry.</textarea>" in taken
    assert f'name="instead" value="{QUALIFIED}"' in taken
    back = html.unescape((await jonas.post(url, data={"text": "I'm sorry.", "instead": QUALIFIED})).text)
    assert f">{QUALIFIED}</textarea>" in back


@pytest.mark.parametrize("text", ["I'm sorry for the delay. " * 160, "I'm sorry, " + "but " * 900])
async def test_long_texts_are_answered_too(sign_in: SignIn, shop: Shop, text: str) -> None:
    jonas, conversation_id = await _claimed(sign_in, shop)
    told = await _advice(jonas, conversation_id, text)
    assert told.status_code == 200
    assert "<li>" in told.text


def _events(services: Services) -> list[str]:
    with services.store.read() as session:
        return list(session.scalars(select(AuditEntry.event)))


async def _claimed(sign_in: SignIn, shop: Shop, email: str = JONAS) -> tuple[httpx.AsyncClient, str]:
    agent = await sign_in(email)
    conversation_id = shop.complain("nobody came")
    await agent.post(f"/desk/conversations/{conversation_id}/claim")
    return agent, conversation_id


async def _advice(agent: httpx.AsyncClient, conversation_id: str, text: str) -> httpx.Response:
    return await agent.post(f"/desk/conversations/{conversation_id}/advice", data={"text": text})
