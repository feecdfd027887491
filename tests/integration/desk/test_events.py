"""The event stream: it says that there is something new, soon, to whoever is signed in."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import httpx
from fastapi import FastAPI
from sse_starlette.event import ServerSentEvent

from amends.desk.sign_in import sign_in as enter
from amends.realtime.hub import BACKLOG, DESK, Call
from amends.web.desk.events import Events, gather
from amends.web.desk.guard import Guard
from amends.web.front_desk import FrontDesk
from tests.integration.desk.conftest import ELENA, PASSWORD, HeldClock, Shop, SignIn

SOON = 10.0


async def test_a_customers_message_is_announced(front_desk: FrontDesk, shop: Shop, clock: HeldClock) -> None:
    conversation_id = shop.complain("nobody came")
    stream = Events(Guard(front_desk)).news(_token(front_desk, clock), conversation_id)
    assert [await _next(stream), await _next(stream)] == ["conversation", "queue"]
    front_desk.hub.tell(Call("typing", conversation_id, who="customer", on=True))
    assert await _next(stream) == "typing"
    await front_desk.turns.take(conversation_id, "c1", text="and another thing")
    assert {await _next(stream) for _ in range(3)} == {"typing", "conversation", "queue"}
    await front_desk.turns.settle()
    await stream.aclose()  # type: ignore[attr-defined]  # an async generator, told as what it is used as


async def test_another_conversation_is_news_for_the_queue_only(front_desk: FrontDesk) -> None:
    calls: asyncio.Queue[Call] = asyncio.Queue()
    calls.put_nowait(Call("said", "another", who="customer"))
    calls.put_nowait(Call("typing", "another", who="customer", on=True))
    calls.put_nowait(Call("typing", "watched", who="bot", on=True))
    news = await gather(calls, "watched", seconds=SOON)
    assert (news.queue, news.conversation, news.typing) == (True, False, None)


async def test_a_storm_of_calls_is_one_event_and_none_is_missed() -> None:
    calls: asyncio.Queue[Call] = asyncio.Queue()
    for _ in range(BACKLOG + 1):
        calls.put_nowait(Call("said", "another", who="customer"))
    news = await gather(calls, "watched", seconds=SOON)
    assert calls.empty()
    assert [event.event for event in news.events()] == ["conversation", "queue"]


async def test_the_stream_ends_when_the_agent_signs_out(
    front_desk: FrontDesk, sign_in: SignIn, shop: Shop
) -> None:
    elena = await sign_in(ELENA)
    stream = Events(Guard(front_desk)).news(elena.cookies["amends_desk"], None)
    assert await _next(stream) == "queue"
    await elena.post("/desk/sign-out")
    front_desk.hub.tell(Call("said", "any", who="customer"))
    assert await _next(stream) == "sign-in"
    assert [event async for event in stream] == []
    assert front_desk.hub.listeners(DESK) == 0


async def test_over_http_the_stream_is_an_event_stream(
    desk_app: FastAPI, sign_in: SignIn, visit: object
) -> None:
    elena = await sign_in(ELENA)
    status, headers, first = await _open(desk_app, f"amends_desk={elena.cookies['amends_desk']}")
    assert status == 200
    assert headers["content-type"].startswith("text/event-stream")
    assert headers["cache-control"] == "no-store"
    assert b"event: queue" in first


async def test_over_http_nobody_hears_anything_without_a_sign_in(desk_app: FastAPI) -> None:
    transport = httpx.ASGITransport(desk_app)
    async with httpx.AsyncClient(transport=transport, base_url="http://desk.test") as browser:
        answer = await browser.get("/desk/events", headers={"Accept": "text/event-stream"})
    assert answer.status_code == 401
    assert answer.content == b""


def _token(front_desk: FrontDesk, clock: HeldClock) -> str:
    token = enter(front_desk.services.store, ELENA, PASSWORD, hours=1, now=clock())
    assert token is not None
    return token


async def _next(stream: AsyncIterator[ServerSentEvent]) -> str:
    event = await asyncio.wait_for(anext(stream), SOON)
    assert event.event is not None
    return event.event


async def _open(app: FastAPI, cookie: str) -> tuple[int, dict[str, str], bytes]:
    """Open the stream as a browser does, and leave after the first event."""
    sent: asyncio.Queue[dict[str, object]] = asyncio.Queue()
    left = asyncio.Event()

    async def receive() -> dict[str, object]:
        await left.wait()
        return {"type": "http.disconnect"}

    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": "http",
        "path": "/desk/events", "raw_path": b"/desk/events", "query_string": b"", "root_path": "",
        "headers": [(b"host", b"desk.test"), (b"cookie", cookie.encode())],
        "client": ("127.0.0.1", 1), "server": ("desk.test", 80),
    }  # fmt: skip
    stream = asyncio.create_task(app(scope, receive, sent.put))  # type: ignore[arg-type]  # plain dicts will do
    start, body = [await asyncio.wait_for(sent.get(), SOON) for _ in range(2)]
    left.set()
    await asyncio.wait_for(stream, SOON)
    headers = {name.decode(): value.decode() for name, value in start["headers"]}  # type: ignore[attr-defined]
    return int(str(start["status"])), headers, bytes(body["body"])  # type: ignore[call-overload]
