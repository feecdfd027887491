"""Rasa's action: the planner's answer to a turn, said in the customer's language; the library does the work."""

from __future__ import annotations

import asyncio
from functools import cache
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy.orm import Session

from actions.turns import said_of
from amends.bootstrap import Services, build_services
from amends.dialogue.answering import Received, answer_turn
from amends.languages.wording import Spoken
from amends.settings import Settings


@cache
def services() -> Services:
    """Return the process's library, built when it is first needed."""
    return build_services(Settings())


def act(said: Received, known: Services) -> list[Spoken]:
    """Answer what was said on the record, all of it or nothing; return the messages of the answer."""

    def take(session: Session) -> list[Spoken]:
        now = known.clock()
        return answer_turn(
            session,
            said,
            languages=known.languages,
            levels=known.levels,
            policy=known.policies.at(now),
            country=known.settings.country,
            now=now,
        )

    return known.store.transact(take)


class AnswerCustomer(Action):  # type: ignore[misc]
    """Answers the customer's message: what to say is the planner's."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_answer"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Translate, answer, translate back."""
        said = said_of(tracker.sender_id, tracker.latest_message)
        for spoken in await asyncio.to_thread(act, said, services()):
            buttons = [button.model_dump() for button in spoken.buttons]
            before = [line.to_dict() for line in spoken.before]
            dispatcher.utter_message(
                text=spoken.text, buttons=buttons, line=spoken.line.to_dict(), before=before
            )
        return []
