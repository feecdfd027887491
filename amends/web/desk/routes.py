"""The desk's routes, all behind one guard."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter, Depends
from starlette.exceptions import HTTPException
from starlette.responses import Response

from amends.web.desk.acting import Acting
from amends.web.desk.actions import Actions
from amends.web.desk.advice import Advice
from amends.web.desk.alerts import Alerts
from amends.web.desk.asked_for import AskedFor
from amends.web.desk.conversation import ConversationPage
from amends.web.desk.corrections import Corrections
from amends.web.desk.danger_review import DangerReviews
from amends.web.desk.entrance import Entrance
from amends.web.desk.errors import desk_route
from amends.web.desk.events import Events
from amends.web.desk.guard import DESK, Guard, leads_only
from amends.web.desk.insight_routes import Route, insight_for_everybody, insight_for_leads
from amends.web.desk.letters import Letters
from amends.web.desk.me import Me
from amends.web.desk.notes import Notes
from amends.web.desk.offers import Offers
from amends.web.desk.outbox import OutboxPage
from amends.web.desk.pages import Pages
from amends.web.desk.people import People
from amends.web.desk.praise import PraisePage
from amends.web.desk.queue import QueuePage
from amends.web.desk.saved import SavedReplies
from amends.web.front_desk import FrontDesk

CONVERSATION: Final = "/conversations/{conversation_id}"
MESSAGE: Final = f"{CONVERSATION}/messages/{{message_id}}/correct"


def build_desk(front_desk: FrontDesk) -> APIRouter:
    """Build the router of everything under /desk. Without a sign-in nothing of it opens but the sign-in page."""
    pages = Pages(front_desk)
    guard = Guard(front_desk)
    router = APIRouter(prefix=DESK, dependencies=[Depends(guard)], route_class=desk_route(pages))
    for method, path, endpoint in for_everybody(front_desk, pages, guard):
        router.add_api_route(path, endpoint, methods=[method], response_model=None)
    for method, path, endpoint in for_leads(front_desk, pages):
        router.add_api_route(
            path, endpoint, methods=[method], response_model=None, dependencies=[Depends(leads_only)]
        )
    router.add_api_route("/{path:path}", _nothing_here, methods=["GET", "POST"], response_model=None)
    return router


def for_everybody(front_desk: FrontDesk, pages: Pages, guard: Guard) -> list[Route]:
    """Return the routes that every agent may use."""
    entrance, queue = Entrance(front_desk, pages), QueuePage(front_desk, pages)
    conversation = ConversationPage(front_desk, pages)
    acting = Acting(front_desk, conversation)
    actions, letters = Actions(front_desk, acting), Letters(front_desk, pages, acting)
    notes, corrections = Notes(front_desk, pages, conversation), Corrections(front_desk, pages)
    offers = Offers(front_desk, acting)
    replies, me = SavedReplies(front_desk, pages), Me(front_desk, pages)
    alerts, praise = Alerts(front_desk, pages), PraisePage(front_desk, pages)
    danger_reviews = DangerReviews(front_desk, acting)
    return [
        ("GET", "/sign-in", entrance.show),
        ("POST", "/sign-in", entrance.enter),
        ("POST", "/sign-out", entrance.leave),
        ("GET", "/", queue.show),
        ("GET", "/queue", queue.lists),
        ("GET", "/waiting", queue.waiting),
        ("GET", "/events", Events(guard).stream),
        ("GET", CONVERSATION, conversation.show),
        ("GET", f"{CONVERSATION}/changes", conversation.changes),
        ("POST", f"{CONVERSATION}/claim", actions.claim),
        ("POST", f"{CONVERSATION}/reply", actions.reply),
        ("POST", f"{CONVERSATION}/typing", actions.typing),
        ("POST", f"{CONVERSATION}/advice", Advice(front_desk, pages).read),
        ("POST", f"{CONVERSATION}/release", actions.release),
        ("POST", f"{CONVERSATION}/hand-back", actions.hand_back),
        ("POST", f"{CONVERSATION}/resolve", actions.resolve),
        ("POST", f"{CONVERSATION}/pass", actions.pass_on),
        ("POST", f"{CONVERSATION}/offer", offers.offer),
        ("POST", f"{CONVERSATION}/offers/{{offer_id}}", offers.answer),
        ("POST", f"{CONVERSATION}/requests/{{request_id}}", AskedFor(acting).end),
        ("GET", f"{CONVERSATION}/letter", letters.show),
        ("POST", f"{CONVERSATION}/letter", letters.send),
        ("POST", f"{CONVERSATION}/let-pass", actions.let_pass),
        ("POST", "/next", actions.take_next),
        ("GET", "/alerts", alerts.show),
        ("GET", "/counts", alerts.counts),
        ("POST", "/danger-reviews/{review_id}/nobody", danger_reviews.nobody),
        ("POST", "/danger-reviews/{review_id}/danger", danger_reviews.danger),
        ("POST", "/danger-reviews/{review_id}/undo", danger_reviews.undo),
        ("GET", "/praise", praise.show),
        ("GET", "/me", me.show),
        ("POST", "/me", me.wish),
        ("POST", "/presence", me.be),
        ("POST", f"{CONVERSATION}/accepted", actions.accepted),
        ("POST", f"{CONVERSATION}/take-up", actions.take_up),
        ("POST", f"{CONVERSATION}/notes", notes.write),
        ("GET", "/named", notes.badge),
        ("GET", f"{CONVERSATION}/correct", corrections.show_case),
        ("POST", f"{CONVERSATION}/correct", corrections.case),
        ("GET", MESSAGE, corrections.show_message),
        ("POST", MESSAGE, corrections.message),
        ("GET", "/help", pages.help),
        ("GET", "/replies", replies.show),
        ("POST", "/replies", replies.save),
        ("POST", "/replies/{reply_id}/retire", replies.retire),
        *insight_for_everybody(front_desk, pages),
    ]


def for_leads(front_desk: FrontDesk, pages: Pages) -> list[Route]:
    """Return the routes that only leads may use."""
    acting = Acting(front_desk, ConversationPage(front_desk, pages))
    people, offers = People(front_desk, pages), Offers(front_desk, acting)
    outbox, praise = OutboxPage(front_desk, pages), PraisePage(front_desk, pages)
    return [
        ("GET", "/people", people.show),
        ("POST", "/people/{agent_id}", people.save),
        ("POST", "/praise/{praise_id}", praise.give),
        ("GET", "/outbox", outbox.show),
        ("POST", "/outbox/{entry_id}", outbox.again),
        *insight_for_leads(front_desk, pages),
        ("POST", "/requests/{request_id}", offers.decide),
    ]


async def _nothing_here(path: str) -> Response:
    raise HTTPException(404)
