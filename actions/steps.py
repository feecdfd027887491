"""Rasa's actions: one for each step of the dialogue, all alike; the library does the work."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from functools import cache
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy.orm import Session

from actions.turns import events_of, turn_of
from amends.bootstrap import Services, build_services
from amends.dialogue.scene import Scene
from amends.dialogue.steps import STEPS, take_step
from amends.dialogue.turn import Answer, Turn
from amends.languages.wording import Spoken
from amends.settings import Settings
from amends.store.tables import Conversation


@cache
def services() -> Services:
    """Return the process's library, built when it is first needed."""
    return build_services(Settings())


def act(name: str, turn: Turn, known: Services) -> tuple[Answer, list[Spoken]]:
    """Take the step of an action on the record, all of it or nothing; return what it answers, in words."""

    def take(session: Session) -> tuple[Answer, list[Spoken]]:
        now = known.clock()
        language = known.languages.of(session.get_one(Conversation, turn.conversation_id).language)
        scene = Scene(session, turn, language, known.levels, known.policies.at(now), now)
        answer = take_step(name, scene)
        return answer, scene.in_words(answer)

    return known.store.transact(take)


class TakeStep(Action, ABC):  # type: ignore[misc]
    """An action that takes its step and says what the step answers."""

    @abstractmethod
    def name(self) -> str:
        """The action's name in domain.yml."""

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Translate, act, translate back."""
        turn = turn_of(tracker.sender_id, tracker.latest_message, tracker.slots, tracker.events)
        answer, spoken = await asyncio.to_thread(act, self.name(), turn, services())
        for said in spoken:
            buttons = [button.model_dump() for button in said.buttons]
            dispatcher.utter_message(text=said.text, buttons=buttons, line=said.line.to_dict())
        return events_of(answer)


def _action_for(name: str) -> type[TakeStep]:
    return type(
        name.title().replace("_", ""),
        (TakeStep,),
        {"name": lambda self: name, "__doc__": STEPS[name].__doc__, "__module__": __name__},
    )


ACTIONS = tuple(_action_for(name) for name in STEPS)
"""Rasa's SDK finds these by being subclasses of its Action."""
