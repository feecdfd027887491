"""A real HTTP receiver of webhooks on loopback, which can fail in every way a receiver fails."""

from __future__ import annotations

import socket
import threading
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from standardwebhooks import Webhook as Signer

from tests.conftest import StillClock


class Receiver:
    """Takes webhooks as a shop would: believes what is signed, and pays each id once.

    `behaviour`: what happens with the next requests, one each; `ok` when none is left. `taken` counts what was paid
    by id, `seen` every genuine request.
    """

    def __init__(self, keys: Sequence[bytes], clock: StillClock) -> None:
        self.keys, self.clock = keys, clock
        self.behaviour: list[str] = []
        self.taken: dict[str, str] = {}
        self.seen: Counter[str] = Counter()
        self.release = threading.Event()
        self._lock = threading.Lock()
        with socket.create_server(("127.0.0.1", 0)) as listener:
            self.port = int(listener.getsockname()[1])
        self._server: ThreadingHTTPServer | None = None

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}/hook"

    def start(self) -> None:
        """Begin to listen."""
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                receiver.handle(self)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        self._server.daemon_threads = True
        threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
        ).start()

    def stop(self) -> None:
        """Die: nobody listens any more."""
        self.release.set()
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def handle(self, request: BaseHTTPRequestHandler) -> None:
        """Take one request, and behave as told."""
        body = request.rfile.read(int(request.headers["content-length"])).decode()
        headers = {name.lower(): value for name, value in request.headers.items()}
        key = self._believe(headers, body)
        with self._lock:
            act = self.behaviour.pop(0) if self.behaviour else "ok"
            self.seen[key] += 1
            if act in ("ok", "take and die", "twice"):
                self.taken[key] = body
        if act == "hang":
            self.release.wait(20)
        elif act == "take and die":
            request.close_connection = True
            request.connection.shutdown(socket.SHUT_RDWR)
        elif act == "nonsense":
            request.wfile.write(b"\x00\x01 nobody speaks like this\r\n\r\n")
        elif act == "twice":
            request.wfile.write(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n" * 2)
        elif act == "later":
            self._say(request, 429, {"retry-after": "3600"})
        elif act == "elsewhere":
            self._say(request, 302, {"location": "http://127.0.0.1:9/"})
        else:
            self._say(request, 204 if act == "ok" else int(act), {})

    def _believe(self, headers: Mapping[str, str], body: str) -> str:
        """Return the id of a genuine message. The library's own check would ask the machine's clock, not the test's."""
        key, sent = headers["webhook-id"], datetime.fromtimestamp(int(headers["webhook-timestamp"]), UTC)
        signed = {Signer(secret).sign(key, sent, body) for secret in self.keys}
        assert abs(self.clock() - sent) <= timedelta(minutes=5)
        assert signed & set(headers["webhook-signature"].split())
        return key

    @staticmethod
    def _say(request: BaseHTTPRequestHandler, status: int, headers: dict[str, str]) -> None:
        request.send_response(status)
        for name, value in headers.items():
            request.send_header(name, value)
        request.send_header("content-length", "0")
        request.end_headers()
