"""The guard of every desk page: nobody comes in who is not signed in, and no form from another page (default-deny)."""

from __future__ import annotations

import asyncio
from typing import Final
from urllib.parse import quote, urlsplit

from starlette.requests import Request
from starlette.responses import Response

from amends.desk.presence import be_there, must_note_presence
from amends.desk.sign_in import SignedIn, is_theirs, who_is
from amends.realtime.hub import Call
from amends.settings import Settings
from amends.web.front_desk import FrontDesk

DESK: Final = "/desk"
HOME: Final = f"{DESK}/"
SIGN_IN: Final = f"{DESK}/sign-in"
CSRF_FIELD: Final = "csrf"
CSRF_HEADER: Final = "X-CSRF-Token"
_READING: Final = frozenset({"GET", "HEAD", "OPTIONS"})


class SignInNeeded(Exception):
    """Nobody is signed in; `after` is where they wanted to go."""

    def __init__(self, after: str) -> None:
        super().__init__("Sign in first.")
        self.after = after


class Forbidden(Exception):
    """The request did not come from one of the agent's own pages."""


class Guard:
    """The one dependency of all desk routes: same origin, signed in, CSRF value; and presence is noted by it."""

    def __init__(self, front_desk: FrontDesk) -> None:
        self.front_desk = front_desk
        self.services = front_desk.services

    async def __call__(self, request: Request) -> None:
        """Let a request in and note who it comes from. Raises SignInNeeded, Forbidden."""
        writes = request.method not in _READING
        if writes and not is_same_origin(request):
            raise Forbidden("This did not come from the desk. Open the desk anew and try again.")
        if request.url.path == SIGN_IN:
            return
        signed_in = await asyncio.to_thread(self._who, token_of(request, self.services.settings))
        if signed_in is None:
            raise SignInNeeded(_wanted(request))
        request.state.signed_in = signed_in
        if writes:
            await _check_csrf(request, signed_in)
        await self.note_presence(signed_in)

    async def note_presence(self, signed_in: SignedIn) -> None:
        """Note that the agent's desk is open, and tell the windows whose wait that changes."""
        if not must_note_presence(signed_in.seen_at, now=self.services.clock()):
            return
        for conversation_id in await asyncio.to_thread(self._be_there, signed_in.agent_id):
            self.front_desk.hub.tell(Call("status", conversation_id))

    def _who(self, token: str | None) -> SignedIn | None:
        with self.services.store.read() as session:
            return who_is(session, token, now=self.services.clock())

    def _be_there(self, agent_id: int) -> list[str]:
        now = self.services.clock()
        return self.services.store.transact(lambda session: be_there(session, agent_id, now=now))


async def leads_only(request: Request) -> None:
    """Let only leads in: the dependency of routes that are not for every agent. Raises Forbidden."""
    if not signed_in_of(request).is_lead:
        raise Forbidden("Only a lead may do this. Ask one of yours.")


def signed_in_of(request: Request) -> SignedIn:
    """Return who the request comes from; the guard has let them in."""
    signed_in: SignedIn = request.state.signed_in
    return signed_in


def is_same_origin(request: Request) -> bool:
    """Say whether the browser's headers name a page of our own as the sender; True for a program, which sends none."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("host")


def safe_next(wanted: str) -> str:
    """Return where to go after signing in: a page of the desk, never another site's."""
    parts = urlsplit(wanted)
    inside = parts.path.startswith(HOME) and "//" not in parts.path and "\\" not in wanted
    ours = inside and not parts.scheme and not parts.netloc and wanted.isprintable()
    return wanted if ours and parts.path != SIGN_IN and ".." not in parts.path else HOME


def token_of(request: Request, settings: Settings) -> str | None:
    """Return the session token that the request's cookie carries."""
    return request.cookies.get(_cookie(settings))


def set_token(response: Response, token: str, settings: Settings) -> None:
    """Give the browser the session's cookie, which no script can read."""
    response.set_cookie(
        _cookie(settings),
        token,
        max_age=settings.desk_session_hours * 3600,
        path="/",
        secure=not settings.development,
        httponly=True,
        samesite="lax",
    )


def drop_token(response: Response, settings: Settings) -> None:
    """Take the session's cookie from the browser."""
    response.delete_cookie(
        _cookie(settings), path="/", secure=not settings.development, httponly=True, samesite="lax"
    )


async def _check_csrf(request: Request, signed_in: SignedIn) -> None:
    given = request.headers.get(CSRF_HEADER)
    if given is None:
        form = await request.form()
        given = str(form.get(CSRF_FIELD) or "")
    if not is_theirs(signed_in, given):
        raise Forbidden(
            "This page was opened before you signed in. Reload it and try again; your text is kept."
        )


def _wanted(request: Request) -> str:
    """Where to come back to: the page they asked for, or the one they were on when they sent something."""
    if request.method in _READING and "hx-request" not in request.headers:
        return quote(request.url.path, safe="/-_~.")
    shown = urlsplit(request.headers.get("hx-current-url") or request.headers.get("referer") or HOME)
    return safe_next(shown.path)


def _cookie(settings: Settings) -> str:
    return "amends_desk" if settings.development else "__Host-amends_desk"
