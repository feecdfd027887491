"""The front desk as an application: routes, guards, and what runs beside them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import partial
from pathlib import Path

import structlog
from fastapi import FastAPI, Request
from fastapi.responses import FileResponse, JSONResponse, Response
from fastapi.staticfiles import StaticFiles
from sqlalchemy import text
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware

from amends.apology import bare_apology, check
from amends.bootstrap import Services, outbox_handlers
from amends.insight.keeping import keep_counting
from amends.outbox.runner import Runner
from amends.realtime.hub import Call
from amends.records.retaining import retain_daily
from amends.store.store import StoreUnavailable, TransactionConflict
from amends.turns.bot import Bot
from amends.turns.watchdog import watch
from amends.web.apology_api import build_apology_api
from amends.web.desk import build_desk
from amends.web.desk.assignment import keep_asking
from amends.web.front_desk import FrontDesk, build_front_desk
from amends.web.guards import OriginCheck, SafeHeaders, SizeLimit
from amends.web.metrics import build_metrics
from amends.web.widget import build_widget, refused_response
from amends.web.window import Refused

log = structlog.get_logger(__name__)

ROOT = Path(__file__).parents[2]
WIDGET = ROOT / "widget"
STATIC = Path(__file__).parent / "static"
VENDOR = {
    "htmx.min.js": ROOT / "node_modules/htmx.org/dist/htmx.min.js",
    "sse.js": ROOT / "node_modules/htmx-ext-sse/dist/sse.min.js",
    "pico.min.css": ROOT / "node_modules/@picocss/pico/css/pico.min.css",
}


def create_app(services: Services, bot: Bot) -> FastAPI:
    """Build the application around a library and a bot. Nothing is public that is not listed here."""
    front_desk = build_front_desk(services, bot)
    settings = services.settings
    handlers = outbox_handlers(services, partial(_changed, front_desk))
    outbox = Runner(services.store, handlers, services.clock)
    app = FastAPI(
        title="Amends front desk",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        lifespan=_lifespan(front_desk, outbox),
    )
    app.state.front_desk = front_desk
    app.include_router(build_widget(front_desk))
    app.include_router(build_desk(front_desk))
    app.include_router(build_metrics(services))
    app.include_router(build_apology_api(front_desk))
    _add_pages(app, front_desk)
    app.add_exception_handler(Refused, _refuse)
    app.add_exception_handler(StoreUnavailable, _put_off)
    app.add_exception_handler(TransactionConflict, _try_again)
    app.add_middleware(OriginCheck, settings=settings)
    app.add_middleware(
        CORSMiddleware,
        allow_origins=settings.allowed_origins,
        allow_methods=["GET", "POST"],
        allow_headers=["Authorization", "Content-Type"],
        max_age=600,
    )
    app.add_middleware(SizeLimit)
    app.add_middleware(SafeHeaders)
    return app


def _add_pages(app: FastAPI, front_desk: FrontDesk) -> None:
    @app.get("/healthz")
    async def health() -> JSONResponse:
        await asyncio.to_thread(_ask_the_store, front_desk)
        return JSONResponse({"status": "ok"})

    @app.get("/assets/vendor/{name}")
    async def vendor(name: str) -> Response:
        path = VENDOR.get(name)
        if path is None or not path.is_file():
            return Response(status_code=404)
        return FileResponse(path, headers={"Cache-Control": "public, max-age=86400"})

    if front_desk.services.settings.development:

        @app.get("/")
        async def demo() -> Response:
            return FileResponse(WIDGET / "demo.html", headers={"Cache-Control": "no-cache"})

    # Only files are compressed: pages that carry a secret are not (BREACH).
    app.mount("/assets/static", GZipMiddleware(StaticFiles(directory=STATIC)), name="static")
    app.mount("/widget", GZipMiddleware(OpenFiles(directory=WIDGET)), name="widget")


class OpenFiles(StaticFiles):
    """The widget's files: any page may load them, always as they are now. The demo's are for development."""

    def file_response(self, *args: object, **kwargs: object) -> Response:
        """Serve a file with the headers that let other pages load it as a module."""
        response = super().file_response(*args, **kwargs)  # type: ignore[arg-type]
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Cache-Control"] = "no-cache"
        return response


def _lifespan(
    front_desk: FrontDesk, outbox: Runner
) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        """Answer what was left unanswered, watch over promises; at the end, let what is under way arrive."""
        check(bare_apology())  # the first customer does not wait for the gate's rules to be read
        await front_desk.turns.start()
        beside = [asyncio.create_task(work) for work in _beside(front_desk, outbox)]
        try:
            yield
        finally:
            for task in beside:
                task.cancel()
            ended = asyncio.gather(*beside, return_exceptions=True)
            await front_desk.turns.stop(patience=5.0)
            await ended

    return lifespan


def _beside(front_desk: FrontDesk, outbox: Runner) -> list[Coroutine[None, None, None]]:
    """What runs as long as the front desk does: watchdog, rota, outbox, retention, trends."""
    services = front_desk.services
    return [
        watch(front_desk.turns),
        keep_asking(front_desk),
        outbox.run(),
        retain_daily(services.store, services.settings.var, services.clock),
        keep_counting(services.store, services.levels.hours.zone, services.clock),
    ]


def _changed(front_desk: FrontDesk, conversation_id: str) -> None:
    front_desk.hub.tell(Call("said", conversation_id, who="bot"))
    front_desk.hub.tell(Call("status", conversation_id))


async def _refuse(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, Refused)
    return refused_response(error)


async def _try_again(request: Request, error: Exception) -> JSONResponse:
    """Others were in the way: nothing was taken, and the window tries again."""
    return refused_response(Refused("unavailable", "One moment. Trying again.", retry_after=1))


async def _put_off(request: Request, error: Exception) -> JSONResponse:
    """The record does not answer: nothing was taken, and the window tries again."""
    log.error("record_does_not_answer", path=request.url.path, why=str(error))
    return refused_response(Refused("unavailable", "One moment. Trying again.", retry_after=5))


def _ask_the_store(front_desk: FrontDesk) -> None:
    with front_desk.services.store.read() as session:
        session.execute(text("SELECT 1"))
