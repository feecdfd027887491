"""The widget's endpoints: a WebSocket, and plain HTTP for where that is not let through."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from typing import Any

from fastapi import APIRouter, Request, WebSocket, WebSocketDisconnect
from fastapi.responses import JSONResponse

from amends.messages.transcript import answered_lately
from amends.realtime.hub import Call
from amends.store.store import StoreUnavailable, TransactionConflict
from amends.web.front_desk import FrontDesk
from amends.web.limits import TooMany
from amends.web.origins import is_allowed, is_loopback
from amends.web.shapes import Json
from amends.web.window import Refused, Window, open_window, start_session, stored_shape

FRAME_CHARACTERS = 32_768
HELLO_SECONDS = 10.0
LONGEST_POLL = 25.0
STATUS_EVERY = 30.0
"""Seconds after which a waiting customer's status is worked out anew."""

RESTARTING = 1012
TRY_AGAIN_LATER = 1013

STATUS_CODES = {"too_fast": 429, "too_many": 429, "session": 401, "unavailable": 503, "unknown_button": 404}


def build_widget(front_desk: FrontDesk) -> APIRouter:
    """Return the routes under /widget. Each checks the origin; all but the session's want its token."""
    routes = APIRouter(prefix="/widget")

    @routes.post("/session")
    async def session(request: Request) -> JSONResponse:
        body = await _json(request)
        settings = front_desk.services.settings
        address = request.client.host if request.client else "unknown"
        exempt = settings.development and is_loopback(address)
        token, window = await start_session(front_desk, body.get("token"), address, exempt=exempt)
        news = await window.news()
        return JSONResponse(
            {**_welcome(front_desk, token, news.messages, news.status), "company": settings.company}
        )

    @routes.post("/messages")
    async def say(request: Request) -> JSONResponse:
        body = await _json(request)
        return JSONResponse(stored_shape(await _take(await _window(front_desk, request), body)))

    @routes.get("/messages")
    async def poll(request: Request, after: int = 0, wait: float = 0.0) -> JSONResponse:
        window = await _window(front_desk, request)
        window.shown = after
        return JSONResponse(await _long_poll(window, min(max(wait, 0.0), LONGEST_POLL)))

    @routes.post("/seen")
    async def seen(request: Request) -> JSONResponse:
        await (await _window(front_desk, request)).seen((await _json(request)).get("id"))
        return JSONResponse({})

    @routes.post("/typing")
    async def typing(request: Request) -> JSONResponse:
        (await _window(front_desk, request)).typing(bool((await _json(request)).get("on")))
        return JSONResponse({})

    @routes.websocket("/socket")
    async def socket(websocket: WebSocket) -> None:
        await websocket.accept()
        if not is_allowed(
            websocket.headers.get("origin"), websocket.headers.get("host"), front_desk.services.settings
        ):
            await websocket.close(4403)
            return
        with suppress(WebSocketDisconnect, RuntimeError):
            await _serve(front_desk, websocket)

    return routes


def refused_response(refused: Refused) -> JSONResponse:
    """Answer a refusal over HTTP."""
    headers = {"Retry-After": str(refused.retry_after)} if refused.retry_after else {}
    return JSONResponse(refused.shape(), STATUS_CODES.get(refused.reason, 422), headers)


async def _serve(front_desk: FrontDesk, websocket: WebSocket) -> None:
    try:
        hello = await asyncio.wait_for(_frame(websocket), HELLO_SECONDS)
        window = open_window(front_desk, hello.get("token"))
        window.shown = _number(hello.get("after"))
    except TimeoutError:
        await websocket.close(4401)
        return
    except Refused as refused:
        await websocket.send_json(refused.shape())
        await websocket.close(4401)
        return
    try:
        await window.follow()
        await _until_one_ends(_listen(window, websocket), _tell(front_desk, window, websocket))
    except (TooMany, StoreUnavailable, TransactionConflict):
        await websocket.close(TRY_AGAIN_LATER)
    except asyncio.CancelledError:
        # The front desk stops; the window comes back by itself.
        await websocket.close(RESTARTING)


async def _listen(window: Window, websocket: WebSocket) -> None:
    """Take the window's frames until it closes."""
    while True:
        try:
            frame = await _frame(websocket)
            kind = frame.get("type")
            if kind in ("say", "press"):
                await websocket.send_json(stored_shape(await _take(window, frame)))
            elif kind == "seen":
                await window.seen(frame.get("id"))
            elif kind == "typing":
                window.typing(bool(frame.get("on")))
            elif kind == "ping":
                await websocket.send_json({"type": "pong"})
        except Refused as refused:
            await websocket.send_json(refused.shape())


async def _tell(front_desk: FrontDesk, window: Window, websocket: WebSocket) -> None:
    """Welcome the window and tell it what is new; again for an earlier conversation that it goes on in."""
    while True:
        served = window.conversation_id
        with front_desk.sockets.hold(served), front_desk.hub.listen(served) as calls:
            news = await window.news()
            token = front_desk.tokens.issue(served)
            await websocket.send_json(_welcome(front_desk, token, news.messages, news.status))
            front_desk.turns.answer_soon(served)
            while window.conversation_id == served:
                await _tell_news(window, websocket, calls)
                await window.follow()


async def _tell_news(window: Window, websocket: WebSocket, calls: asyncio.Queue[Call]) -> None:
    """Give the window what is new, when the hub calls or after a while by itself."""
    served, call = window.conversation_id, None
    with suppress(TimeoutError):
        call = await asyncio.wait_for(calls.get(), STATUS_EVERY)
    if call is not None and call.kind == "typing":
        if call.who in ("bot", "person"):
            await websocket.send_json({"type": "typing", "who": call.who, "on": call.on})
        return
    if window.conversation_id != served:
        return
    before = window.status
    news = await window.news()
    for message in news.messages:
        await websocket.send_json({"type": "message", "message": message})
    for message_id in news.answered:
        await websocket.send_json({"type": "answered", "id": message_id})
    if news.status != before:
        await websocket.send_json({"type": "status", "status": news.status})


async def _until_one_ends(*coroutines: Any) -> None:
    tasks = [asyncio.create_task(coroutine) for coroutine in coroutines]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _long_poll(window: Window, wait: float) -> Json:
    typing = False
    with window.front_desk.hub.listen(window.conversation_id) as calls:
        news = await window.news()
        deadline = asyncio.get_running_loop().time() + wait
        while not news.messages and not typing:
            left = deadline - asyncio.get_running_loop().time()
            if left <= 0:
                break
            with suppress(TimeoutError):
                call = await asyncio.wait_for(calls.get(), left)
                typing = call.kind == "typing" and call.who == "person" and call.on
                if call.kind != "typing":
                    before = window.status
                    news = await window.news()
                    if news.status != before:
                        break
    answered = await asyncio.to_thread(_answered, window)
    return {"messages": news.messages, "status": news.status, "typing": typing, "answered": answered}


def _answered(window: Window) -> list[int]:
    with window.front_desk.services.store.read() as session:
        return answered_lately(session, window.conversation_id)


async def _take(window: Window, body: Json) -> Any:
    if "button" in body:
        return await window.press(body.get("client_id"), body.get("button"))
    return await window.say(body.get("client_id"), body.get("text"))


async def _window(front_desk: FrontDesk, request: Request) -> Window:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        raise Refused("session", "This conversation has been away for long. It starts anew.")
    window = open_window(front_desk, token)
    await window.follow()
    return window


def _welcome(front_desk: FrontDesk, token: str, messages: Any, status: Json) -> Json:
    limits = {"length": front_desk.services.settings.message_length}
    return {"type": "welcome", "token": token, "messages": list(messages), "status": status, "limits": limits}


async def _frame(websocket: WebSocket) -> Json:
    text = await websocket.receive_text()
    if len(text) > FRAME_CHARACTERS:
        raise Refused("bad_frame", "This message is too large. Send it in parts.")
    return _object(text)


async def _json(request: Request) -> Json:
    return _object(await request.body() or b"{}")


def _object(text: str | bytes) -> Json:
    try:
        value = json.loads(text)
    except ValueError:
        value = None
    if not isinstance(value, dict):
        raise Refused("bad_frame", "This message could not be read. Send it again.")
    return value


def _number(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else 0
