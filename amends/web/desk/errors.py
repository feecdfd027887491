"""Errors as pages that an agent can act on; and the headers that every answer of the desk carries."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

import structlog
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from amends.cases.errors import Conflict, NotFound
from amends.desk.error_texts import error_text
from amends.store.store import StoreUnavailable, TransactionConflict
from amends.web.desk.guard import HOME, SIGN_IN, Forbidden, SignInNeeded
from amends.web.desk.pages import Pages, is_htmx

log = structlog.get_logger(__name__)

HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "Cache-Control": "no-store",
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


@dataclass(frozen=True, slots=True)
class Trouble:
    """An error as an agent reads it."""

    status: int
    title: str
    text: str


UNFORESEEN = Trouble(
    500,
    "Something went wrong here",
    "It is in the log for whoever runs this desk. Your text is kept. Go back and try again.",
)


def trouble_of(error: Exception) -> Trouble:
    """Return how an error is told; one that nobody foresaw goes to the log."""
    match error:
        case Forbidden():
            return Trouble(403, "That was not let through", str(error))
        case NotFound() | HTTPException(status_code=404) | RequestValidationError():
            return Trouble(
                404, "There is nothing here", "The link may be old. The queue shows every open case."
            )
        case Conflict():
            return Trouble(409, "That has changed meanwhile", error_text(error))
        case TransactionConflict():
            text = "Others were writing there at the same moment. Nothing was sent; your text is kept. Try again."
            return Trouble(409, "Others were writing there too", text)
        case StoreUnavailable():
            log.error("store_unavailable", why=str(error))
            text = "The record cannot be reached. Nothing was sent; your text is kept. Try again in a moment."
            return Trouble(503, "The record cannot be reached", text)
        case _:
            log.error("unforeseen", exc_info=error)
            return UNFORESEEN


def desk_route(pages: Pages) -> type[APIRoute]:
    """Return the class of the desk's routes: every error of ours becomes a page, every answer gets its headers."""

    class DeskRoute(APIRoute):
        """A route of the desk."""

        def get_route_handler(self) -> Handler:
            """Wrap the endpoint."""
            handle = super().get_route_handler()

            async def handle_calmly(request: Request) -> Response:
                try:
                    response = await handle(request)
                except SignInNeeded as error:
                    response = _ask_to_sign_in(request, error)
                except Exception as error:
                    response = tell_trouble(pages, request, trouble_of(error))
                for name, value in HEADERS.items():
                    response.headers.setdefault(name, value)
                return response

            return handle_calmly

    return DeskRoute


def tell_trouble(pages: Pages, request: Request, trouble: Trouble) -> Response:
    """Show an error: a page, or for htmx a notice that leaves everything else where it is."""
    if is_htmx(request):
        headers = {"HX-Retarget": "#notice", "HX-Reswap": "innerHTML"}
        return pages.render(
            request, "_notice.html", status=trouble.status, headers=headers, notice=trouble.text
        )
    return pages.render(request, "error.html", status=trouble.status, trouble=trouble, home=HOME)


def _ask_to_sign_in(request: Request, error: SignInNeeded) -> Response:
    """Send a page to the sign-in; answer 401 to what is no page (htmx goes there by itself)."""
    where = f"{SIGN_IN}?{urlencode({'next': error.after})}"
    if is_htmx(request):
        return Response(status_code=401, headers={"HX-Redirect": where})
    if "text/event-stream" in request.headers.get("accept", ""):
        return Response(status_code=401)
    return RedirectResponse(where, 303)
