"""Serves a fake front desk on loopback."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Iterator

import uvicorn

from tests.e2e.fake_front_desk.endpoints import Endpoints
from tests.e2e.fake_front_desk.front_desk import FakeFrontDesk


@contextlib.contextmanager
def serving(front_desk: FakeFrontDesk) -> Iterator[str]:
    """Serve a desk on a free loopback port in a thread; yields its address and stops it at the end."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    server = uvicorn.Server(
        uvicorn.Config(
            Endpoints(front_desk).app(),
            ws="wsproto",
            log_level="error",
            timeout_graceful_shutdown=1,
            timeout_keep_alive=1,
        )
    )
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    deadline = time.monotonic() + 10
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(10)
        listener.close()
