"""Made-up history for a newcomer's first start: made beside everything else, once all is up."""

from __future__ import annotations

import os
import subprocess
import sys

from amends.run.output import Screen
from amends.run.plan import QUIET, ROOT
from amends.run.unfinished import is_marked, mark_begun
from amends.settings import Settings


def start_filling(settings: Settings, screen: Screen) -> list[subprocess.Popen[bytes]]:
    """Start making history where nobody has written yet, in development; return the process, or nothing.

    One that was stopped half way is made again, whoever has written meanwhile.
    """
    if not settings.development or not settings.demo_months:
        return []
    if not is_marked(settings.var) and _somebody_wrote(settings):
        return []
    mark_begun(settings.var)
    screen.say(
        f"  {settings.demo_months} months of made-up customers come into the desk within a minute or two; "
        "`amends demo remove` takes them away."
    )
    command = [
        sys.executable,
        "-m",
        "amends",
        "demo",
        "fill",
        "--gently",
        "--months",
        str(settings.demo_months),
    ]
    return [subprocess.Popen(command, cwd=ROOT, env=os.environ | QUIET, stdout=subprocess.DEVNULL)]  # noqa: S603


def _somebody_wrote(settings: Settings) -> bool:
    from sqlalchemy import select  # only here: the supervisor runs for long and needs no database itself

    from amends.store.store import open_store
    from amends.store.tables import Conversation

    store = open_store(settings.database)
    try:
        with store.read() as session:
            return session.scalar(select(Conversation.id).limit(1)) is not None
    finally:
        store.close()
