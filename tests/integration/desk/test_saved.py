"""Saved replies: shared, read by the gate, filled in, and shown with how customers felt."""

from __future__ import annotations

import html
import re

import httpx

from tests.integration.desk.conftest import ELENA, JONAS, Shop, SignIn

HTMX = {"HX-Request": "true"}
TEXT = "Hello {name}, I'm {me}, a person. I'm sorry. Your record is {case}, your order {order}."


async def test_what_the_gate_would_stop_is_not_saved(sign_in: SignIn) -> None:
    jonas = await sign_in(JONAS)
    for text, said in (
        ("I'm sorry for the inconvenience, {name}.", "The gate would stop this reply."),
        ("Hello {firstname}.", "{firstname} is not known."),
        (" ", "Write the reply first."),
    ):
        answer = await jonas.post("/desk/replies", data={"title": "Try", "text": text})
        assert answer.status_code == 422
        page = html.unescape(answer.text)
        assert said in page
        assert text.strip() in page
    assert "None yet." in (await jonas.get("/desk/replies")).text


async def test_a_saved_reply_is_everybodys_and_is_filled_in(sign_in: SignIn, shop: Shop) -> None:
    jonas, elena = await sign_in(JONAS), await sign_in(ELENA)
    await _save(jonas)
    conversation_id = shop.complain("nobody came", name="Ms Brandt")
    await elena.post(f"/desk/conversations/{conversation_id}/claim")
    url = f"/desk/conversations/{conversation_id}/reply"
    box = await elena.post(url, data={"text": "First this.", "insert": "1", "client_id": "f"}, headers=HTMX)
    text = re.search(r"<textarea id=\"reply\"[^>]*>(.*?)</textarea>", html.unescape(box.text), re.DOTALL)
    assert text is not None
    filled = "Hello Ms Brandt, I'm Elena, a person. I'm sorry. Your record is AM-20001, your order {order}."
    assert text[1] == f"First this.\n\n{filled}"
    assert 'name="saved" value="1"' in box.text
    assert shop.said(conversation_id) == []


async def test_a_variable_that_nobody_filled_in_does_not_leave(sign_in: SignIn, shop: Shop) -> None:
    elena, conversation_id = await sign_in(ELENA), shop.complain("nobody came")
    await elena.post(f"/desk/conversations/{conversation_id}/claim")
    answer = await elena.post(
        f"/desk/conversations/{conversation_id}/reply", data={"text": "Your order {order}.", "client_id": "f"}
    )
    assert answer.status_code == 422
    assert "{order} is not known here." in answer.text
    assert shop.said(conversation_id) == []


async def test_how_customers_felt_is_the_mean_before_and_after(sign_in: SignIn, shop: Shop) -> None:
    jonas = await sign_in(JONAS)
    await _save(jonas)
    for number, (before, after) in enumerate(((0.9, 0.5), (0.7, 0.3), (0.8, None))):
        conversation_id = shop.complain(f"nobody came {number}", heat=before)
        await jonas.post(f"/desk/conversations/{conversation_id}/claim")
        sent = {"text": "Hello, I'm Jonas, a person.", "saved": "1", "client_id": f"f{number}"}
        for _ in range(2):
            await jonas.post(f"/desk/conversations/{conversation_id}/reply", data=sent)
        if after is not None:
            shop.say(conversation_id, "thank you", heat=after)
    page = (await jonas.get("/desk/replies")).text
    assert "Used 3 times; heat 80 before, 40 after" in page


async def test_a_reply_can_be_changed_and_taken_out_of_use(sign_in: SignIn) -> None:
    jonas = await sign_in(JONAS)
    await _save(jonas)
    assert TEXT in html.unescape((await jonas.get("/desk/replies?change=1")).text.split("<textarea")[1])
    changed = {"title": "First hello", "text": "Hello, I'm {me}.", "reply_id": "1"}
    assert (await jonas.post("/desk/replies", data=changed)).status_code == 303
    again = await jonas.post("/desk/replies", data={"title": "First hello", "text": "Hi."})
    assert "There is a reply called" in again.text
    await jonas.post("/desk/replies/1/retire")
    assert "None yet." in (await jonas.get("/desk/replies")).text


async def _save(agent: httpx.AsyncClient) -> None:
    answer = await agent.post("/desk/replies", data={"title": "Hello", "text": TEXT})
    assert answer.status_code == 303
