"""What leads do with customers' data: give all of it to them, erase it, take cases out as a table (docs/privacy.md)."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from datetime import date
from typing import Annotated

import structlog
from fastapi import Form, Query, Request
from sqlalchemy.orm import Session
from starlette.exceptions import HTTPException
from starlette.responses import Response, StreamingResponse

from amends.casework.record import write_audit
from amends.insight.periods import span
from amends.insight.scope import Scope
from amends.records.erasing import NotSettled, due_for_deletion, erase_customer, find_customer
from amends.records.exporting import as_csv, as_json, case_rows, customer_data
from amends.records.tracker import forget_dialogues
from amends.web.desk.guard import signed_in_of
from amends.web.desk.pages import Pages
from amends.web.front_desk import FrontDesk

log = structlog.get_logger(__name__)

TYPES = {"csv": "text/csv; charset=utf-8", "json": "application/json"}
Email = Annotated[str, Form(max_length=254)]


class Privacy:
    """For leads only; every use is on the audit trail of the cases it touched, or in the log."""

    def __init__(self, front_desk: FrontDesk, pages: Pages) -> None:
        self.services = front_desk.services
        self.pages = pages
        self.zone = self.services.levels.hours.zone

    async def show(self, request: Request) -> Response:
        """Show the forms, and how much is due for deletion."""
        return await self._page(request, "")

    async def give(self, request: Request, email: Email = "") -> Response:
        """Give everything that is kept of a customer, as one JSON file."""
        data = await asyncio.to_thread(self._give, email, signed_in_of(request).agent_id)
        if data is None:
            return await self._page(request, "Nobody has that address.", status=404)
        return Response(data, media_type="application/json", headers=_attached("customer.json"))

    async def erase(self, request: Request, email: Email = "", sure: Annotated[str, Form()] = "") -> Response:
        """Erase a customer, once the lead has said that they are sure."""
        if sure != "yes":
            return await self._page(
                request, "Nothing was erased: tick the box, it cannot be undone.", status=422
            )
        try:
            gone = await asyncio.to_thread(self._erase, email, signed_in_of(request).agent_id)
        except NotSettled as error:
            return await self._page(request, str(error), status=409)
        said = f"Erased: {', '.join(gone)}." if gone else "Nobody has that address."
        return await self._page(request, said, status=200 if gone else 404)

    async def export(
        self,
        request: Request,
        first: Annotated[date, Query(alias="from")],
        last: Annotated[date, Query(alias="to")],
    ) -> Response:
        """Take the cases received between two days out, row by row; the address ends with the format."""
        form = request.url.path.rpartition(".")[2]
        if first > last or last.year > 9000 or first.year < 1900:
            raise HTTPException(404)
        scope = Scope(span(first, last, self.zone))
        who = f"agent:{signed_in_of(request).agent_id}"
        log.info("cases_exported", by=who, first=str(first), last=str(last), form=form)
        name = f"cases-{first}-{last}.{form}"
        return StreamingResponse(self._rows(scope, form), media_type=TYPES[form], headers=_attached(name))

    async def _page(self, request: Request, said: str, status: int = 200) -> Response:
        due = await asyncio.to_thread(self._due)
        today = self.services.clock().astimezone(self.zone).date()
        return self.pages.render(
            request,
            "privacy.html",
            status=status,
            said=said,
            due=due,
            today=today,
            first=today.replace(day=1),
        )

    def _give(self, email: str, agent_id: int) -> str | None:
        with self.services.store.write() as session:
            cases = find_customer(session, email)
            if not cases:
                return None
            data = customer_data(session, cases)
            for case in cases:
                actor = f"agent:{agent_id}"
                write_audit(session, case, "data_given", actor=actor, now=self.services.clock())
        return json.dumps(data, ensure_ascii=False, indent=2, default=str)

    def _erase(self, email: str, agent_id: int) -> list[str]:
        def erase(session: Session) -> tuple[list[str], list[str]]:
            ids = [case.conversation_id for case in find_customer(session, email)]
            actor = f"agent:{agent_id}"
            return ids, erase_customer(session, email, actor=actor, now=self.services.clock())

        ids, gone = self.services.store.transact(erase)
        forget_dialogues(self.services.settings.var, ids)
        return gone

    def _rows(self, scope: Scope, form: str) -> Iterator[str]:
        with self.services.store.read() as session:
            rows = case_rows(session, scope.condition)
            yield from as_csv(rows) if form == "csv" else as_json(rows)

    def _due(self) -> int:
        with self.services.store.read() as session:
            return len(due_for_deletion(session, now=self.services.clock()))


def _attached(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"'}
