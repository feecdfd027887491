"""A front desk as customers meet it: a real server on loopback, with a bot that does as it is told."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
import time
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
import uvicorn
import websockets

from amends.bootstrap import Services, build_services
from amends.settings import Settings
from amends.store.migrate import upgrade
from amends.web.app import create_app
from tests.conftest import StillClock
from tests.fakes import FakeBot

Frame = dict[str, Any]


@dataclass
class Server:
    """A running front desk."""

    url: str
    services: Services
    bot: FakeBot
    server: uvicorn.Server
    thread: threading.Thread

    @property
    def socket_url(self) -> str:
        return self.url.replace("http", "ws") + "/widget/socket"

    def session(self, token: str | None = None) -> Frame:
        answer = httpx.post(f"{self.url}/widget/session", json={"token": token} if token else {})
        answer.raise_for_status()
        return dict(answer.json())

    @asynccontextmanager
    async def window(self, token: str, *, after: int = 0, origin: str | None = None) -> AsyncIterator[Window]:
        headers = {"Origin": origin} if origin else {}
        async with websockets.connect(self.socket_url, extra_headers=headers) as connection:
            window = Window(connection)
            with suppress(websockets.ConnectionClosed):  # a server that refuses may be quicker
                await window.send(type="hello", token=token, after=after)
            yield window


@dataclass
class Window:
    """A customer's window, frame by frame."""

    connection: Any

    async def send(self, **frame: Any) -> None:
        await self.connection.send(json.dumps(frame))

    async def next(self, kind: str | None = None, seconds: float = 10.0) -> Frame:
        """Return the next frame, of a kind if one is named."""
        deadline = time.monotonic() + seconds
        while True:
            left = max(deadline - time.monotonic(), 0.01)
            frame: Frame = json.loads(await asyncio.wait_for(self.connection.recv(), left))
            if kind is None or frame["type"] == kind:
                return frame

    async def say(self, text: str, client_id: str | None = None) -> Frame:
        await self.send(type="say", client_id=client_id or str(uuid.uuid4()), text=text)
        return await self.next("stored")

    async def messages(self, count: int, seconds: float = 10.0) -> list[Frame]:
        return [(await self.next("message", seconds))["message"] for _ in range(count)]


def start(services: Services, bot: FakeBot, port: int | None = None) -> Server:
    """Start a front desk in a thread of its own; it is up when this returns."""
    app = create_app(services, bot)
    listener = socket.create_server(("127.0.0.1", port or 0))
    config = uvicorn.Config(
        app, ws="wsproto", ws_max_size=65_536, log_level="warning", timeout_graceful_shutdown=2
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    deadline = time.monotonic() + 20
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.02)
    assert server.started
    host, chosen = listener.getsockname()
    return Server(f"http://{host}:{chosen}", services, bot, server, thread)


def stop(server: Server) -> None:
    """Stop a front desk and wait until it is gone."""
    server.server.should_exit = True
    server.thread.join(20)
    assert not server.thread.is_alive()


@pytest.fixture
def services(settings: Settings, clock: StillClock) -> Iterator[Services]:
    upgrade(settings.database)
    built = build_services(settings, clock=clock)
    yield built
    built.store.close()


@pytest.fixture
def front_desk(services: Services) -> Iterator[Server]:
    bot = FakeBot("Nobody came.", "I'm sorry.", "What can I do?")
    server = start(services, bot)
    yield server
    stop(server)
