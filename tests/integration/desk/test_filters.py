"""The queue's filters: in the address, each for itself and together."""

from __future__ import annotations

import re

import pytest

from amends.bootstrap import Services
from amends.casework.record import find_case
from amends.desk.accounts import find_agent
from amends.desk.filters import Filters, read_filters
from amends.store.tables import Want
from tests.integration.desk.conftest import ELENA, JONAS, HeldClock, Shop, SignIn


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", {"Late", "Hot", "Turkish"}),
        ("?topic=billing", {"Hot"}),
        ("?want=apology", {"Late"}),
        ("?language=tr", {"Turkish"}),
        ("?breached=1", {"Late"}),
        ("?topic=billing&want=apology", set()),
        ("?topic=nonsense&want=%22%25&page=x", {"Late", "Hot", "Turkish"}),
    ],
)
async def test_only_what_fits_is_shown(
    sign_in: SignIn, shop: Shop, services: Services, clock: HeldClock, query: str, shown: set[str]
) -> None:
    shop.complain("it is late", name="Late", want=Want.APOLOGY)
    clock.forward(hours=2)
    _set(services, shop.complain("charged twice", name="Hot", want=Want.COMPENSATION), topic="billing")
    _set(services, shop.complain("kargo gelmedi", name="Turkish"), language="tr")
    page = (await (await sign_in(ELENA)).get(f"/desk/{query}")).text
    waiting = page.split("</section>")[0]
    assert set(re.findall(r"<strong>(Late|Hot|Turkish)</strong>", waiting)) == shown
    if not shown:
        assert "3 customers wait in all." in page
    assert '<span class="badge">3<span class="aside"> waiting</span></span>' in page


async def test_for_me_is_what_i_know_and_speak(sign_in: SignIn, shop: Shop, services: Services) -> None:
    with services.store.write() as session:
        jonas = find_agent(session, JONAS)
        assert jonas is not None
        jonas.skills = ["billing"]
    _set(services, shop.complain("late", name="Late"), topic="late_delivery")
    _set(services, shop.complain("charged twice", name="Bill"), topic="billing")
    _set(services, shop.complain("iki kez", name="Turkish"), topic="billing", language="tr")
    page = (await (await sign_in(JONAS)).get("/desk/?mine=1")).text
    assert re.findall(r"<strong>(Late|Bill|Turkish)</strong>", page) == ["Bill"]


async def test_the_live_lists_stay_filtered(sign_in: SignIn) -> None:
    page = (await (await sign_in(ELENA)).get("/desk/?topic=billing&breached=1")).text
    assert 'hx-get="/desk/queue?topic=billing&amp;breached=1"' in page
    assert '<option value="billing" selected>Billing</option>' in page


def test_filters_come_back_from_the_address_they_make() -> None:
    for filters in (Filters(), Filters("billing", "vent", "de", mine=True, breached=True, page=3)):
        query = dict(pair.split("=") for pair in filters.query().lstrip("?").split("&") if pair)
        assert read_filters(query) == filters


def _set(services: Services, conversation_id: str, *, topic: str = "", language: str = "") -> None:
    with services.store.write() as session:
        case = find_case(session, conversation_id)
        assert case is not None
        case.topic = topic or case.topic
        case.conversation.language = language or case.conversation.language
