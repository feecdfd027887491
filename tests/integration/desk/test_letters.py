"""A letter of apology from the desk: wanted, drafted, read by the gate, sent once, in the chat and by e-mail (M7)."""

from __future__ import annotations

import asyncio
import html
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from amends.bootstrap import Services, build_services
from amends.casework.record import find_case, note_facts
from amends.settings import Settings
from amends.store.tables import Letter, OutboxEntry, Want
from tests.integration.desk.conftest import ELENA, JONAS, HeldClock, Shop, SignIn

LETTER = "Dear Ms Demir,\n\nI'm sorry.\n\nYou wrote to nobody for three weeks. I read it today.\n\nJonas"
QUALIFIED = "Dear Ms Demir,\n\nI'm sorry, but nobody told us.\n\nJonas"
DRAFTED = re.compile(r"<textarea id=\"letter\"[^>]*>(.*?)</textarea>", re.S)


@pytest.fixture
def services(furnished: Path, tmp_path: Path, clock: HeldClock) -> Iterator[Services]:
    """A library with e-mail."""
    shutil.copy(furnished, tmp_path / "amends.db")
    mail = Settings(var=tmp_path, smtp_host="mail.example", smtp_from="desk@shop.example")
    built = build_services(mail, clock=clock)
    yield built
    built.store.close()


async def test_on_a_case_that_wants_it_in_writing_the_draft_is_one_click_away(
    sign_in: SignIn, shop: Shop
) -> None:
    jonas, url, _ = await _wanted(sign_in, shop)
    page = (await jonas.get(url)).text
    assert "wants to read the apology from a person" in page
    assert f'href="{url}/letter"' in page
    drafted = _draft(await jonas.get(f"{url}/letter"))
    assert drafted.startswith("Dear Ms Demir,")
    assert "\n\nI'm sorry.\n\n" in drafted
    assert "Jonas" in drafted


async def test_sent_it_is_in_the_chat_and_the_outbox_and_on_the_record_under_their_name(
    sign_in: SignIn, shop: Shop
) -> None:
    jonas, url, conversation_id = await _wanted(sign_in, shop)
    assert "by e-mail to demir@example.com" in (await jonas.get(f"{url}/letter")).text
    answer = await jonas.post(f"{url}/letter", data={"text": LETTER})
    assert (answer.status_code, answer.headers["location"]) == (303, url)
    assert shop.said(conversation_id) == [LETTER]
    with shop.services.store.read() as session:
        mail = session.query(OutboxEntry).one()
        assert (mail.payload["to"], mail.payload["body"]) == ("demir@example.com", LETTER)
    page = (await jonas.get(url)).text
    assert "wants to read the apology" not in page
    assert "Letter sent" in page
    sent = (await jonas.get(f"{url}/letter")).text
    assert "Jonas sent this letter" in sent
    assert "<textarea" not in sent


async def test_twice_at_once_from_two_windows_it_is_one_letter(sign_in: SignIn, shop: Shop) -> None:
    jonas, url, conversation_id = await _wanted(sign_in, shop)
    answers = await asyncio.gather(*(jonas.post(f"{url}/letter", data={"text": LETTER}) for _ in range(3)))
    assert [answer.status_code for answer in answers] == [303, 303, 303]
    other = await jonas.post(f"{url}/letter", data={"text": LETTER + " Chen"})
    assert other.status_code == 409
    assert "has sent the letter already" in other.text
    assert "Jonas Chen" in other.text, "what they wrote is not lost"
    assert shop.said(conversation_id) == [LETTER]
    with shop.services.store.read() as session:
        assert session.query(Letter).count() == 1


async def test_a_qualified_apology_comes_back_with_the_reason_and_what_to_send_instead(
    sign_in: SignIn, shop: Shop
) -> None:
    jonas, url, conversation_id = await _wanted(sign_in, shop)
    stopped = await jonas.post(f"{url}/letter", data={"text": QUALIFIED})
    assert stopped.status_code == 422
    told = html.unescape(stopped.text)
    assert "Not sent." in told
    assert "“but” takes the apology back" in told
    assert _draft(stopped) == QUALIFIED
    better = re.search(r'name="instead" value="([^"]+)"', stopped.text)
    assert better is not None
    instead = html.unescape(better[1])
    again = await jonas.post(f"{url}/letter", data={"text": QUALIFIED, "instead": instead})
    assert _draft(again) == instead == "Dear Ms Demir,\n\nI'm sorry.\n\nWhat can I do?\n\nJonas"
    assert "Bring it back" in again.text
    assert shop.said(conversation_id) == []
    assert (await jonas.post(f"{url}/letter", data={"text": instead})).status_code == 303


@pytest.mark.parametrize(
    ("text", "why"),
    [("", "Write something first."), ("Dear Ms Demir,\n\nIt comes on Friday.", "does not say sorry")],
)
async def test_what_is_no_letter_of_apology_is_not_sent(
    sign_in: SignIn, shop: Shop, text: str, why: str
) -> None:
    jonas, url, conversation_id = await _wanted(sign_in, shop)
    refused = await jonas.post(f"{url}/letter", data={"text": text})
    assert refused.status_code == 422
    assert why in refused.text
    assert shop.said(conversation_id) == []


async def test_a_lead_is_warned_before_it_leaves_and_may_insist(sign_in: SignIn, shop: Shop) -> None:
    elena, url, conversation_id = await _wanted(sign_in, shop, ELENA)
    promise = "Dear Ms Demir,\n\nI'm sorry.\n\nYou get 50 euros back.\n\nElena"
    warned = await elena.post(f"{url}/letter", data={"text": promise})
    assert warned.status_code == 422
    assert "No offer on the record backs" in warned.text
    assert shop.said(conversation_id) == []
    insisted = await elena.post(f"{url}/letter", data={"text": promise, "insist": "1"})
    assert insisted.status_code == 303
    assert shop.said(conversation_id) == [promise]


async def test_while_it_is_written_the_gate_says_what_it_will_say(sign_in: SignIn, shop: Shop) -> None:
    jonas, url, _ = await _wanted(sign_in, shop)
    await jonas.post(f"{url}/reply", data={"text": "I'm sorry. I'll write to you.", "client_id": "one"})
    advise = f"{url}/advice?letter=1"
    assert "The apology stands alone." in (await jonas.post(advise, data={"text": LETTER})).text
    assert "does not say sorry" in (await jonas.post(advise, data={"text": "Dear Ms Demir,"})).text
    assert "sent." in (await jonas.post(advise, data={"text": QUALIFIED})).text


async def test_who_does_not_have_the_case_reads_who_writes_it(sign_in: SignIn, shop: Shop) -> None:
    _, url, conversation_id = await _wanted(sign_in, shop)
    elena = await sign_in(ELENA)
    page = await elena.get(f"{url}/letter")
    assert "Jonas has this conversation, and writes the letter." in page.text
    assert "<textarea" not in page.text
    refused = await elena.post(f"{url}/letter", data={"text": LETTER})
    assert refused.status_code == 409
    assert "You wrote to nobody for three weeks." in refused.text, "what they wrote is not lost"
    assert shop.said(conversation_id) == []
    assert (await elena.get("/desk/conversations/nothing/letter")).status_code == 404


async def test_who_wants_to_be_called_is_offered_no_letter(sign_in: SignIn, shop: Shop) -> None:
    jonas, url, _ = await _wanted(sign_in, shop, way="phone")
    assert "wants to read the apology" not in (await jonas.get(url)).text


async def _wanted(
    sign_in: SignIn, shop: Shop, who: str = JONAS, way: str = "writing"
) -> tuple[httpx.AsyncClient, str, str]:
    """A customer who wants the apology that way, with an agent who has claimed her."""
    agent = await sign_in(who)
    conversation_id = shop.complain("nobody said sorry to my mother", name="Ms Demir", want=Want.APOLOGY)
    with shop.services.store.write() as session:
        case = find_case(session, conversation_id)
        assert case is not None
        note_facts(case, {"apology_way": way})
        case.customer_email = "demir@example.com"
    url = f"/desk/conversations/{conversation_id}"
    await agent.post(f"{url}/claim")
    return agent, url, conversation_id


def _draft(answer: httpx.Response) -> str:
    found = DRAFTED.search(answer.text)
    assert found is not None
    return html.unescape(found[1])
