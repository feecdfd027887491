"""The fake front desk on the network: the routes of the protocol."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.websockets import WebSocket, WebSocketDisconnect

from tests.e2e.fake_front_desk.conversation import Conversation, Frame
from tests.e2e.fake_front_desk.front_desk import FakeFrontDesk

WIDGET = Path(__file__).parents[3] / "widget"
LIMITS = {"length": 4000}


class Endpoints:
    """Each translates between the network and the desk."""

    def __init__(self, front_desk: FakeFrontDesk) -> None:
        self.front_desk = front_desk

    async def session(self, request: Request) -> Response:
        conversation = self.front_desk.find((await request.json()).get("token")) or self.front_desk.begin()
        return JSONResponse(
            {
                "token": conversation.token,
                "company": "Example Shop",
                "limits": LIMITS,
                "messages": conversation.messages,
                "status": conversation.status,
            }
        )

    async def messages(self, request: Request) -> Response:
        conversation = self.front_desk.find(request.headers.get("authorization", "").removeprefix("Bearer "))
        if conversation is None:
            return JSONResponse(session_refused(), status_code=401)
        if request.method == "POST":
            frame = await request.json()
            self.front_desk.frames.append({"type": "post", **frame})
            result = self.front_desk.take(conversation, frame)
            return JSONResponse(result, status_code=200 if result["type"] == "stored" else 422)
        after, wait = int(request.query_params["after"]), float(request.query_params["wait"])
        if wait and not conversation.after(after):
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(conversation.changed.wait(), min(wait, 2))
        answered = [one["id"] for one in conversation.messages if one["state"] == "answered"]
        return JSONResponse(
            {
                "messages": conversation.after(after),
                "status": conversation.status,
                "typing": conversation.typing,
                "answered": answered,
            }
        )

    async def note(self, request: Request) -> Response:
        conversation = self.front_desk.find(request.headers.get("authorization", "").removeprefix("Bearer "))
        if conversation is None:
            return JSONResponse(session_refused(), status_code=401)
        conversation.hear({"type": request.url.path.rsplit("/", 1)[-1], **await request.json()})
        return JSONResponse({})

    async def socket(self, websocket: WebSocket) -> None:
        if self.front_desk.refuse_sockets or self.front_desk.down:
            await websocket.close()
            return
        await websocket.accept()
        with contextlib.suppress(WebSocketDisconnect, RuntimeError):
            await self.converse(websocket)

    async def converse(self, websocket: WebSocket) -> None:
        hello = json.loads(await websocket.receive_text())
        conversation = self.front_desk.find(hello["token"])
        if conversation is None:
            await websocket.send_json(session_refused())
            await websocket.close(4401)
            return
        await websocket.send_json(
            {
                "type": "welcome",
                "token": conversation.token,
                "limits": LIMITS,
                "messages": conversation.after(hello["after"]),
                "status": conversation.status,
            }
        )
        conversation.sockets.add(websocket)
        try:
            async for text in websocket.iter_text():
                frame = json.loads(text)
                if self.front_desk.down:
                    await websocket.close(1011)
                    return
                self.front_desk.frames.append(frame)
                if frame["type"] in ("say", "press"):
                    await self.take_from_socket(websocket, conversation, frame)
                elif frame["type"] == "ping":
                    await websocket.send_json({"type": "pong"})
                else:
                    conversation.hear(frame)
        finally:
            conversation.sockets.discard(websocket)

    async def take_from_socket(self, websocket: WebSocket, conversation: Conversation, frame: Frame) -> None:
        if self.front_desk.lose_acks:
            conversation.sockets.discard(websocket)
            self.front_desk.take(conversation, frame)
            await websocket.close(1011)
            return
        await websocket.send_json(self.front_desk.take(conversation, frame))

    async def home(self, request: Request) -> Response:
        return (
            HTMLResponse(self.front_desk.page) if self.front_desk.page else FileResponse(WIDGET / "demo.html")
        )

    def app(self) -> Starlette:
        """The routes of the protocol, the widget's files and the demo page."""

        @contextlib.asynccontextmanager
        async def lifespan(_: Starlette) -> AsyncIterator[None]:
            self.front_desk.loop = asyncio.get_running_loop()
            yield

        return Starlette(
            lifespan=lifespan,
            routes=[
                Route("/", self.home),
                Route("/widget/session", self.guarded(self.session), methods=["POST"]),
                Route("/widget/messages", self.guarded(self.messages), methods=["GET", "POST"]),
                Route("/widget/seen", self.guarded(self.note), methods=["POST"]),
                Route("/widget/typing", self.guarded(self.note), methods=["POST"]),
                WebSocketRoute("/widget/socket", self.socket),
                Mount("/widget", StaticFiles(directory=WIDGET)),
            ],
            middleware=[
                Middleware(CORSMiddleware, allow_origins=["*"], allow_headers=["*"], allow_methods=["*"])
            ],
        )

    def guarded(self, endpoint: Callable[[Request], Any]) -> Callable[[Request], Any]:
        """An endpoint that remembers who asked for what, and answers 503 while the desk is down."""

        async def answer(request: Request) -> Response:
            self.front_desk.requests.append(f"{request.method} {request.url.path}")
            if self.front_desk.down:
                return Response(status_code=503)
            response: Response = await endpoint(request)
            return response

        return answer


def session_refused() -> Frame:
    """What an expired or unknown token gets."""
    return {"type": "refused", "client_id": None, "reason": "session", "text": "Please begin again."}
