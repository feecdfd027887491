"""The outbox on the desk: what waits, what was given up and why, and trying it again (METHOD M10, R7)."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from amends.bootstrap import Services
from amends.casework.record import find_case
from amends.mail.keeping import MAIL, put_mail
from amends.mail.writing import MailDraft, MailKind, MailStopped
from amends.outbox.handler import EntryKind, Failure, PutOff, TurnedDown
from amends.outbox.leasing import lease_due, note_failure
from amends.redress.payouts import MOST_ATTEMPTS, PAYOUT
from amends.store.tables import AuditEntry, EntryState, OutboxEntry
from tests.integration.desk.conftest import ELENA, JONAS, HeldClock, Shop, SignIn
from tests.languages import ENGLISH

GONE = "/desk/outbox/1"


async def test_empty_it_says_so_and_that_e_mail_is_off(sign_in: SignIn) -> None:
    page = (await (await sign_in(ELENA)).get("/desk/outbox")).text
    assert "Nothing waits." in page
    assert "No e-mail was given up." in page
    assert "E-mail is off" in page


async def test_an_e_mail_that_waits_says_when_it_is_tried_next_and_what_stood_against_it(
    sign_in: SignIn, shop: Shop, clock: HeldClock
) -> None:
    _letter(shop, clock)
    _fail(shop.services, MAIL, PutOff("the mail server is full"), clock)
    page = (await (await sign_in(ELENA)).get("/desk/outbox")).text
    assert "A letter of apology" in page
    assert "Tried once, next" in page
    assert "in 1 min" in page
    assert "the mail server is full" in page


async def test_a_dead_letter_is_tried_again_with_one_click_and_the_trail_says_by_whom(
    sign_in: SignIn, shop: Shop, clock: HeldClock
) -> None:
    conversation_id = _letter(shop, clock)
    _fail(shop.services, MAIL, TurnedDown("refused: no such mailbox"), clock)
    elena = await sign_in(ELENA)
    page = (await elena.get("/desk/outbox")).text
    assert "refused: no such mailbox" in page
    assert "Ask for another one in the chat" in page
    assert '1<span class="aside"> given up' in (await elena.get("/desk/counts")).text
    for _ in range(2):
        assert (await elena.post(GONE)).status_code == 303
    assert "No e-mail was given up." in (await elena.get("/desk/outbox")).text
    assert "given up" not in (await elena.get("/desk/counts")).text
    assert [(actor) for actor, event in _trail(shop, conversation_id) if event == "mail_retried"] == [
        "agent:1"
    ]
    assert (await elena.post("/desk/outbox/99")).status_code == 404


async def test_what_could_not_be_issued_says_why_and_is_tried_again(
    sign_in: SignIn, shop: Shop, clock: HeldClock
) -> None:
    jonas, elena = await sign_in(JONAS), await sign_in(ELENA)
    conversation_id = shop.complain("nobody came")
    url = f"/desk/conversations/{conversation_id}"
    await jonas.post(f"{url}/claim")
    gift = {"kind": "voucher", "amount": "5.00", "why": "three missed deliveries", "client_id": "f"}
    await jonas.post(f"{url}/offer", data=gift)
    await jonas.post(f"{url}/offers/1", data={"take": "1"})
    assert "Voucher, 5 euros" in (await elena.get("/desk/outbox")).text
    _die(shop.services, clock)
    page = (await elena.get("/desk/outbox")).text
    assert "Given up after 18 tries" in page
    assert "503 from the receiver" in page
    assert "The customer was promised it." in page
    assert (await elena.post("/desk/outbox/1")).status_code == 303
    with shop.services.store.read() as session:
        assert session.scalars(select(OutboxEntry.state)).one() is EntryState.WAITING
    assert ("agent:1", "issue_retried") in _trail(shop, conversation_id)
    assert (await elena.post("/desk/outbox/99")).status_code == 404


async def test_it_shows_nobodys_address_and_no_vouchers_code(
    sign_in: SignIn, shop: Shop, clock: HeldClock
) -> None:
    _letter(shop, clock)
    page = (await (await sign_in(ELENA)).get("/desk/outbox")).text
    assert "anna@example.com" not in page
    assert "Dear Anna" not in page


def test_no_e_mail_is_kept_that_names_a_sum_no_offer_backs(shop: Shop, clock: HeldClock) -> None:
    with pytest.raises(MailStopped, match="50 euros"):
        _letter(shop, clock, "You get 50 euros back.")


def _letter(shop: Shop, clock: HeldClock, body: str = "Dear Anna,\n\nI'm sorry.\n\nJonas") -> str:
    """A letter of apology waits to be sent by e-mail."""
    conversation_id = shop.complain("nobody came")
    with shop.services.store.write() as session:
        case = find_case(session, conversation_id)
        assert case is not None
        draft = MailDraft(MailKind.LETTER, "A letter", body, language=ENGLISH)
        put_mail(session, case, draft, to="anna@example.com", key="letter:1:1", now=clock())
    return conversation_id


def _fail(services: Services, kind: EntryKind, failure: Failure, clock: HeldClock) -> None:
    """The next attempt fails."""
    with services.store.write() as session:
        (delivery,) = lease_due(session, kind, owner="a", limit=1, now=clock())
        note_failure(session, delivery, failure, kind, owner="a", chance=0.0, now=clock())


def _die(services: Services, clock: HeldClock) -> None:
    """The last attempt fails too."""
    with services.store.write() as session:
        session.scalars(select(OutboxEntry)).one().attempts = MOST_ATTEMPTS - 1
    _fail(services, PAYOUT, PutOff("503 from the receiver"), clock)


def _trail(shop: Shop, conversation_id: str) -> list[tuple[str, str]]:
    with shop.services.store.read() as session:
        case = find_case(session, conversation_id)
        assert case is not None
        found = session.scalars(select(AuditEntry).where(AuditEntry.case_id == case.id))
        return [(entry.actor, entry.event) for entry in found]
