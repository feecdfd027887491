"""Who comes in, and who does not."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute

from amends.bootstrap import Services
from amends.desk.accounts import disable_agent
from amends.web.desk import build_desk
from amends.web.desk.guard import leads_only
from amends.web.front_desk import FrontDesk
from tests.integration.desk.conftest import ELENA, JONAS, PASSWORD, HeldClock, Shop, SignIn

Visit = Callable[[], httpx.AsyncClient]
FOR_LEADS = {
    ("GET", "/desk/people"),
    ("POST", "/desk/people/{agent_id}"),
    ("POST", "/desk/requests/{request_id}"),
    ("POST", "/desk/praise/{praise_id}"),
    ("GET", "/desk/outbox"),
    ("POST", "/desk/outbox/{entry_id}"),
    ("GET", "/desk/privacy"),
    ("POST", "/desk/privacy/give"),
    ("POST", "/desk/privacy/erase"),
    ("GET", "/desk/cases.csv"),
    ("GET", "/desk/cases.json"),
}
"""What agents may not do: a route that is added for leads is named here."""
OPEN = {("GET", "/desk/sign-in"), ("POST", "/desk/sign-in")}


async def test_the_right_password_opens_the_desk(visit: Visit) -> None:
    elena = visit()
    answer = await elena.post("/desk/sign-in", data={"email": " Elena@Shop.example", "password": PASSWORD})
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk/")
    page = await elena.get("/desk/")
    assert page.status_code == 200
    assert "Elena" in page.text


@pytest.mark.parametrize(
    ("email", "password"),
    [(ELENA, "not her password"), ("nobody@shop.example", PASSWORD), (ELENA, ""), ("", "")],
)
async def test_every_wrong_attempt_gets_the_same_answer(visit: Visit, email: str, password: str) -> None:
    answer = await visit().post("/desk/sign-in", data={"email": email, "password": password})
    assert answer.status_code == 401
    assert "E-mail and password do not fit." in answer.text
    assert "set-cookie" not in answer.headers


async def test_a_disabled_account_is_signed_out_and_stays_out(
    visit: Visit, sign_in: SignIn, services: Services
) -> None:
    jonas = await sign_in(JONAS)
    with services.store.write() as session:
        disable_agent(session, JONAS)
    assert (await jonas.get("/desk/")).status_code == 303
    answer = await visit().post("/desk/sign-in", data={"email": JONAS, "password": PASSWORD})
    assert answer.status_code == 401


async def test_attempts_are_limited(visit: Visit) -> None:
    browser = visit()
    for _ in range(5):
        await browser.post("/desk/sign-in", data={"email": ELENA, "password": "wrong wrong wrong"})
    answer = await browser.post("/desk/sign-in", data={"email": ELENA, "password": PASSWORD})
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) > 0


async def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(visit: Visit) -> None:
    answer = await visit().post("/desk/sign-in", data={"email": ELENA, "password": PASSWORD})
    cookie = answer.headers["set-cookie"].lower()
    assert cookie.startswith("amends_desk=")
    assert all(part in cookie for part in ("httponly", "samesite=lax", "path=/", "max-age=43200"))


def test_every_route_is_known_here(front_desk: FrontDesk) -> None:
    assert len(_routes(front_desk)) >= 17


async def test_no_route_opens_without_a_sign_in(front_desk: FrontDesk, visit: Visit, shop: Shop) -> None:
    conversation_id = shop.complain("nobody came")
    before = shop.case(conversation_id).state
    for method, path in sorted(_routes(front_desk) - OPEN):
        url = _address(path, conversation_id)
        answer = await visit().request(method, url)
        assert answer.status_code == 303, (method, path)
        assert answer.headers["location"].startswith("/desk/sign-in?next=%2Fdesk%2F"), (method, path)
        assert conversation_id not in answer.text
        fragment = await visit().request(method, url, headers={"HX-Request": "true"})
        assert fragment.status_code == 401, (method, path)
        assert fragment.headers["hx-redirect"].startswith("/desk/sign-in?next="), (method, path)
    assert shop.case(conversation_id).state is before


async def test_what_only_leads_may_do_is_kept_from_agents(
    front_desk: FrontDesk, sign_in: SignIn, shop: Shop
) -> None:
    """Every route is either for everybody or for leads; the table of routes says which, and this asks each."""
    conversation_id = shop.complain("nobody came")
    jonas, elena = await sign_in(JONAS), await sign_in(ELENA)
    guarded = {
        (method, route.path)
        for route in build_desk(front_desk).routes
        if isinstance(route, APIRoute)
        for method in route.methods or ()
        if any(dependency.dependency is leads_only for dependency in route.dependencies)
    }
    assert guarded == FOR_LEADS
    for method, path in sorted(guarded):
        url = _address(path, conversation_id)
        refused = await jonas.request(method, url)
        assert refused.status_code == 403, (method, path)
        assert "Only a lead may do this." in refused.text
        assert (await elena.request(method, url)).status_code != 403, (method, path)


async def test_no_form_is_taken_without_its_csrf_value(
    front_desk: FrontDesk, sign_in: SignIn, shop: Shop
) -> None:
    jonas = await sign_in(JONAS)
    conversation_id = shop.complain("nobody came")
    before = shop.case(conversation_id).state
    for given in ("", "made-up", None):
        jonas.headers.pop("X-CSRF-Token", None)
        if given is not None:
            jonas.headers["X-CSRF-Token"] = given
        for method, path in sorted(_routes(front_desk) - OPEN):
            if method != "POST":
                continue
            url = _address(path, conversation_id)
            assert (await jonas.post(url)).status_code == 403, path
    assert shop.case(conversation_id).state is before


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}]
)
async def test_another_sites_page_can_send_nothing(
    visit: Visit, sign_in: SignIn, shop: Shop, headers: dict[str, str]
) -> None:
    jonas = await sign_in(JONAS)
    conversation_id = shop.complain("nobody came")
    url = f"/desk/conversations/{conversation_id}/claim"
    assert (await jonas.post(url, headers=headers)).status_code == 403
    entering = await visit().post(
        "/desk/sign-in", data={"email": JONAS, "password": PASSWORD}, headers=headers
    )
    assert entering.status_code == 403


@pytest.mark.parametrize(
    ("wanted", "goes_to"),
    [
        ("/desk/conversations/abc", "/desk/conversations/abc"),
        ("https://evil.example/desk/", "/desk/"),
        ("//evil.example/desk/", "/desk/"),
        ("/desk//evil.example", "/desk/"),
        ("/desk/\\evil.example", "/desk/"),
        ("/desk/../widget", "/desk/"),
        ("javascript:alert(1)", "/desk/"),
        ("/desk/sign-in", "/desk/"),
        ("", "/desk/"),
    ],
)
async def test_signing_in_leads_only_into_the_desk(visit: Visit, wanted: str, goes_to: str) -> None:
    form = {"email": ELENA, "password": PASSWORD, "next": wanted}
    answer = await visit().post("/desk/sign-in", data=form)
    assert answer.headers["location"] == goes_to


async def test_signing_out_ends_the_session_on_the_server(sign_in: SignIn, visit: Visit) -> None:
    elena = await sign_in(ELENA)
    thief = visit()
    thief.cookies.update(elena.cookies)
    assert (await thief.get("/desk/")).status_code == 200
    assert (await elena.post("/desk/sign-out")).status_code == 303
    assert (await thief.get("/desk/")).status_code == 303


async def test_a_sign_in_ends_after_its_hours(sign_in: SignIn, clock: HeldClock) -> None:
    elena = await sign_in(ELENA)
    clock.forward(hours=11, minutes=59)
    assert (await elena.get("/desk/")).status_code == 200
    clock.forward(minutes=2)
    assert (await elena.get("/desk/")).status_code == 303


async def test_every_answer_is_kept_from_frames_and_caches(visit: Visit, desk_app: FastAPI) -> None:
    for path in ("/desk/sign-in", "/desk/"):
        answer = await visit().get(path)
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
        assert "unsafe" not in answer.headers["content-security-policy"]
        assert answer.headers["cache-control"] == "no-store"


def _address(path: str, conversation_id: str) -> str:
    """A route's path with something in every place of it; a new kind of place must be named here."""
    places = {"{conversation_id}": conversation_id, "{path:path}": "no/such/page", "{message_id}": "1"}
    places |= {"{reply_id}": "1", "{agent_id}": "1", "{request_id}": "1", "{offer_id}": "1"}
    places |= {"{praise_id}": "1", "{entry_id}": "1", "{review_id}": "1"}
    for place, value in places.items():
        path = path.replace(place, value)
    assert "{" not in path, path
    return path


def _routes(front_desk: FrontDesk) -> set[tuple[str, str]]:
    routes = [route for route in build_desk(front_desk).routes if isinstance(route, APIRoute)]
    assert len(routes) == len(build_desk(front_desk).routes)
    return {(method, route.path) for route in routes for method in route.methods or ()}
