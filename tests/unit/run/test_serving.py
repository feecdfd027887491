"""The cost of serving is measured until the server answers; one that does not is named with its last words."""

from __future__ import annotations

import socket
import sys
from pathlib import Path

import pytest

from amends.run.errors import RunError
from amends.run.machine import free_ports
from amends.run.serving import Serving, compared, served

ANSWERS = """
import http.server, sys

class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.end_headers()

    def log_message(self, *words):
        pass

http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
"""


def test_a_server_is_measured_and_stopped(tmp_path: Path) -> None:
    (tmp_path / "answers.py").write_text(ANSWERS)
    [port] = free_ports(1)
    cost = served((sys.executable, "answers.py", str(port)), {}, tmp_path, port)
    assert cost.seconds > 0
    assert cost.megabytes > 1
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.1", port), timeout=2)


def test_a_server_that_ends_is_named_with_its_last_words(tmp_path: Path) -> None:
    (tmp_path / "ends.py").write_text("raise SystemExit('no model here')")
    with pytest.raises(RunError, match="no model here"):
        served((sys.executable, "ends.py"), {}, tmp_path, free_ports(1)[0])


def test_both_are_told_side_by_side() -> None:
    rows = compared(Serving(5, 300), Serving(10, 1000))
    assert [value for _, value in rows] == ["5.0 s, 300 MB", "10.0 s, 1000 MB", "0.50, 0.30"]
