"""Internal notes: kept, never seen by a customer, and whoever is named hears of it."""

from __future__ import annotations

import pytest

from amends.store.tables import Speaker
from tests.integration.desk.conftest import ELENA, JONAS, Shop, SignIn

HTMX = {"HX-Request": "true"}


async def test_a_note_is_kept_and_no_customer_reads_it(sign_in: SignIn, shop: Shop) -> None:
    jonas, conversation_id = await sign_in(JONAS), shop.complain("nobody came")
    url = f"/desk/conversations/{conversation_id}"
    for _ in range(2):
        assert (await jonas.post(f"{url}/notes", data={"text": "Called the carrier. <b>"})).status_code == 303
    page = (await jonas.get(url)).text
    assert page.count("Called the carrier. &lt;b&gt;") == 1
    assert "Customer never sees it." in page
    assert all(not shop.said(conversation_id, speaker) for speaker in (Speaker.AGENT, Speaker.BOT))


async def test_a_kept_note_stands_there_at_once(sign_in: SignIn, shop: Shop) -> None:
    jonas, conversation_id = await sign_in(JONAS), shop.complain("nobody came")
    url = f"/desk/conversations/{conversation_id}/notes"
    kept = await jonas.post(url, data={"text": "Called the carrier."}, headers=HTMX)
    assert 'id="notes-list" hx-swap-oob="innerHTML"' in kept.text
    assert "Called the carrier." in kept.text.split('id="notes-list"')[1]


async def test_whoever_is_named_is_told_until_they_looked(sign_in: SignIn, shop: Shop) -> None:
    elena, jonas, conversation_id = await sign_in(ELENA), await sign_in(JONAS), shop.complain("nobody came")
    url = f"/desk/conversations/{conversation_id}"
    await jonas.post(f"{url}/notes", data={"text": "@elena can you decide this?"})
    assert "1<span" in (await elena.get("/desk/named")).text
    queue = (await elena.get("/desk/")).text
    assert "@elena can you decide this?" in queue
    assert "badge" not in (await jonas.get("/desk/named")).text
    assert "told: Elena" in (await elena.get(url)).text
    assert "badge" not in (await elena.get("/desk/named")).text
    assert "@elena can you decide this?" not in (await elena.get("/desk/")).text


@pytest.mark.parametrize("text", ["", "  ", "x" * 2001])
async def test_a_note_that_cannot_be_kept_is_said_and_not_lost(
    sign_in: SignIn, shop: Shop, text: str
) -> None:
    jonas, conversation_id = await sign_in(JONAS), shop.complain("nobody came")
    answer = await jonas.post(
        f"/desk/conversations/{conversation_id}/notes", data={"text": text}, headers=HTMX
    )
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert f">{text}</textarea>" in answer.text
