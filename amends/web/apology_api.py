"""The gate for other programs: POST /api/apology/check (docs/protocol.md). Closed until the operator sets a key."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from amends.apology import Check, check
from amends.web.front_desk import FrontDesk
from amends.web.limits import TooMany
from amends.web.shapes import Json

PATH = "/api/apology/check"
MOST_TEXTS = 20
"""How many messages `before` and `said` may hold each."""

STATUS_CODES = {"closed": 404, "key": 401, "too_fast": 429, "bad_request": 422, "too_long": 413}


class Declined(Exception):
    """A request that is not answered; `error` is a word for a program, `text` says what to do."""

    def __init__(self, error: str, text: str, *, retry_after: int | None = None) -> None:
        super().__init__(text)
        self.error = error
        self.retry_after = retry_after


class CheckRequest(BaseModel):
    """What a program asks: a text, and what its sender said before (see amends.apology.check)."""

    model_config = ConfigDict(extra="forbid", strict=True)

    text: str
    lang: Annotated[str, Field(max_length=35)] = "en"
    before: Annotated[list[str], Field(max_length=MOST_TEXTS)] = []
    said: Annotated[list[str], Field(max_length=MOST_TEXTS)] = []

    def longest(self) -> int:
        """Characters of the longest text."""
        return max(map(len, (self.text, *self.before, *self.said)))


def build_apology_api(front_desk: FrontDesk) -> APIRouter:
    """Return the route. Without a key in the settings it answers as if it were not there."""
    routes = APIRouter()

    @routes.post(PATH)
    async def check_text(request: Request) -> JSONResponse:
        try:
            _let_in(front_desk, request)
            asked = _asked(await request.body(), longest=front_desk.services.settings.message_length)
        except Declined as declined:
            return _decline(declined)
        checked = await asyncio.to_thread(
            check, asked.text, lang=asked.lang, before=asked.before, said=asked.said
        )
        return JSONResponse(shape_of(checked), headers={"Cache-Control": "no-store"})

    return routes


def shape_of(checked: Check) -> Json:
    """Return a check as JSON values; spans count code points."""
    return {
        "verdict": checked.verdict.value,
        "spans": [[breach.start, breach.end] for breach in checked.breaches],
        "reasons": [breach.reason for breach in checked.breaches],
        "rules": [breach.rule for breach in checked.breaches],
        "rewrite": checked.rewrite,
        "lang": checked.lang,
        "note": checked.note,
        "version": checked.version,
    }


def _let_in(front_desk: FrontDesk, request: Request) -> None:
    key = front_desk.services.settings.api_key
    if key is None:
        raise Declined("closed", "This is closed. The operator opens it by setting AMENDS_API_KEY.")
    address = request.client.host if request.client else "unknown"
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    right = scheme.lower() == "bearer" and hmac.compare_digest(
        _digest(given.strip()), _digest(key.get_secret_value())
    )
    try:
        front_desk.checks.spend("api" if right else f"api refused:{address}")
    except TooMany as error:
        raise Declined("too_fast", str(error), retry_after=error.retry_after) from error
    if not right:
        raise Declined("key", "Send the operator's key: Authorization: Bearer KEY.")


def _asked(body: bytes, *, longest: int) -> CheckRequest:
    try:
        asked = CheckRequest.model_validate_json(body)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"])) or "the body"
        text = (
            f'{place}: {first["msg"]}. Send JSON: {{"text": "...", "lang": "en", "before": [], "said": []}}.'
        )
        raise Declined("bad_request", text) from error
    if asked.longest() > longest:
        raise Declined("too_long", f"A text has more than {longest} characters. Send it in parts.")
    return asked


def _digest(key: str) -> bytes:
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).digest()


def _decline(declined: Declined) -> JSONResponse:
    headers = {"Cache-Control": "no-store"}
    if declined.error == "key":
        headers["WWW-Authenticate"] = "Bearer"
    if declined.retry_after:
        headers["Retry-After"] = str(declined.retry_after)
    body = {"error": declined.error, "text": str(declined)}
    return JSONResponse(body, STATUS_CODES[declined.error], headers)
