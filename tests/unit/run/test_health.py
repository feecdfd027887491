"""A process is well when it says so, and only then."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from amends.run.health import is_healthy


@asynccontextmanager
async def answering(status: str, body: str) -> AsyncIterator[str]:
    """Serve one answer to everything and yield the address."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(
            f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n{body}".encode()
        )
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"


@pytest.mark.parametrize(
    ("status", "body", "well"),
    [
        ("200 OK", '{"status": "ok"}', True),
        ("200 OK", '{"status": "no model"}', False),
        ("200 OK", "hello", False),
        ("200 OK", "[]", False),
        ("503 Unavailable", '{"status": "ok"}', False),
    ],
)
async def test_only_ok_is_ok(status: str, body: str, well: bool) -> None:
    async with answering(status, body) as url:
        assert await is_healthy(url) is well


async def test_nobody_there_is_not_well() -> None:
    async with answering("200 OK", "") as url:
        pass
    assert await is_healthy(url) is False
