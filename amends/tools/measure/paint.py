"""How soon something stands on the screen: first contentful paint (W3C Paint Timing) in a real browser."""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import uvicorn
from fastapi import FastAPI

from amends.run.machine import free_ports

ROUNDS = 7
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FIRST_PAINT = """() => new Promise(resolve => new PerformanceObserver((list, observer) => {
  const [paint] = list.getEntriesByName("first-contentful-paint");
  if (paint) { observer.disconnect(); resolve(paint.startTime); }
}).observe({ type: "paint", buffered: true }))"""


class NoBrowser(Exception):
    """There is none to paint with."""

    def __init__(self) -> None:
        super().__init__(
            "First paint is not measured: it takes the packages of `deploy/setup.sh dev`, and a Chromium on the "
            "PATH or named in AMENDS_CHROMIUM."
        )


def first_paints(app: FastAPI, cookie: tuple[str, str], paths: Mapping[str, str]) -> dict[str, list[float]]:
    """Open each path again and again, signed in by a cookie; return the milliseconds until the first paint.

    The first visit is left out: the browser has styles and scripts after it, as an agent's has. Raises NoBrowser.
    """
    try:
        from playwright.sync_api import sync_playwright
    except ImportError as error:
        raise NoBrowser from error
    path = os.environ.get("AMENDS_CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        raise NoBrowser
    with _serving(app) as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        context = browser.new_context(viewport={"width": 1280, "height": 800})
        context.add_cookies([{"name": cookie[0], "value": cookie[1], "url": server}])
        page = context.new_page()
        paints: dict[str, list[float]] = {}
        for name, where in paths.items():
            for _ in range(ROUNDS + 1):
                page.goto(server + where)
                paints.setdefault(name, []).append(float(page.evaluate(FIRST_PAINT)))
        browser.close()
    return {name: times[1:] for name, times in paints.items()}


@contextmanager
def _serving(app: FastAPI) -> Iterator[str]:
    """Serve the app on loopback as long as it is needed; nothing of what runs beside it is started."""
    [port] = free_ports(1)
    server = uvicorn.Server(
        uvicorn.Config(app, port=port, lifespan="off", ws="wsproto", log_level="warning", access_log=False)
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.05)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(10)
