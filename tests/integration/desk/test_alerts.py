"""What was not given in time, on a page of its own and counted in the head of every page (METHOD M9)."""

from __future__ import annotations

from datetime import timedelta

from amends.cases.deadlines import Deadline
from amends.casework.record import find_case
from amends.desk.alerts import PAGE
from amends.follow_through.lateness import note_missed
from tests.integration.desk.conftest import ELENA, JONAS, HeldClock, Shop, SignIn


async def test_where_all_is_in_time_the_page_says_so(sign_in: SignIn) -> None:
    elena = await sign_in(ELENA)
    assert "Nothing is owed." in (await elena.get("/desk/alerts")).text
    assert "badge" not in (await elena.get("/desk/counts")).text


async def test_what_was_missed_stands_there_with_since_when_and_whose_it_was(
    sign_in: SignIn, shop: Shop, clock: HeldClock
) -> None:
    jonas, elena = await sign_in(JONAS), await sign_in(ELENA)
    theirs = shop.complain("nobody came", name="Ms Brandt")
    await jonas.post(f"/desk/conversations/{theirs}/claim")
    _miss(shop, theirs, Deadline.ANSWER, clock)
    page = (await elena.get("/desk/alerts")).text
    assert f'href="/desk/conversations/{theirs}"' in page
    assert "Ms Brandt" in page
    assert "Answer from the person who had it" in page
    assert "20 min late" in page
    assert "with Jonas" in page
    assert "with you" in (await jonas.get("/desk/alerts")).text


async def test_a_lead_counts_all_of_them_and_an_agent_their_own(
    sign_in: SignIn, shop: Shop, clock: HeldClock
) -> None:
    jonas, elena = await sign_in(JONAS), await sign_in(ELENA)
    theirs, waiting = shop.complain("nobody came"), shop.complain("still nobody")
    await jonas.post(f"/desk/conversations/{theirs}/claim")
    for conversation_id in (theirs, waiting):
        _miss(shop, conversation_id, Deadline.FIRST_ANSWER, clock)
        _miss(shop, conversation_id, Deadline.NEXT_UPDATE, clock)
    assert '2<span class="aside"> cases late' in (await elena.get("/desk/counts")).text
    assert '1<span class="aside"> case late' in (await jonas.get("/desk/counts")).text


async def test_however_many_are_late_all_of_them_can_be_read_what_is_owed_first(
    sign_in: SignIn, shop: Shop, clock: HeldClock
) -> None:
    jonas, elena = await sign_in(JONAS), await sign_in(ELENA)
    answered = shop.complain("nobody came", name="Answered")
    await jonas.post(f"/desk/conversations/{answered}/claim")
    owed = [shop.complain(f"nobody came, {number}") for number in range(PAGE)]
    for conversation_id in (*owed, answered):
        _miss(shop, conversation_id, Deadline.FIRST_ANSWER, clock)
    reply = {"text": "Which day suits you?", "client_id": "f"}
    await jonas.post(f"/desk/conversations/{answered}/reply", data=reply)
    first, second = [(await elena.get(f"/desk/alerts?page={page}")).text for page in (1, 2)]
    assert all(f'href="/desk/conversations/{one}"' in first for one in owed)
    assert f'Still owed <span class="count">{PAGE}</span>' in first
    assert "Page 1 of 2" in first
    assert "Answered since" not in first
    assert "They stand on the pages before." in second
    assert f'href="/desk/conversations/{answered}"' in second
    assert (await elena.get("/desk/alerts?page=99")).text.count("Page 2 of 2") == 1


async def test_an_answer_makes_good_what_was_late_but_not_the_day_it_should_have_been_settled(
    sign_in: SignIn, shop: Shop, clock: HeldClock
) -> None:
    jonas = await sign_in(JONAS)
    theirs = shop.complain("nobody came")
    url = f"/desk/conversations/{theirs}"
    await jonas.post(f"{url}/claim")
    _miss(shop, theirs, Deadline.FIRST_ANSWER, clock)
    await jonas.post(f"{url}/reply", data={"text": "Which day suits you?", "client_id": "f"})
    page = (await jonas.get("/desk/alerts")).text
    assert "Nothing is owed." in page
    assert "Answered since" in page
    assert "badge" not in (await jonas.get("/desk/counts")).text
    _miss(shop, theirs, Deadline.RESOLVE, clock)
    assert "Nothing is owed." not in (await jonas.get("/desk/alerts")).text
    settled = {"outcome": "Sent again.", "told": "It comes on Friday.", "client_id": "r"}
    await jonas.post(f"{url}/resolve", data=settled)
    assert "Nothing is owed." in (await jonas.get("/desk/alerts")).text


def _miss(shop: Shop, conversation_id: str, deadline: Deadline, clock: HeldClock) -> None:
    """The deadline was twenty minutes ago, and nobody kept it."""
    with shop.services.store.write() as session:
        case = find_case(session, conversation_id)
        assert case is not None
        note_missed(session, case, deadline, clock() - timedelta(minutes=20), now=clock())
