"""A conversation's page, and what has changed on it since."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Annotated, Any

from fastapi import Query, Request
from starlette.responses import Response

from amends.cases.topics import TOPICS
from amends.casework.record import NoSuchCase, find_case
from amends.desk.case_file import CaseFile, read_case_file
from amends.desk.causes import CAUSES
from amends.desk.giving import KINDS, Giving, read_giving
from amends.desk.line import count_waiting
from amends.desk.names import say_code
from amends.desk.notes import LONGEST, count_mentions, mark_seen, unseen_in
from amends.desk.replying import new_form_id
from amends.desk.saved import Shared, read_replies, values_of
from amends.desk.sign_in import SignedIn
from amends.desk.team import others_than
from amends.store.tables import Agent, Speaker
from amends.web.desk.forms import Draft
from amends.web.desk.guard import signed_in_of
from amends.web.desk.pages import Pages
from amends.web.front_desk import FrontDesk


@dataclass(frozen=True, slots=True)
class ConversationView:
    """What a page shows. `named`: how many notes name the agent; `replies`: saved ones, for whoever has the case;
    `others`: colleagues to pass it on to, each with how they are; `giving`: what may
    be given.
    """

    file: CaseFile
    waiting: int
    named: int
    replies: tuple[Shared, ...]
    others: tuple[tuple[int, str, str], ...]
    giving: Giving

    @property
    def ledger(self) -> str:
        """All that their demands and questions show, as one short word: where it differs, that has changed."""
        return _marked((self.file.owner_id, self.file.asked_for))

    @property
    def stance(self) -> str:
        """All that decides what the agent can do, as one short word: where it differs, that has changed."""
        file, giving = self.file, self.giving
        known = (
            file.state.value, file.owner_id, file.record.accepted, file.wish.wanted, file.wish.posted is None,
            giving.most, giving.unanswered, [(one.id, one.open) for one in giving.asked],
            [one.id for one in file.still_open],
        )  # fmt: skip
        return _marked(known)


def _marked(known: object) -> str:
    return sha256(repr(known).encode()).hexdigest()[:16]


class ConversationPage:
    """Shows a conversation and its case."""

    def __init__(self, front_desk: FrontDesk, pages: Pages) -> None:
        self.services = front_desk.services
        self.pages = pages

    async def show(self, request: Request, conversation_id: str) -> Response:
        """Show the whole page; a note in it that names the agent is seen by that. Raises NoSuchCase."""
        await asyncio.to_thread(self._see, conversation_id, signed_in_of(request).agent_id)
        return await self.page(request, conversation_id, Draft())

    async def page(
        self, request: Request, conversation_id: str, draft: Draft, *, status: int = 200
    ) -> Response:
        """Return the page with what the agent had written still in its place."""
        found = await asyncio.to_thread(self._read, conversation_id, signed_in_of(request))
        context = self._context(request, found, draft)
        return self.pages.render(
            request, "conversation.html", status=status, waiting=found.waiting, named=found.named, **context
        )

    async def actions(
        self,
        request: Request,
        conversation_id: str,
        draft: Draft,
        *,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
    ) -> Response:
        """Return only what the agent can do now."""
        found = await asyncio.to_thread(self._read, conversation_id, signed_in_of(request))
        context = self._context(request, found, draft)
        return self.pages.render(request, "_actions.html", status=status, headers=headers, **context)

    async def asked_for(
        self,
        request: Request,
        conversation_id: str,
        draft: Draft,
        *,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
        ended: int | None = None,
    ) -> Response:
        """Return only what the customer demands and asks; the keyboard goes on at the request that was `ended`."""
        found = await asyncio.to_thread(self._read, conversation_id, signed_in_of(request))
        context = self._context(request, found, draft) | {"ended": ended}
        return self.pages.render(request, "_asked_for.html", status=status, headers=headers, **context)

    async def note_form(
        self,
        request: Request,
        conversation_id: str,
        draft: Draft,
        *,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
    ) -> Response:
        """Return only the form for a note, with all notes where one was kept just now."""
        found = await asyncio.to_thread(self._read, conversation_id, signed_in_of(request))
        context = self._context(request, found, draft)
        name = "_note_form.html" if draft.notice else "_note_kept.html"
        return self.pages.render(request, name, status=status, headers=headers, **context)

    async def changes(
        self,
        request: Request,
        conversation_id: str,
        after: int = 0,
        unread: Annotated[str, Query(max_length=2000)] = "",
        stance: Annotated[str, Query(max_length=64)] = "",
        ledger: Annotated[str, Query(max_length=64)] = "",
    ) -> Response:
        """Return what is new since message `after`: messages, readings of those in `unread` (ids), the record.

        What the agent can do is returned only where it differs from `stance`, what the customer demands and asks only
        where it differs from `ledger`: what the agent writes there stays untouched.
        """
        found = await asyncio.to_thread(self._read, conversation_id, signed_in_of(request))
        file = found.file
        wanted = {int(part) for part in unread.split(",") if part.isdecimal()}
        new = [line for line in file.lines if line.id > after]
        return self.pages.render(
            request,
            "_changes.html",
            new=new,
            heard=[line for line in new if line.speaker is Speaker.CUSTOMER],
            read=[line for line in file.lines if line.id in wanted and line.id <= after and not line.unread],
            moved=found.stance != stance,
            asked_more=found.ledger != ledger,
            waiting=found.waiting,
            named=found.named,
            **self._context(request, found, Draft()),
        )

    def _context(self, request: Request, found: ConversationView, draft: Draft) -> dict[str, Any]:
        mine = found.file.owner_id == signed_in_of(request).agent_id
        return {
            "case": found.file,
            "stance": found.stance,
            "ledger": found.ledger,
            "ended": None,
            "mine": mine,
            "draft": draft,
            "form_id": draft.form_id or new_form_id(),
            "replies": found.replies,
            "causes": CAUSES,
            "others": found.others,
            "giving": found.giving,
            "kinds": KINDS,
            "topics": [(topic, say_code(topic)) for topic in TOPICS],
            "longest_note": LONGEST,
        }

    def _read(self, conversation_id: str, me: SignedIn) -> ConversationView:
        now, zone, language = self.services.clock(), self.pages.zone, self.services.languages.default
        with self.services.store.read() as session:
            file = read_case_file(session, conversation_id, language=language, now=now, zone=zone)
            case = find_case(session, conversation_id)
            if file is None or case is None:
                raise NoSuchCase
            mine = file.owner_id == me.agent_id
            replies = read_replies(session, values_of(case, me.name, now=now, zone=zone)) if mine else ()
            others = others_than(session, me.agent_id, now=now) if mine else ()
            agent, policy = session.get_one(Agent, me.agent_id), self.services.policies.at(now)
            giving = read_giving(session, case, agent, policy=policy, language=language, now=now)
            named = count_mentions(session, me.agent_id)
            return ConversationView(file, count_waiting(session), named, replies, others, giving)

    def _see(self, conversation_id: str, agent_id: int) -> None:
        with self.services.store.read() as session:
            unseen = unseen_in(session, conversation_id, agent_id)
        if unseen:
            with self.services.store.write() as session:
                mark_seen(session, unseen, now=self.services.clock())
