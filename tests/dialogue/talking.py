"""A customer who talks to the running bot."""

from __future__ import annotations

import uuid

from amends.messages.transcript import start_conversation
from amends.realtime.hub import Hub
from amends.store.tables import Button, Message
from amends.turns.turns import Turns
from tests.conftest import StillClock
from tests.dialogue.conftest import RunningBot
from tests.languages import LANGUAGES


class Conversation:
    """A customer's side of a conversation with the running bot."""

    def __init__(self, running: RunningBot) -> None:
        self.running = running
        self.clock = StillClock()
        with running.store.write() as session:
            self.id = start_conversation(session, now=self.clock()).id

    async def turn(self, *, text: str = "", press: str | None = None) -> list[str]:
        """Take one turn, and return what the bot said."""
        bot = self.running.client()
        turns = Turns(self.running.store, bot, Hub(), self.clock, self.running.levels, LANGUAGES)
        button = self._button(press) if press else None
        stored = await turns.take(self.id, str(uuid.uuid4()), text=text, button_id=button)
        await turns.settle()
        await bot.close()
        return [message.text for message in self.messages() if message.id > stored.message_id]

    def messages(self) -> list[Message]:
        """Return everything that was said, oldest first."""
        with self.running.store.read() as session:
            query = session.query(Message).filter_by(conversation_id=self.id).order_by(Message.id)
            return list(query)

    def _button(self, title: str) -> str:
        with self.running.store.read() as session:
            query = session.query(Button).join(Message, Button.message_id == Message.id)
            query = query.filter(Message.conversation_id == self.id, Button.title == title)
            button = query.order_by(Message.id.desc()).first()
        assert button is not None, f"no button says {title!r}"
        return button.id
