"""The desk's routes, all behind one guard."""

from __future__ import annotations

from fastapi import APIRouter, Depends
from starlette.exceptions import HTTPException
from starlette.responses import Response

from amends.web.desk.actions import Actions
from amends.web.desk.advice import Advice
from amends.web.desk.conversation import ConversationPage
from amends.web.desk.entrance import Entrance
from amends.web.desk.errors import desk_route
from amends.web.desk.events import Events
from amends.web.desk.guard import DESK, Guard
from amends.web.desk.pages import Pages
from amends.web.desk.queue import QueuePage
from amends.web.front_desk import FrontDesk

CONVERSATION = "/conversations/{conversation_id}"


def build_desk(front_desk: FrontDesk) -> APIRouter:
    """Build the router of everything under /desk. Without a sign-in nothing of it opens but the sign-in page."""
    pages = Pages(front_desk)
    guard = Guard(front_desk)
    router = APIRouter(prefix=DESK, dependencies=[Depends(guard)], route_class=desk_route(pages))
    entrance, queue = Entrance(front_desk, pages), QueuePage(front_desk, pages)
    conversation = ConversationPage(front_desk, pages)
    actions = Actions(front_desk, conversation)
    for path, endpoint in (
        ("/sign-in", entrance.show),
        ("/", queue.show),
        ("/queue", queue.lists),
        ("/waiting", queue.waiting),
        ("/events", Events(guard).stream),
        (CONVERSATION, conversation.show),
        (f"{CONVERSATION}/changes", conversation.changes),
    ):
        router.add_api_route(path, endpoint, methods=["GET"], response_model=None)
    for path, endpoint in (
        ("/sign-in", entrance.enter),
        ("/sign-out", entrance.leave),
        (f"{CONVERSATION}/claim", actions.claim),
        (f"{CONVERSATION}/reply", actions.reply),
        (f"{CONVERSATION}/typing", actions.typing),
        (f"{CONVERSATION}/advice", Advice(front_desk, pages).read),
        (f"{CONVERSATION}/release", actions.release),
        (f"{CONVERSATION}/hand-back", actions.hand_back),
        (f"{CONVERSATION}/resolve", actions.resolve),
    ):
        router.add_api_route(path, endpoint, methods=["POST"], response_model=None)
    router.add_api_route("/{path:path}", _nothing_here, methods=["GET", "POST"], response_model=None)
    return router


async def _nothing_here(path: str) -> Response:
    raise HTTPException(404)
