"""How a case ends: with its cause, told, and open again where it was not settled."""

from __future__ import annotations

import httpx

from amends.cases.state import State
from tests.integration.desk.conftest import JONAS, Shop, SignIn

HTMX = {"HX-Request": "true"}
OUTCOME = {
    "outcome": "Sent again by courier.", "told": "Your parcel comes on Friday.", "client_id": "f",
    "cause": "carrier", "cause_note": "driver skipped the street",
}  # fmt: skip


async def test_the_root_cause_is_chosen_and_said(sign_in: SignIn, shop: Shop) -> None:
    jonas, url, conversation_id = await _claimed(sign_in, shop)
    assert (await jonas.post(f"{url}/resolve", data=OUTCOME)).status_code == 303
    case = shop.case(conversation_id)
    assert (case.root_cause, case.root_cause_note) == ("carrier", "driver skipped the street")
    page = (await jonas.get(url)).text
    assert "The carrier was late or did not come: driver skipped the street" in page
    assert "The customer has not said whether it is settled." in page


async def test_a_cause_that_is_not_on_the_list_resolves_nothing(sign_in: SignIn, shop: Shop) -> None:
    jonas, url, conversation_id = await _claimed(sign_in, shop)
    answer = await jonas.post(f"{url}/resolve", data=OUTCOME | {"cause": "the customer"})
    assert answer.status_code == 422
    assert "Choose the root cause from the list." in answer.text
    assert "Sent again by courier." in answer.text
    assert shop.case(conversation_id).state is State.AGENT
    assert shop.said(conversation_id) == []


async def test_send_and_resolve_takes_the_reply_as_what_is_told(sign_in: SignIn, shop: Shop) -> None:
    jonas, url, conversation_id = await _claimed(sign_in, shop)
    form = {"text": "Your parcel comes on Friday.", "then": "resolve", "client_id": "f"}
    page = (await jonas.post(f"{url}/reply", data=form, headers=HTMX)).text
    assert '<details id="resolve-fold" data-fold open>' in page
    assert ">Your parcel comes on Friday.</textarea>" in page.split('id="told"')[1]
    assert shop.said(conversation_id) == []


async def test_send_and_wait_sends_and_goes_back_to_the_queue(sign_in: SignIn, shop: Shop) -> None:
    jonas, url, conversation_id = await _claimed(sign_in, shop)
    form = {"text": "Which day suits you?", "then": "wait", "client_id": "f"}
    assert (await jonas.post(f"{url}/reply", data=form)).headers["location"] == "/desk/"
    again = await jonas.post(f"{url}/reply", data=form | {"client_id": "g"}, headers=HTMX)
    assert again.headers["hx-redirect"] == "/desk/"
    assert shop.said(conversation_id) == ["Which day suits you?"] * 2
    assert shop.case(conversation_id).state is State.AGENT
    assert "Waits for the customer" in (await jonas.get(url)).text


async def test_what_was_not_settled_is_taken_up_again_by_who_says_so(sign_in: SignIn, shop: Shop) -> None:
    jonas, url, conversation_id = await _claimed(sign_in, shop)
    assert (await jonas.post(f"{url}/take-up")).status_code == 409
    await jonas.post(f"{url}/resolve", data=OUTCOME)
    assert (await jonas.post(f"{url}/take-up")).status_code == 303
    case = shop.case(conversation_id)
    assert (case.state, case.reopened) == (State.AGENT, 1)
    assert case.assignee is not None
    assert case.assignee.name == "Jonas"


async def test_told_by_the_customer_that_it_is_settled_it_still_does_not_close_untold(
    sign_in: SignIn, shop: Shop
) -> None:
    jonas, url, conversation_id = await _claimed(sign_in, shop)
    assert (await jonas.post(f"{url}/accepted")).status_code == 409
    await jonas.post(f"{url}/resolve", data=OUTCOME)
    for _ in range(2):
        assert (await jonas.post(f"{url}/accepted")).status_code == 303
    case = shop.case(conversation_id)
    assert (case.state, case.accepted) == (State.RESOLVED, True)
    assert "The customer says that it is settled." in (await jonas.get(url)).text


async def _claimed(sign_in: SignIn, shop: Shop) -> tuple[httpx.AsyncClient, str, str]:
    jonas, conversation_id = await sign_in(JONAS), shop.complain("nobody came")
    url = f"/desk/conversations/{conversation_id}"
    await jonas.post(f"{url}/claim")
    return jonas, url, conversation_id
