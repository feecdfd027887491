"""The client of Rasa: whatever Rasa does, there is an answer or BotFailed."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest

from amends.bot.client import SECRET_HEADER, RasaBot
from amends.languages.line import Line
from amends.messages.transcript import Choice
from amends.turns.bot import BotFailed, Question
from tests.fakes import ANGRY

QUESTION = Question("c", 7, "nobody came", "bot")


@asynccontextmanager
async def rasa(reply: bytes | None, *, asked: int, seen: list[bytes] | None = None) -> AsyncIterator[RasaBot]:
    """A server that answers every request with these bytes; None: it never answers. `asked`: how often it will be."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        if seen is not None:
            seen.append(head)
        if reply is None:
            await reader.read()  # until the client gives up
        else:
            writer.write(reply)
        with suppress(ConnectionError):
            await writer.drain()
            writer.close()
            await writer.wait_closed()
        finished.release()

    finished = asyncio.Semaphore(0)
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    bot = RasaBot(f"http://127.0.0.1:{port}", "secret", timeout=0.5)
    try:
        yield bot
    finally:
        await bot.close()
        for _ in range(asked):
            await asyncio.wait_for(finished.acquire(), 5)
        server.close()
        await server.wait_closed()


def http(body: object, status: str = "200 OK") -> bytes:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    head = f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {len(content)}\r\n\r\n"
    return head.encode() + content


async def test_an_answer_is_read_with_its_buttons_and_reading() -> None:
    body = {
        "messages": [
            {
                "text": "What can I do?",
                "buttons": [{"title": "Listen", "payload": "/want_vent"}],
                "line": {"name": "hello_again", "slots": {"reference": "AM-1000"}},
            },
            {"text": "Hello."},
        ],
        "reading": ANGRY.to_dict(),
    }
    seen: list[bytes] = []
    async with rasa(http(body), asked=1, seen=seen) as bot:
        turn = await bot.answer(QUESTION)
    assert turn.utterances[0].choices == (Choice("Listen", "/want_vent"),)
    assert [said.line for said in turn.utterances] == [Line("hello_again", {"reference": "AM-1000"}), None]
    assert turn.reading == ANGRY
    assert f"{SECRET_HEADER}: secret".encode() in seen[0]


@pytest.mark.parametrize(
    "reply",
    [
        None,
        b"",
        b"nonsense\r\n\r\n",
        http({"error": "no model"}, "503 Service Unavailable"),
        http(b"{"),
        http([]),
        http({}),
        http({"messages": [1]}),
        http({"messages": [{"text": "Hello.", "line": {"name": "hello"}}]}),
        http({"messages": [], "reading": {"intent": "x"}}),
    ],
    ids=[
        "silence",
        "hangs up",
        "no http",
        "503",
        "no json",
        "a list",
        "nothing",
        "no text",
        "half a line",
        "half a reading",
    ],
)
async def test_whatever_else_comes_is_a_failed_bot(reply: bytes | None) -> None:
    async with rasa(reply, asked=2) as bot:
        with pytest.raises(BotFailed):
            await bot.answer(QUESTION)
        with pytest.raises(BotFailed):
            await bot.read("nobody came")


async def test_nobody_there_is_a_failed_bot() -> None:
    bot = RasaBot("http://127.0.0.1:1", "secret", timeout=0.5)
    with pytest.raises(BotFailed, match="Connect"):
        await bot.answer(QUESTION)
    await bot.close()
