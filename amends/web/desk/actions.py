"""What an agent does with a conversation: claim, reply, give back, resolve (amends.conversation.people)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Annotated

from fastapi import Form, Request
from sqlalchemy.exc import IntegrityError
from starlette.responses import RedirectResponse, Response

from amends.cases.handoff import AlreadyClaimed, NotTold, NotYours
from amends.cases.record import find_case
from amends.cases.state import NotAllowed, State
from amends.conversation.door import Stopped
from amends.conversation.hub import Call
from amends.conversation.people import put_back, return_to_bot
from amends.desk.aftermath import note_accepted, take_up_again
from amends.desk.causes import UnknownCause
from amends.desk.inviting import NobodyWaits, NoSuchColleague, claim_case, claim_next, let_pass, pass_on
from amends.desk.notes import NoteError
from amends.desk.replying import Unsendable, send_outcome, send_reply
from amends.desk.saved import fill, values_of
from amends.store.tables import Agent, SavedReply
from amends.web.desk.conversation import ConversationPage, Draft
from amends.web.desk.guard import DESK, HOME, signed_in_of
from amends.web.desk.pages import is_htmx
from amends.web.front_desk import FrontDesk

Act = Callable[..., object]
Text = Annotated[str, Form()]
SENT = "amends:sent"
"""The event by which the page forgets its draft and fetches what is new."""


class Actions:
    """Each action is one transaction; then every window and desk is told, and the page shows how it stands."""

    def __init__(self, front_desk: FrontDesk, page: ConversationPage) -> None:
        self.front_desk = front_desk
        self.library = front_desk.library
        self.page = page

    async def claim(self, request: Request, conversation_id: str) -> Response:
        """Take the conversation; whoever is second is told who was first."""
        return await self._do(request, conversation_id, claim_case, Draft())

    async def take_next(self, request: Request) -> Response:
        """Take whoever is next for this agent, and go there; where nobody waits, to the queue."""
        try:
            conversation_id = await asyncio.to_thread(self._take_next, signed_in_of(request).agent_id)
        except NobodyWaits:
            return RedirectResponse(HOME, 303)
        self._tell(conversation_id)
        return RedirectResponse(f"{DESK}/conversations/{conversation_id}", 303)

    async def let_pass(self, request: Request, conversation_id: str) -> Response:
        """Leave a case that the agent was asked to take to others."""
        await asyncio.to_thread(self._write, conversation_id, signed_in_of(request).agent_id, let_pass)
        self._tell(conversation_id)
        return RedirectResponse(HOME, 303)

    async def pass_on(
        self, request: Request, conversation_id: str, to: Text = "", note: Text = ""
    ) -> Response:
        """Pass the conversation on to a colleague or a skill, with a note."""
        act = partial(pass_on, to=to, note=note, terms=self.library.terms)
        return await self._do(request, conversation_id, act, Draft("pass", note), onward=HOME)

    async def release(self, request: Request, conversation_id: str) -> Response:
        """Put the conversation back into the queue."""
        act = partial(put_back, terms=self.library.terms)
        response = await self._do(request, conversation_id, act, Draft())
        self.front_desk.turns.answer_soon(conversation_id)
        return response

    async def hand_back(self, request: Request, conversation_id: str) -> Response:
        """Give the conversation back to the assistant, which answers what is open."""
        response = await self._do(request, conversation_id, return_to_bot, Draft())
        self.front_desk.turns.answer_soon(conversation_id)
        return response

    async def reply(
        self,
        request: Request,
        conversation_id: str,
        text: Text = "",
        client_id: Text = "",
        instead: Text = "",
        insist: Text = "",
        saved: Text = "",
        insert: Text = "",
        then: Text = "",
    ) -> Response:
        """Send a reply; `then` wait for the customer, or resolve with it.

        `instead` is the gate's rewrite, `insert` a saved reply: both are put into the box to be read first.
        """
        known = int(saved) if saved.isdecimal() else None
        draft = Draft("reply", instead or text, form_id=client_id, mine=text if instead else "", saved=known)
        if insert.isdecimal():
            return await self._insert(request, conversation_id, draft, int(insert))
        if instead:
            return await self._show(request, conversation_id, draft)
        if then == "resolve":
            return await self._show(request, conversation_id, Draft("resolve", text, form_id=client_id))
        act = partial(
            send_reply, text=text, form_id=client_id, insist=bool(insist), longest=self._longest,
            saved=known, wait=then == "wait",
        )  # fmt: skip
        return await self._do(request, conversation_id, act, draft, onward=HOME if then == "wait" else None)

    async def resolve(
        self,
        request: Request,
        conversation_id: str,
        outcome: Text = "",
        told: Text = "",
        client_id: Text = "",
        instead: Text = "",
        insist: Text = "",
        cause: Text = "",
        cause_note: Text = "",
    ) -> Response:
        """Resolve the case and tell the customer how (METHOD M10)."""
        draft = Draft(
            "resolve", instead or told, outcome, client_id, mine=told if instead else "", cause=cause,
            cause_note=cause_note,
        )  # fmt: skip
        if instead:
            return await self._show(request, conversation_id, draft)
        act = partial(
            send_outcome, outcome=outcome, told=told, form_id=client_id, insist=bool(insist),
            longest=self._longest, cause=cause, cause_note=cause_note,
        )  # fmt: skip
        return await self._do(request, conversation_id, act, draft)

    async def accepted(self, request: Request, conversation_id: str) -> Response:
        """Record that the customer told the agent it is settled."""
        return await self._do(request, conversation_id, note_accepted, Draft())

    async def take_up(self, request: Request, conversation_id: str) -> Response:
        """Open a settled case anew: it was not settled after all."""
        return await self._do(
            request, conversation_id, partial(take_up_again, terms=self.library.terms), Draft()
        )

    async def typing(self, request: Request, conversation_id: str, on: Text = "") -> Response:
        """Show the customer that the person who has the conversation is writing, or no longer is."""
        owner = await asyncio.to_thread(self._owner, conversation_id)
        if owner == signed_in_of(request).agent_id:
            self.front_desk.hub.tell(Call("typing", conversation_id, who="person", on=bool(on)))
        return Response(status_code=204)

    async def _insert(self, request: Request, conversation_id: str, draft: Draft, reply_id: int) -> Response:
        """Put a saved reply into the box, after what stands there already."""
        words = await asyncio.to_thread(self._filled, conversation_id, reply_id, signed_in_of(request).name)
        text = "\n\n".join(part for part in (draft.text.strip(), words) if part)
        return await self._show(request, conversation_id, replace(draft, text=text, saved=reply_id))

    async def _do(
        self, request: Request, conversation_id: str, act: Act, draft: Draft, *, onward: str | None = None
    ) -> Response:
        agent_id = signed_in_of(request).agent_id
        try:
            await asyncio.to_thread(self._write, conversation_id, agent_id, act)
        except (AlreadyClaimed, NotYours, NotAllowed) as error:
            return await self._show(request, conversation_id, replace(draft, notice=str(error)), 409)
        except Stopped as error:
            return await self._show(request, conversation_id, replace(draft, stopped=error.check), 422)
        except (Unsendable, NotTold, UnknownCause, NoSuchColleague, NoteError) as error:
            return await self._show(request, conversation_id, replace(draft, notice=str(error)), 422)
        self._tell(conversation_id)
        if not is_htmx(request):
            return RedirectResponse(onward or f"{DESK}/conversations/{conversation_id}", 303)
        if onward:
            return Response(status_code=200, headers={"HX-Redirect": onward, "HX-Trigger-After-Swap": SENT})
        return await self.page.actions(
            request, conversation_id, Draft(), headers={"HX-Trigger-After-Swap": SENT}
        )

    async def _show(
        self, request: Request, conversation_id: str, draft: Draft, status: int = 200
    ) -> Response:
        show = self.page.actions if is_htmx(request) else self.page.page
        return await show(request, conversation_id, draft, status=status)

    def _tell(self, conversation_id: str) -> None:
        for call in (
            Call("typing", conversation_id, who="person", on=False),
            Call("said", conversation_id, who="person"),
            Call("status", conversation_id),
        ):
            self.front_desk.hub.tell(call)

    def _take_next(self, agent_id: int) -> str:
        with self.library.store.write() as session:
            agent = session.get_one(Agent, agent_id)
            return claim_next(session, agent, now=self.library.clock()).conversation_id

    def _write(self, conversation_id: str, agent_id: int, act: Act) -> None:
        """Act in one transaction. Where the same form was sent twice at the same moment, the other one was first."""
        try:
            self._write_once(conversation_id, agent_id, act)
        except IntegrityError:
            self._write_once(conversation_id, agent_id, act)

    def _write_once(self, conversation_id: str, agent_id: int, act: Act) -> None:
        with self.library.store.write() as session:
            act(session, conversation_id, session.get_one(Agent, agent_id), now=self.library.clock())

    def _filled(self, conversation_id: str, reply_id: int, agent_name: str) -> str:
        library = self.library
        with library.store.read() as session:
            case, reply = find_case(session, conversation_id), session.get(SavedReply, reply_id)
            if case is None or reply is None:
                return ""
            now, zone = library.clock(), library.terms.hours.zone
            return fill(reply.text, values_of(case, agent_name, now=now, zone=zone))

    def _owner(self, conversation_id: str) -> int | None:
        with self.library.store.read() as session:
            case = find_case(session, conversation_id)
            return case.assignee_id if case is not None and case.state is State.AGENT else None

    @property
    def _longest(self) -> int:
        return self.library.settings.message_length
