"""Setting right how a message or a case was read."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Annotated, Any

from fastapi import Form, Request
from sqlalchemy.orm import Session
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from amends.cases.topics import TOPICS
from amends.casework.record import NoSuchCase, lock_known_case
from amends.desk.case_file import CaseFile, read_case_file
from amends.desk.causes import CAUSES, NOTE_LENGTH, UnknownCause, read_cause
from amends.desk.corrections import CorrectionError, correct_case, correct_cause, correct_message
from amends.desk.error_texts import error_text
from amends.desk.names import WANTS, say_code
from amends.realtime.hub import Call
from amends.store.tables import Agent, Case
from amends.understanding.reading import Level
from amends.web.desk.guard import DESK, signed_in_of
from amends.web.desk.pages import Pages
from amends.web.front_desk import FrontDesk

Text = Annotated[str, Form()]
Change = Callable[[Session, Case, Agent], object]


class Corrections:
    """A small page for each, which works without a script; the record shows the change at once."""

    def __init__(self, front_desk: FrontDesk, pages: Pages) -> None:
        self.front_desk = front_desk
        self.services = front_desk.services
        self.pages = pages

    async def show_message(self, request: Request, conversation_id: str, message_id: int) -> Response:
        """Show one message with how it was read. Raises NoSuchCase, and 404 for one without a reading."""
        return await self._page(request, conversation_id, message_id)

    async def message(
        self, request: Request, conversation_id: str, message_id: int, level: Text = "", topic: Text = ""
    ) -> Response:
        """Set one message right."""
        now = self.services.clock()

        def change(session: Session, case: Case, agent: Agent) -> object:
            return correct_message(session, case, message_id, agent, level=level, topic=topic, now=now)

        return await self._do(request, conversation_id, message_id, change)

    async def show_case(self, request: Request, conversation_id: str) -> Response:
        """Show what the case is about, to be set right. Raises NoSuchCase."""
        return await self._page(request, conversation_id, None)

    async def case(
        self,
        request: Request,
        conversation_id: str,
        topic: Text = "",
        want: Text = "",
        cause: Text = "",
        cause_note: Text = "",
    ) -> Response:
        """Set topic, want and root cause right."""
        now = self.services.clock()

        def change(session: Session, case: Case, agent: Agent) -> object:
            correct_cause(
                session, case, agent, cause=read_cause(cause), note=cause_note[:NOTE_LENGTH], now=now
            )
            return correct_case(session, case, agent, topic=topic, want=want, now=now)

        return await self._do(request, conversation_id, None, change)

    async def _do(
        self, request: Request, conversation_id: str, message_id: int | None, change: Change
    ) -> Response:
        try:
            await asyncio.to_thread(self._write, conversation_id, signed_in_of(request).agent_id, change)
        except (CorrectionError, UnknownCause) as error:
            return await self._page(
                request, conversation_id, message_id, notice=error_text(error), status=422
            )
        self.front_desk.hub.tell(Call("status", conversation_id))
        place = f"#m{message_id}" if message_id else ""
        return RedirectResponse(f"{DESK}/conversations/{conversation_id}{place}", 303)

    async def _page(
        self,
        request: Request,
        conversation_id: str,
        message_id: int | None,
        *,
        notice: str = "",
        status: int = 200,
    ) -> Response:
        case = await asyncio.to_thread(self._read, conversation_id)
        line = next((line for line in case.lines if line.id == message_id), None)
        if message_id is not None and (line is None or line.feeling is None):
            raise HTTPException(404)
        return self.pages.render(
            request, "correct.html", status=status, case=case, line=line, notice=notice, **_choices()
        )

    def _read(self, conversation_id: str) -> CaseFile:
        with self.services.store.read() as session:
            file = read_case_file(
                session, conversation_id, language=self.services.languages.default, now=self.services.clock(),
                zone=self.pages.zone,
            )  # fmt: skip
            if file is None:
                raise NoSuchCase
            return file

    def _write(self, conversation_id: str, agent_id: int, change: Change) -> None:
        def write(session: Session) -> None:
            case = lock_known_case(session, conversation_id)
            change(session, case, session.get_one(Agent, agent_id))

        self.services.store.transact(write)


def _choices() -> dict[str, Any]:
    return {
        "levels": list(Level),
        "topics": [(topic, say_code(topic)) for topic in TOPICS],
        "wants": [(want.value, words) for want, words in WANTS.items()],
        "causes": list(CAUSES.items()),
        "note_length": NOTE_LENGTH,
    }
