"""The widget's endpoints as windows use them: sessions, sockets, the way without sockets, and limits."""

from __future__ import annotations

import asyncio
import time
import uuid

import httpx
import pytest
import websockets

from amends.bootstrap import Services
from amends.settings import Settings
from amends.store.tables import Conversation, Message
from amends.web.tokens import Tokens
from tests.integration.web.conftest import Server, start, stop
from tests.languages import LANGUAGES


def say(front_desk: Server, token: str, **body: object) -> httpx.Response:
    return httpx.post(
        f"{front_desk.url}/widget/messages", json=body, headers={"Authorization": f"Bearer {token}"}
    )


async def test_a_customer_is_greeted_by_an_assistant_that_says_so(front_desk: Server) -> None:
    session = front_desk.session()
    assert session["company"] == "Example Shop"
    assert "automated assistant" in session["messages"][0]["text"]
    assert session["status"]["speaker"] == {"kind": "bot", "name": None}


async def test_a_message_is_stored_and_then_answered(front_desk: Server) -> None:
    token = front_desk.session()["token"]
    async with front_desk.window(token) as window:
        assert (await window.next())["type"] == "welcome"
        stored = await window.say("nobody came")
        own, *answers = await window.messages(4)
        assert (own["id"], own["from"]) == (stored["id"], "customer")
        assert [answer["text"] for answer in answers] == ["Nobody came.", "I'm sorry.", "What can I do?"]
        assert await window.next("answered") == {"type": "answered", "id": stored["id"]}
        assert (await window.next("status"))["status"]["case"] == "AM-20001"


async def test_a_repeated_client_id_gives_the_first_id_and_nothing_twice(front_desk: Server) -> None:
    token, client_id = front_desk.session()["token"], str(uuid.uuid4())
    async with front_desk.window(token) as window:
        stored = [await window.say("nobody came", client_id) for _ in range(3)]
    assert len({frame["id"] for frame in stored}) == 1
    with front_desk.services.store.read() as session:
        assert session.query(Message).filter_by(speaker="customer").count() == 1


async def test_a_second_window_sees_everything(front_desk: Server) -> None:
    token = front_desk.session()["token"]
    async with front_desk.window(token) as first, front_desk.window(token) as second:
        await first.next("welcome")
        await second.next("welcome")
        await first.say("nobody came")
        assert (await second.messages(4))[0]["text"] == "nobody came"


async def test_a_reload_gets_what_was_said(front_desk: Server) -> None:
    token = front_desk.session()["token"]
    async with front_desk.window(token) as window:
        await window.say("nobody came")
        await window.messages(4)
    again = front_desk.session(token)
    assert [m["text"] for m in again["messages"]][1:] == [
        "nobody came",
        "Nobody came.",
        "I'm sorry.",
        "What can I do?",
    ]
    assert again["messages"][1]["state"] == "answered"


async def test_a_restart_of_the_front_desk_loses_nothing(front_desk: Server, services: Services) -> None:
    token = front_desk.session()["token"]
    async with front_desk.window(token) as window:
        await window.say("nobody came")
        await window.messages(4)
    stop(front_desk)
    restarted = start(services, front_desk.bot)
    try:
        assert len(restarted.session(token)["messages"]) == 5
    finally:
        stop(restarted)


@pytest.mark.parametrize("token", ["none", "nonsense", "eyJhIjoxfQ.aaaa.bbbb"])
async def test_without_our_token_nothing_opens(front_desk: Server, token: str) -> None:
    async with front_desk.window(token) as window:
        assert (await window.next())["reason"] == "session"
        with pytest.raises(websockets.ConnectionClosed) as closed:
            await window.next()
        assert closed.value.code == 4401
    assert say(front_desk, token, client_id=str(uuid.uuid4()), text="hi").status_code == 401


async def test_a_conversation_id_alone_opens_nothing(front_desk: Server) -> None:
    front_desk.session()
    with front_desk.services.store.read() as session:
        conversation_id = session.query(Message).first().conversation_id  # type: ignore[union-attr]
    assert say(front_desk, conversation_id, client_id=str(uuid.uuid4()), text="hi").status_code == 401


async def test_an_expired_token_starts_a_new_conversation(
    front_desk: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = front_desk.session()
    later = time.time() + 31 * 24 * 3600
    monkeypatch.setattr("itsdangerous.timed.time.time", lambda: later)
    again = front_desk.session(first["token"])
    assert again["messages"][0]["id"] != first["messages"][0]["id"]


async def test_another_page_may_not_open_a_socket_nor_send(front_desk: Server) -> None:
    token = front_desk.session()["token"]
    async with front_desk.window(token, origin="https://evil.example") as window:
        with pytest.raises(websockets.ConnectionClosed) as closed:
            await window.next()
        assert closed.value.code == 4403
    answer = httpx.post(
        f"{front_desk.url}/widget/session", json={}, headers={"Origin": "https://evil.example"}
    )
    assert answer.status_code == 403


async def test_a_page_on_the_list_may_do_both(services: Services, front_desk: Server) -> None:
    settings = services.settings.model_copy(update={"allowed_origins": ["https://shop.example"]})
    listed = start(
        Services(settings, services.store, services.levels, services.policies, LANGUAGES, services.clock),
        front_desk.bot,
    )
    try:
        origin = {"Origin": "https://shop.example"}
        answer = httpx.post(f"{listed.url}/widget/session", json={}, headers=origin)
        assert answer.headers["access-control-allow-origin"] == "https://shop.example"
        async with listed.window(answer.json()["token"], origin=origin["Origin"]) as window:
            assert (await window.next())["type"] == "welcome"
    finally:
        stop(listed)


@pytest.mark.parametrize(
    ("text", "reason"), [("", "empty"), (" \n ", "empty"), ("a" * 4001, "too_long"), (None, "empty")]
)
async def test_what_cannot_be_taken_is_said_plainly(
    front_desk: Server, text: str | None, reason: str
) -> None:
    token = front_desk.session()["token"]
    async with front_desk.window(token) as window:
        await window.next("welcome")
        await window.send(type="say", client_id=str(uuid.uuid4()), text=text)
        refused = await window.next("refused")
    assert refused["reason"] == reason
    assert refused["text"].endswith(".")


async def test_four_thousand_characters_are_taken(front_desk: Server) -> None:
    token = front_desk.session()["token"]
    async with front_desk.window(token) as window:
        assert (await window.say("é" * 4000))["type"] == "stored"


@pytest.mark.parametrize("frame", ["[]", "nonsense", '"a"', "1", "null", "{" * 500])
async def test_a_frame_that_cannot_be_read_does_not_end_the_conversation(
    front_desk: Server, frame: str
) -> None:
    token = front_desk.session()["token"]
    async with front_desk.window(token) as window:
        await window.next("welcome")
        await window.connection.send(frame)
        assert (await window.next("refused"))["reason"] == "bad_frame"
        assert (await window.say("still here"))["type"] == "stored"


async def test_a_flood_is_slowed_and_told_when_to_go_on(front_desk: Server) -> None:
    token = front_desk.session()["token"]
    async with front_desk.window(token) as window:
        await window.next("welcome")
        for number in range(21):
            await window.send(type="say", client_id=str(uuid.uuid4()), text=f"number {number}")
        refused = await window.next("refused")
    assert refused["reason"] == "too_fast"
    assert "seconds" in refused["text"]


async def test_a_body_that_is_too_large_is_refused(front_desk: Server) -> None:
    answer = httpx.post(f"{front_desk.url}/widget/session", content=b"x" * 70_000)
    assert answer.status_code == 413

    def stream() -> object:
        for _ in range(80):
            yield b"x" * 1024

    answer = httpx.post(f"{front_desk.url}/widget/session", content=stream())  # type: ignore[arg-type]
    assert answer.status_code == 413


async def test_so_many_sockets_and_no_more(front_desk: Server) -> None:
    token = front_desk.session()["token"]
    limit = front_desk.services.settings.sockets_per_conversation
    windows = [front_desk.window(token) for _ in range(limit)]
    opened = [await window.__aenter__() for window in windows]
    for window in opened:
        await window.next("welcome")
    async with front_desk.window(token) as one_more:
        with pytest.raises(websockets.ConnectionClosed) as closed:
            await one_more.next()
        assert closed.value.code == 1013
    for entered in windows:
        await entered.__aexit__(None, None, None)


async def test_without_a_socket_the_same_works_over_http(front_desk: Server) -> None:
    session = front_desk.session()
    token, last = session["token"], session["messages"][-1]["id"]
    stored = say(front_desk, token, client_id=str(uuid.uuid4()), text="nobody came").json()
    assert stored["type"] == "stored"
    seen: list[str] = []
    async with httpx.AsyncClient(headers={"Authorization": f"Bearer {token}"}) as client:
        for _ in range(10):
            answer = await client.get(
                f"{front_desk.url}/widget/messages", params={"after": last, "wait": 5}, timeout=20
            )
            for message in answer.json()["messages"]:
                seen.append(message["text"])
                last = message["id"]
            if len(seen) >= 4:
                break
    assert seen == ["nobody came", "Nobody came.", "I'm sorry.", "What can I do?"]
    assert stored["id"] in answer.json()["answered"]


async def test_a_poll_with_nothing_new_ends_by_itself(front_desk: Server) -> None:
    session = front_desk.session()
    answer = await asyncio.to_thread(
        httpx.get,
        f"{front_desk.url}/widget/messages",
        params={"after": session["messages"][-1]["id"], "wait": 0.2},
        headers={"Authorization": f"Bearer {session['token']}"},
    )
    assert answer.json()["messages"] == []


async def test_a_full_disk_is_no_lost_message(front_desk: Server) -> None:
    """The record refuses to be written: nothing was taken, the window says so, and the retry goes through."""
    token, client_id = front_desk.session()["token"], str(uuid.uuid4())
    with front_desk.services.store.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
    _limit_pages(front_desk, pages)
    text = "a" * 4000
    refused = [say(front_desk, token, client_id=client_id, text=text) for _ in range(1)]
    while refused[-1].status_code == 200 and len(refused) < 15:
        refused.append(say(front_desk, token, client_id=str(uuid.uuid4()), text=text))
    assert refused[-1].status_code == 503
    assert refused[-1].json()["reason"] == "unavailable"
    _limit_pages(front_desk, 1_000_000)
    assert say(front_desk, token, client_id=str(uuid.uuid4()), text=text).status_code == 200


def _limit_pages(front_desk: Server, pages: int) -> None:
    """SQLite's own way to run out of room: no page more than these."""
    from sqlalchemy import event

    engine = front_desk.services.store.engine
    engine.dispose()

    def limit(connection: object, _record: object) -> None:
        connection.execute(f"PRAGMA max_page_count={pages}")  # type: ignore[attr-defined]

    event.listen(engine, "connect", limit)


async def test_sessions_of_one_address_are_limited_in_production(
    services: Services, front_desk: Server
) -> None:
    settings = Settings(
        environment="production", secret="s" * 32, var=services.settings.var, sessions_per_minute=3
    )
    strict = start(
        Services(settings, services.store, services.levels, services.policies, LANGUAGES, services.clock),
        front_desk.bot,
    )
    try:
        codes = [httpx.post(f"{strict.url}/widget/session", json={}).status_code for _ in range(4)]
    finally:
        stop(strict)
    assert codes == [200, 200, 200, 429]


async def test_the_demo_page_is_for_development_only(services: Services, front_desk: Server) -> None:
    assert httpx.get(front_desk.url).status_code == 200
    settings = Settings(environment="production", secret="s" * 32, var=services.settings.var)
    production = start(
        Services(settings, services.store, services.levels, services.policies, LANGUAGES, services.clock),
        front_desk.bot,
    )
    try:
        assert httpx.get(production.url).status_code == 404
    finally:
        stop(production)


async def test_a_repeat_is_answered_also_where_the_rate_is_used_up(front_desk: Server) -> None:
    token, client_id = front_desk.session()["token"], str(uuid.uuid4())
    first = say(front_desk, token, client_id=client_id, text="nobody came").json()
    while say(front_desk, token, client_id=str(uuid.uuid4()), text="and?").status_code == 200:
        pass
    assert say(front_desk, token, client_id=client_id, text="nobody came").json() == first


async def test_the_widgets_modules_may_be_loaded_by_any_page_and_come_compressed(front_desk: Server) -> None:
    for name in ("amends-chat.js", "words/en.js"):
        answer = httpx.get(f"{front_desk.url}/widget/{name}", headers={"Origin": "https://shop.example"})
        assert answer.status_code == 200
        assert answer.headers["access-control-allow-origin"] == "*"
        assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
        assert answer.headers["content-encoding"] == "gzip"


async def test_a_message_that_cannot_be_read_is_refused_by_its_own_id(front_desk: Server) -> None:
    token = front_desk.session()["token"]
    answer = say(front_desk, token, client_id="not-a-uuid", text="nobody came")
    assert answer.json()["reason"] == "bad_frame"
    assert answer.json()["client_id"] == "not-a-uuid"


async def test_a_record_that_does_not_answer_is_said_so_and_windows_come_back(front_desk: Server) -> None:
    token = front_desk.session()["token"]
    with front_desk.services.store.engine.connect() as connection:
        connection.exec_driver_sql("ALTER TABLE messages RENAME TO away")
        connection.commit()
    answer = httpx.get(
        f"{front_desk.url}/widget/messages", params={"after": 0}, headers={"Authorization": f"Bearer {token}"}
    )
    assert (answer.status_code, answer.json()["reason"]) == (503, "unavailable")
    async with front_desk.window(token) as window:
        with pytest.raises(websockets.ConnectionClosed) as closed:
            await window.next()
        assert closed.value.code == 1013
    with front_desk.services.store.engine.connect() as connection:
        connection.exec_driver_sql("ALTER TABLE away RENAME TO messages")
        connection.commit()
    async with front_desk.window(token) as window:
        assert (await window.next())["type"] == "welcome"


async def test_a_window_that_was_proved_to_belong_to_an_earlier_conversation_goes_on_there(
    front_desk: Server,
) -> None:
    """A new browser, a code that fits: the same window shows the earlier conversation, as a reload does (M21)."""
    earlier, new = front_desk.session()["token"], front_desk.session()["token"]
    first, second = (
        Tokens(front_desk.services.settings.signing_secret(), days=1).read(t) for t in (earlier, new)
    )
    async with front_desk.window(earlier) as window:
        await window.say("nobody came")
        await window.messages(4)
    async with front_desk.window(new) as window:
        welcome = await window.next("welcome")
        with front_desk.services.store.write() as session:
            session.get_one(Conversation, second).continued_as = first
        await window.send(type="say", client_id=str(uuid.uuid4()), text="and now?")
        moved = await window.next("welcome")
    assert "nobody came" in [message["text"] for message in moved["messages"]]
    assert moved["token"] != welcome["token"]
    assert "nobody came" in [m["text"] for m in front_desk.session(new)["messages"]]
    polled = httpx.get(
        f"{front_desk.url}/widget/messages", params={"after": 0}, headers={"Authorization": f"Bearer {new}"}
    )
    assert "nobody came" in [message["text"] for message in polled.json()["messages"]]


async def test_an_address_leaves_only_a_trace_that_nobody_can_read(front_desk: Server) -> None:
    front_desk.session()
    front_desk.session()
    with front_desk.services.store.read() as session:
        traces = [conversation.came_from for conversation in session.query(Conversation)]
    assert len(set(traces)) == 1
    assert "." not in str(traces[0])
    assert len(str(traces[0])) == 64
