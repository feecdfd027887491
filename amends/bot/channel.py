"""Rasa's side of the private way between front desk and bot: an input channel of our own.

It answers a message once, however often it is asked, and it never lets a customer's text be read as a command.
"""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import CollectingOutputChannel, InputChannel, UserMessage
from rasa.shared.core.events import BotUttered, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from amends.bot.action_results import check_the_schema_once
from amends.bot.client import SECRET_HEADER
from amends.bot.plain_text import as_text
from amends.bot.uttered import message_of
from amends.hearing.frame import Asked
from amends.understanding.reading import Reading

WARM_UP = "hello"
"""Healthy is a bot that reads: and the first customer does not wait for what is loaded with the first message."""


class FrontDeskChannel(InputChannel):  # type: ignore[misc]
    """Takes turns from the front desk at /webhooks/frontdesk/."""

    def __init__(self, secret: str) -> None:
        self.secret = secret

    @classmethod
    def name(cls) -> str:
        """The channel's place in Rasa's addresses."""
        return "frontdesk"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> FrontDeskChannel:
        """Build the channel from credentials.yml. Raises ValueError without a secret."""
        secret = str((credentials or {}).get("secret") or "")
        if not secret or secret.startswith("${"):
            raise ValueError("AMENDS_INTERNAL_SECRET is not set: start Rasa with `amends run`.")
        check_the_schema_once()
        return cls(secret)

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[None]]) -> Blueprint:
        """Return the channel's routes: health, a turn, a reading."""
        routes = Blueprint("frontdesk", __name__)

        @routes.route("/", methods=["GET"])  # type: ignore[untyped-decorator]
        async def health(request: Request) -> HTTPResponse:
            agent = _agent_of(request)
            if agent is None:
                return response.json({"status": "loading"}, status=503)
            await agent.parse_message(WARM_UP)
            return response.json({"status": "ok"})

        @routes.route("/turn", methods=["POST"])  # type: ignore[untyped-decorator]
        async def turn(request: Request) -> HTTPResponse:
            agent = _agent_of(request)
            if not self._knows(request):
                return response.json({"error": "unknown caller"}, status=403)
            if agent is None:
                return response.json({"error": "no model"}, status=503)
            return response.json(await take_turn(agent, request.json))

        @routes.route("/parse", methods=["POST"])  # type: ignore[untyped-decorator]
        async def parse(request: Request) -> HTTPResponse:
            agent = _agent_of(request)
            if not self._knows(request):
                return response.json({"error": "unknown caller"}, status=403)
            if agent is None:
                return response.json({"error": "no model"}, status=503)
            parsed = await agent.parse_message(as_text(str(request.json["text"])))
            return response.json({"reading": Reading.from_parse(parsed).to_dict()})

        return routes

    def _knows(self, request: Request) -> bool:
        return hmac.compare_digest(request.headers.get(SECRET_HEADER, ""), self.secret)


async def take_turn(agent: Agent, body: dict[str, Any]) -> dict[str, Any]:
    """Answer one message: {conversation, message_id, text, payload, asked} -> {messages, reading}.

    The same message id again gives the answer that was given before.
    """
    conversation, message_id = str(body["conversation"]), str(body["message_id"])
    async with agent.lock_store.lock(conversation):
        tracker = await agent.tracker_store.get_or_create_tracker(conversation)
        if _find(tracker, message_id) is None:
            await agent.processor.handle_message(
                UserMessage(
                    body.get("payload") or as_text(str(body["text"])),
                    CollectingOutputChannel(),
                    conversation,
                    input_channel=FrontDeskChannel.name(),
                    message_id=message_id,
                    metadata=_metadata_of(body),
                )
            )
            tracker = await agent.tracker_store.get_or_create_tracker(conversation)
    return _answer_to(tracker, message_id)


def _metadata_of(body: dict[str, Any]) -> dict[str, Any]:
    """A button's title, since its payload is what Rasa reads; and what was asked, for the reader of the frame."""
    if body.get("payload"):
        return {"text": str(body["text"])}
    return {"asked": str(body.get("asked") or Asked.NOTHING.value)}


def _agent_of(request: Request) -> Agent | None:
    agent: Agent | None = getattr(request.app.ctx, "agent", None)
    return agent if agent is not None and agent.is_ready() else None


def _find(tracker: DialogueStateTracker, message_id: str) -> int | None:
    for index in range(len(tracker.events) - 1, -1, -1):
        event = tracker.events[index]
        if isinstance(event, UserUttered) and event.message_id == message_id:
            return index
    return None


def _answer_to(tracker: DialogueStateTracker, message_id: str) -> dict[str, Any]:
    start = _find(tracker, message_id)
    if start is None:
        return {"messages": [], "reading": None}
    messages = []
    for event in list(tracker.events)[start + 1 :]:
        if isinstance(event, UserUttered):
            break
        if isinstance(event, BotUttered):
            messages.append(message_of(event.text, event.data or {}, event.metadata or {}))
    reading = Reading.from_parse(tracker.events[start].parse_data).to_dict()
    return {"messages": messages, "reading": reading}
