"""The insight pages as a browser gets them: line-up, trends, report, search and customers' data."""

from __future__ import annotations

import re

import pytest

from amends.bootstrap import Services
from amends.casework.handoff import close, mark_informed
from amends.casework.record import find_case
from amends.desk.accounts import find_agent
from amends.desk.handling import settle_case, take_over
from amends.insight.line_up import last_working_day
from amends.web.report import NoSuchMonth, as_table, read_month, report_html
from tests.integration.desk.conftest import ELENA, JONAS, HeldClock, Shop, SignIn
from tests.languages import ENGLISH, LANGUAGES


def _settle(services: Services, clock: HeldClock, conversation_id: str) -> None:
    with services.store.write() as session:
        jonas = find_agent(session, JONAS)
        assert jonas is not None
        take_over(session, conversation_id, jonas, now=clock(), languages=LANGUAGES)
        told = "Your parcel is with you tomorrow by 12:00."
        case = settle_case(
            session,
            conversation_id,
            jonas,
            outcome="Sent again",
            told=told,
            client_id="r",
            now=clock(),
            languages=LANGUAGES,
        )
        mark_informed(session, case, now=clock())
        case.heat_now = 0.1
        close(session, case, now=clock(), accepted=True)


async def test_the_line_up_tells_yesterdays_hardest_and_best_and_todays_promises(
    sign_in: SignIn,
    shop: Shop,
    clock: HeldClock,
    services: Services,
) -> None:
    hard = shop.complain("nobody came and nobody cares", heat=0.97, name="Hard")
    good = shop.complain("my parcel is late", heat=0.8, name="Good")
    _settle(services, clock, good)
    clock.forward(hours=24)
    page = (await (await sign_in(ELENA)).get("/desk/line-up")).text
    hardest, best = page.split('id="best-title"')[0], page.split('id="best-title"')[1]
    assert shop.case(hard).reference in hardest
    assert shop.case(good).reference in best.split('id="promises-title"')[0]
    assert "the customer says it is settled" in best
    assert shop.case(hard).reference in best.split('id="promises-title"')[1]
    assert re.search(r"<th scope=\"row\">Jonas</th><td class=\"n\">1</td>", best)
    assert any(standard.title in page for standard in ENGLISH.standards)


def test_on_monday_the_last_working_day_is_friday(clock: HeldClock, services: Services) -> None:
    assert last_working_day(clock(), services.levels.hours).first.strftime("%A") == "Friday"


@pytest.mark.parametrize("unit", ["day", "week", "month"])
async def test_trends_are_shown_by_every_unit_and_open_their_cases(
    sign_in: SignIn,
    shop: Shop,
    unit: str,
) -> None:
    conversation_id = shop.complain("nobody came", name="Ms <Brandt>")
    elena = await sign_in(ELENA)
    page = await elena.get(f"/desk/insight?unit={unit}")
    assert page.status_code == 200
    assert "1 complaint</a>: at least 10 more customers" in page.text
    link = re.search(r'href="(/desk/insight/cases\?of=complaints[^"]+topic=late_delivery)"', page.text)
    assert link is not None
    behind = (await elena.get(link[1].replace("&amp;", "&"))).text
    assert shop.case(conversation_id).reference in behind
    assert "Ms &lt;Brandt&gt;" in behind
    for wrong in ("of=none&from=2026-01-01&to=2026-02-01", "of=all&from=2026-02-01&to=2026-01-01", "of=all"):
        assert (await elena.get(f"/desk/insight/cases?{wrong}")).status_code == 404


def test_a_report_is_one_file_that_needs_nothing_else(shop: Shop, services: Services) -> None:
    shop.complain("nobody came", name="Ms Brandt")
    trends, made_up = read_month(services, "2026-11")
    html = report_html(services, trends, made_up=made_up)
    assert not re.search(r"<script|<a |<link|src=|url\(http", html)
    assert "Ms Brandt" not in html
    table = "".join(as_table(trends))
    assert "topics,late_delivery,1,complaints,1" in table
    for wrong in ("2026-13", "26-1", "", "0000-01"):
        with pytest.raises(NoSuchMonth, match="write one like"):
            read_month(services, wrong)


async def test_search_finds_and_escapes(sign_in: SignIn, shop: Shop) -> None:
    shop.complain("the <b>courier</b> never rang", name="Ms Brandt")
    page = (await (await sign_in(JONAS)).get("/desk/search?q=courier")).text
    assert "<mark>courier</mark>" in page
    assert "&lt;b&gt;" in page
    assert "Customers' data" not in page


async def test_a_lead_gives_and_erases_and_it_is_on_the_trail(
    sign_in: SignIn,
    shop: Shop,
    clock: HeldClock,
    services: Services,
) -> None:
    conversation_id = shop.complain("nobody came to Elmstreet")
    with services.store.write() as session:
        case = find_case(session, conversation_id)
        assert case is not None
        case.customer_email = "a@b.example"
    elena = await sign_in(ELENA)
    form = {"email": "a@b.example", "sure": "yes"}
    assert (await elena.post("/desk/privacy/erase", data=form)).status_code == 409
    _settle(services, clock, conversation_id)
    assert "Elmstreet" in (await elena.post("/desk/privacy/give", data=form)).text
    assert (await elena.post("/desk/privacy/erase", data={"email": "a@b.example"})).status_code == 422
    assert shop.case(conversation_id).reference in (await elena.post("/desk/privacy/erase", data=form)).text
    with services.store.read() as session:
        case = find_case(session, conversation_id)
        assert case is not None
        assert [entry.event for entry in case.audit][-2:] == ["data_given", "erased"]
        assert not any(message.text for message in case.conversation.messages)
    exported = await elena.get("/desk/cases.csv?from=2026-11-01&to=2026-11-30")
    assert "attachment" in exported.headers["content-disposition"]
    assert "Elmstreet" not in exported.text
    jonas = await sign_in(JONAS)
    assert (await jonas.get("/desk/cases.csv?from=2026-11-01&to=2026-11-30")).status_code == 403
