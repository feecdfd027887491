"""The gate for other programs: closed by default, and then open to who has the key."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
from pydantic import SecretStr, ValidationError

from amends.apology import GATE_VERSION
from amends.bootstrap import build_services
from amends.settings import Settings
from amends.web.app import create_app
from tests.integration.desk.conftest import ObedientBot

KEY = "k" * 40
PATH = "/api/apology/check"


@asynccontextmanager
async def program(
    settings: Settings, *, key: str | None = None, **more: Any
) -> AsyncIterator[httpx.AsyncClient]:
    """A program that asks a front desk with these settings, and sends a key where it has one."""
    services = build_services(settings.model_copy(update=more))
    transport = httpx.ASGITransport(create_app(services, ObedientBot()))
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    async with httpx.AsyncClient(transport=transport, base_url="http://desk.test", headers=headers) as client:
        yield client
    services.store.close()


def opened(settings: Settings, **more: Any) -> Any:
    """A program with the key, at a front desk that has one."""
    return program(settings, key=KEY, api_key=SecretStr(KEY), **more)


async def test_without_a_key_in_the_settings_it_is_closed(settings: Settings) -> None:
    async with program(settings, key=KEY) as client:
        answer = await client.post(PATH, json={"text": "I'm sorry."})
    assert answer.status_code == 404
    assert answer.json()["error"] == "closed"


@pytest.mark.parametrize("key", [None, "wrong", KEY[:-1], f"{KEY}k", "é" * 40])
async def test_only_the_key_opens_it(settings: Settings, key: str | None) -> None:
    async with program(settings, api_key=SecretStr(KEY)) as client:
        headers = httpx.Headers({"Authorization": f"Bearer {key}"} if key else {}, encoding="utf-8")
        answer = await client.post(PATH, json={"text": "I'm sorry."}, headers=headers)
    assert answer.status_code == 401
    assert answer.json()["error"] == "key"
    assert answer.headers["WWW-Authenticate"] == "Bearer"


async def test_a_text_is_answered_with_everything_the_gate_says(settings: Settings) -> None:
    async with opened(settings) as client:
        answer = await client.post(PATH, json={"text": "I'm sorry, but no."})
    assert answer.status_code == 200
    said = answer.json()
    assert said["verdict"] == "qualified"
    assert said["spans"] == [[11, 14]]
    assert said["rules"] == ["M3"]
    assert "takes the apology back" in said["reasons"][0]
    assert said["rewrite"] == "I'm sorry. What can I do?"
    assert (said["lang"], said["note"], said["version"]) == ("en", None, GATE_VERSION)


async def test_what_was_said_before_counts(settings: Settings) -> None:
    async with opened(settings) as client:
        taken_back = await client.post(PATH, json={"text": "But no.", "before": ["I'm sorry."]})
        again = await client.post(PATH, json={"text": "I'm sorry.", "said": ["I'm sorry."]})
        unknown = await client.post(PATH, json={"text": "I'm sorry.", "lang": "xx"})
    assert taken_back.json()["verdict"] == "qualified"
    assert again.json()["verdict"] == "repeated"
    assert unknown.json()["lang"] == "und"
    assert "xx" in unknown.json()["note"]


@pytest.mark.parametrize(
    "body",
    [b"", b"no", b"[]", b"{}", b'{"text": 1}', b'{"text": "a", "lang": 1}', b'{"text": "a", "before": "b"}',
     b'{"text": "a", "other": 1}', b'{"text": "caf\xe9"}', b'{"text": "a", "said": ' + b"[" * 5000,
     b'{"text": "a", "before": [' + b",".join([b'"b"'] * 21) + b"]}"],
)  # fmt: skip
async def test_what_cannot_be_read_is_answered_in_json(settings: Settings, body: bytes) -> None:
    async with opened(settings) as client:
        answer = await client.post(PATH, content=body)
    assert answer.status_code == 422
    assert answer.json()["error"] == "bad_request"
    assert "Send JSON" in answer.json()["text"]


async def test_long_texts_and_many_requests_are_declined(settings: Settings) -> None:
    async with opened(settings, checks_per_minute=2) as client:
        long = await client.post(PATH, json={"text": "x", "before": ["x" * 4001]})
        huge = await client.post(PATH, content=b"x" * 70_000)
        assert (await client.post(PATH, json={"text": "x"})).status_code == 200
        fast = await client.post(PATH, json={"text": "x"})
    assert (long.status_code, long.json()["error"]) == (413, "too_long")
    assert huge.status_code == 413
    assert (fast.status_code, fast.json()["error"]) == (429, "too_fast")
    assert int(fast.headers["Retry-After"]) > 0


async def test_guessing_a_key_is_slow_and_does_not_slow_who_has_it(settings: Settings) -> None:
    async with program(settings, api_key=SecretStr(KEY), checks_per_minute=1) as client:
        wrong, right = ({"Authorization": f"Bearer {key}"} for key in ("guess", KEY))
        answers = [await client.post(PATH, json={"text": "x"}, headers=wrong) for _ in range(2)]
        assert [answer.status_code for answer in answers] == [401, 429]
        assert (await client.post(PATH, json={"text": "x"}, headers=right)).status_code == 200


def test_a_short_key_is_refused_and_an_empty_one_is_none() -> None:
    assert Settings.model_validate({"api_key": ""}).api_key is None
    with pytest.raises(ValidationError):
        Settings(api_key=SecretStr("short"))
