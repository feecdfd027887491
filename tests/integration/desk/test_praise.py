"""Praise reaches whom it names; what names nobody is the team's until a lead gives it to whom it is for (M17, M24)."""

from __future__ import annotations

from sqlalchemy import select

from amends.casework.record import find_case
from amends.follow_through.praise import record_praise
from amends.store.tables import AuditEntry, Message, Praise
from tests.integration.desk.conftest import ELENA, JONAS, Shop, SignIn


async def test_before_anybody_was_praised_the_page_says_what_comes_here(sign_in: SignIn) -> None:
    page = (await (await sign_in(JONAS)).get("/desk/praise")).text
    assert "No customer has named you yet." in page
    assert "For colleagues" not in page


async def test_praise_that_names_jonas_is_new_to_him_once(sign_in: SignIn, shop: Shop) -> None:
    _praise(shop, "Jonas was so kind, thank you")
    jonas, elena = await sign_in(JONAS), await sign_in(ELENA)
    assert "/desk/praise" in (await jonas.get("/desk/counts")).text
    assert "/desk/praise" not in (await elena.get("/desk/counts")).text
    assert ">new<" in (await jonas.get("/desk/praise")).text
    again = (await jonas.get("/desk/praise")).text
    assert "Jonas was so kind, thank you" in again
    assert ">new<" not in again
    assert "/desk/praise" not in (await jonas.get("/desk/counts")).text


async def test_a_lead_sees_everybodys_and_seeing_it_does_not_pass_it_on(sign_in: SignIn, shop: Shop) -> None:
    _praise(shop, "Jonas was so kind, thank you")
    elena = await sign_in(ELENA)
    page = (await elena.get("/desk/praise")).text
    assert "For colleagues" in page
    assert "for Jonas" in page
    assert ">new<" in (await (await sign_in(JONAS)).get("/desk/praise")).text


async def test_what_names_nobody_is_given_by_a_lead_to_whom_it_is_for(sign_in: SignIn, shop: Shop) -> None:
    _praise(shop, "the young man on the phone was lovely")
    jonas, elena = await sign_in(JONAS), await sign_in(ELENA)
    assert "It is for" not in (await jonas.get("/desk/praise")).text
    assert "It is for" in (await elena.get("/desk/praise")).text
    for _ in range(2):
        assert (await elena.post("/desk/praise/1", data={"to": "2"})).status_code == 303
    page = (await jonas.get("/desk/praise")).text
    assert "the young man on the phone was lovely" in page.split("For the team")[0]
    assert ">new<" in page
    with shop.services.store.read() as session:
        given = select(AuditEntry.detail).where(AuditEntry.event == "praise_given")
        assert list(session.scalars(given)) == [{"to": "Jonas"}]
    for path, to in (("/desk/praise/1", "99"), ("/desk/praise/1", ""), ("/desk/praise/99", "2")):
        assert (await elena.post(path, data={"to": to})).status_code == 404


def _praise(shop: Shop, text: str) -> Praise:
    """A customer praises on a case of theirs."""
    conversation_id = shop.complain("nobody came", reason=None)
    message_id = shop.say(conversation_id, text, heat=0.0)
    with shop.services.store.write() as session:
        case = find_case(session, conversation_id)
        assert case is not None
        message = session.get_one(Message, message_id)
        return record_praise(session, message, case_id=case.id, now=shop.services.clock())
