"""Offering, asking a lead for more, and a lead's decision in one click (METHOD M4, M6)."""

from __future__ import annotations

import httpx
import pytest

from amends.casework.record import find_case
from amends.store.tables import AuditEntry, Speaker
from tests.integration.desk.conftest import ELENA, JONAS, Shop, SignIn

SMALL = {"kind": "voucher", "amount": "5,00", "why": "three missed deliveries", "client_id": "f"}
MUCH = SMALL | {"amount": "200.00", "client_id": "g"}


async def test_within_authority_the_customer_reads_it_at_once(sign_in: SignIn, shop: Shop) -> None:
    jonas, url, conversation_id = await _claimed(sign_in, shop)
    page = (await jonas.get(url)).text
    assert "You may still give 100 euros at once" in page
    for _ in range(2):
        assert (await jonas.post(f"{url}/offer", data=SMALL)).status_code == 303
    offered = [text for text in shop.said(conversation_id, Speaker.SYSTEM) if "5 euros" in text]
    assert len(offered) == 1
    page = (await jonas.get(url)).text
    assert "not answered yet" in page
    assert "Did they answer in words?" in page
    assert (await jonas.post(f"{url}/offers/1", data={"take": "1"})).status_code == 303
    assert "accepted" in (await jonas.get(url)).text
    assert (await jonas.post(f"{url}/offers/99", data={"take": "1"})).status_code == 404


async def test_beyond_authority_a_lead_is_asked_and_approves_with_one_click(
    sign_in: SignIn, shop: Shop
) -> None:
    jonas, url, conversation_id = await _claimed(sign_in, shop)
    elena = await sign_in(ELENA)
    refused = await jonas.post(f"{url}/offer", data=MUCH)
    assert refused.status_code == 422
    assert "A lead may: ask one." in refused.text
    assert 'value="200.00"' in refused.text
    assert (await jonas.post(f"{url}/offer", data=MUCH | {"ask": "1"})).status_code == 303
    assert "Waits for a lead&#39;s decision" in (await elena.get("/desk/")).text.replace("'", "&#39;")
    assert "decision" not in (await jonas.get("/desk/")).text.split("<main")[1]
    assert (await jonas.post("/desk/requests/1", data={"decision": "approve"})).status_code == 403
    for _ in range(2):
        answer = await elena.post("/desk/requests/1", data={"decision": "approve", "why": "Fair."})
        assert answer.status_code == 303
    assert sum("200 euros" in text for text in shop.said(conversation_id, Speaker.SYSTEM)) == 1
    assert (await elena.post("/desk/requests/1", data={"decision": "decline"})).status_code == 409
    assert "approved by Elena, “Fair.”" in (await jonas.get(url)).text
    events = [entry.event for entry in _audit(shop, conversation_id)]
    assert {"lead_asked", "lead_approved", "offer_made"} <= set(events)


async def test_declined_the_customer_reads_nothing(sign_in: SignIn, shop: Shop) -> None:
    jonas, url, conversation_id = await _claimed(sign_in, shop)
    await jonas.post(f"{url}/offer", data=MUCH | {"ask": "1"})
    elena = await sign_in(ELENA)
    await elena.post("/desk/requests/1", data={"decision": "decline", "why": "A voucher of 20 will do."})
    assert not any("200 euros" in text for text in shop.said(conversation_id, Speaker.SYSTEM))
    assert "declined by Elena" in (await jonas.get(url)).text
    assert (await elena.post("/desk/requests/99", data={"decision": "approve"})).status_code == 404


@pytest.mark.parametrize(
    "wrong", [{"amount": "much"}, {"amount": "NaN"}, {"amount": "-1"}, {"kind": "car"}, {"why": ""}]
)
async def test_what_is_no_offer_is_said_and_not_lost(
    sign_in: SignIn, shop: Shop, wrong: dict[str, str]
) -> None:
    jonas, url, conversation_id = await _claimed(sign_in, shop)
    answer = await jonas.post(f"{url}/offer", data=SMALL | wrong, headers={"HX-Request": "true"})
    assert answer.status_code == 422
    assert '<details id="offer-fold" data-fold open>' in answer.text
    assert 'role="alert"' in answer.text
    assert not any("euros" in text for text in shop.said(conversation_id, Speaker.SYSTEM))


async def test_only_who_has_the_conversation_offers(sign_in: SignIn, shop: Shop) -> None:
    _, url, _ = await _claimed(sign_in, shop)
    assert (await (await sign_in(ELENA)).post(f"{url}/offer", data=SMALL)).status_code == 409


async def _claimed(sign_in: SignIn, shop: Shop) -> tuple[httpx.AsyncClient, str, str]:
    jonas, conversation_id = await sign_in(JONAS), shop.complain("nobody came", name="Ms Brandt")
    url = f"/desk/conversations/{conversation_id}"
    await jonas.post(f"{url}/claim")
    return jonas, url, conversation_id


def _audit(shop: Shop, conversation_id: str) -> list[AuditEntry]:
    with shop.services.store.read() as session:
        case = find_case(session, conversation_id)
        assert case is not None
        return list(case.audit)
