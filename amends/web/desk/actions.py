"""What an agent does with a conversation: claim, reply, give back, resolve (amends.desk.handling)."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from functools import partial
from typing import Annotated

from fastapi import Form, Request
from starlette.responses import RedirectResponse, Response

from amends.cases.state import State
from amends.casework.record import find_case
from amends.desk.aftermath import note_accepted, take_up_again
from amends.desk.assignment import NobodyWaits, claim_case, claim_next, let_pass, pass_on
from amends.desk.handling import put_back, return_to_bot
from amends.desk.replying import send_outcome, send_reply
from amends.desk.request_ends import ends_of_form
from amends.desk.saved import fill_variables, values_of
from amends.realtime.hub import Call
from amends.store.tables import SavedReply
from amends.web.desk.acting import Acting, as_agent
from amends.web.desk.forms import Draft, OutcomeForm, ReplyForm, Text, known
from amends.web.desk.guard import DESK, HOME, signed_in_of
from amends.web.front_desk import FrontDesk


class Actions:
    """Each action is one transaction; then every window and desk is told, and the page shows how it stands."""

    def __init__(self, front_desk: FrontDesk, acting: Acting) -> None:
        self.front_desk = front_desk
        self.services = front_desk.services
        self.acting = acting

    async def claim(self, request: Request, conversation_id: str) -> Response:
        """Take the conversation; whoever is second is told who was first."""
        return await self.acting.act(
            request, conversation_id, partial(claim_case, languages=self.services.languages), Draft()
        )

    async def take_next(self, request: Request) -> Response:
        """Take whoever is next for this agent, and go there; where nobody waits, to the queue."""
        now, languages = self.services.clock(), self.services.languages
        try:
            conversation_id = await as_agent(
                self.services,
                request,
                lambda session, me: claim_next(session, me, languages=languages, now=now).conversation_id,
            )
        except NobodyWaits:
            return RedirectResponse(HOME, 303)
        self.acting.tell(conversation_id)
        return RedirectResponse(f"{DESK}/conversations/{conversation_id}", 303)

    async def let_pass(self, request: Request, conversation_id: str) -> Response:
        """Leave a case that the agent was asked to take to others."""
        return await self.acting.act(request, conversation_id, let_pass, Draft(), onward=HOME)

    async def pass_on(
        self, request: Request, conversation_id: str, to: Text = "", note: Text = ""
    ) -> Response:
        """Pass the conversation on to a colleague or a skill, with a note."""
        act = partial(
            pass_on, to=to, note=note, levels=self.services.levels, languages=self.services.languages
        )
        return await self.acting.act(request, conversation_id, act, Draft("pass", note), onward=HOME)

    async def release(self, request: Request, conversation_id: str) -> Response:
        """Put the conversation back into the queue."""
        act = partial(put_back, levels=self.services.levels, languages=self.services.languages)
        response = await self.acting.act(request, conversation_id, act, Draft())
        self.front_desk.turns.answer_soon(conversation_id)
        return response

    async def hand_back(self, request: Request, conversation_id: str) -> Response:
        """Give the conversation back to the assistant, which answers what is open."""
        act = partial(return_to_bot, languages=self.services.languages)
        response = await self.acting.act(request, conversation_id, act, Draft())
        self.front_desk.turns.answer_soon(conversation_id)
        return response

    async def reply(
        self, request: Request, conversation_id: str, form: Annotated[ReplyForm, Form()]
    ) -> Response:
        """Send a reply; `then` wait for the customer, or resolve with it.

        `instead` is the gate's rewrite, `insert` a saved reply: both are put into the box to be read first.
        """
        draft, wait = form.draft, form.then == "wait"
        insert = known(form.insert)
        if insert is not None:
            return await self._insert(request, conversation_id, draft, insert)
        if form.instead:
            return await self.acting.show(request, conversation_id, draft)
        if form.then == "resolve":
            resolving = Draft("resolve", form.text, form_id=form.client_id)
            return await self.acting.show(request, conversation_id, resolving)
        act = partial(
            send_reply, text=form.text, form_id=form.client_id, insist=bool(form.insist), longest=self._longest,
            languages=self.services.languages, saved=draft.saved, wait=wait,
        )  # fmt: skip
        return await self.acting.act(request, conversation_id, act, draft, onward=HOME if wait else None)

    async def resolve(
        self, request: Request, conversation_id: str, form: Annotated[OutcomeForm, Form()]
    ) -> Response:
        """Resolve the case and tell the customer how, and what became of each thing they want (METHOD M10, M25)."""
        fields = (await request.form()).multi_items()
        ends = ends_of_form((name, str(value)) for name, value in fields)
        draft = replace(form.draft, ends=ends)
        if form.instead:
            return await self.acting.show(request, conversation_id, draft)
        act = partial(
            send_outcome, ends=ends, outcome=form.outcome, told=form.told, form_id=form.client_id,
            insist=bool(form.insist), longest=self._longest, cause=form.cause, cause_note=form.cause_note,
            languages=self.services.languages,
        )  # fmt: skip
        return await self.acting.act(request, conversation_id, act, draft)

    async def accepted(self, request: Request, conversation_id: str) -> Response:
        """Record that the customer told the agent it is settled."""
        return await self.acting.act(request, conversation_id, note_accepted, Draft())

    async def take_up(self, request: Request, conversation_id: str) -> Response:
        """Open a settled case anew: it was not settled after all."""
        act = partial(take_up_again, levels=self.services.levels, languages=self.services.languages)
        return await self.acting.act(request, conversation_id, act, Draft())

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
        return await self.acting.show(request, conversation_id, replace(draft, text=text, saved=reply_id))

    def _filled(self, conversation_id: str, reply_id: int, agent_name: str) -> str:
        services = self.services
        with services.store.read() as session:
            case, reply = find_case(session, conversation_id), session.get(SavedReply, reply_id)
            if case is None or reply is None:
                return ""
            now, zone = services.clock(), services.levels.hours.zone
            return fill_variables(reply.text, values_of(case, agent_name, now=now, zone=zone))

    def _owner(self, conversation_id: str) -> int | None:
        with self.services.store.read() as session:
            case = find_case(session, conversation_id)
            return case.assignee_id if case is not None and case.state is State.AGENT else None

    @property
    def _longest(self) -> int:
        return self.services.settings.message_length
