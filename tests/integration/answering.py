"""A front desk's turns in a process of their own: `python -m tests.integration.answering DATABASE [never]`.

It says `ready`, waits for a line, answers what is open until nothing is, and writes the ids of the messages that its
bot was asked. With `never` its bot never answers: it says `asked` and stays.
"""

from __future__ import annotations

import asyncio
import json
import sys
from contextlib import suppress

from sqlalchemy import select

from amends.bootstrap import service_levels_of
from amends.clock import system_clock
from amends.realtime.hub import Hub
from amends.settings import Settings
from amends.store.store import Store, StoreUnavailable, open_store
from amends.store.tables import Message, Speaker
from amends.turns.bot import BotTurn, Question, Utterance
from amends.turns.turns import Turns
from tests.fakes import FakeBot
from tests.languages import LANGUAGES


class StuckBot(FakeBot):
    """Says that it was asked, and never answers."""

    async def answer(self, question: Question) -> BotTurn:
        """Wait for ever."""
        print("asked", flush=True)
        await asyncio.Event().wait()
        return BotTurn(())


def something_is_open(store: Store) -> bool:
    """Say whether a customer's message has no answer."""
    query = select(Message.id).where(Message.speaker == Speaker.CUSTOMER, Message.answered_at.is_(None))
    with store.read() as session:
        return session.scalar(query.limit(1)) is not None


def echo(question: Question) -> BotTurn:
    """Answer with what was said."""
    return BotTurn((Utterance(f"You said {question.text}."),))


async def main(address: str, *, never: bool) -> None:
    """Answer what is open in the database at `address`."""
    store, bot = open_store(address), StuckBot() if never else FakeBot()
    bot.script = echo
    turns = Turns(store, bot, Hub(), system_clock, service_levels_of(Settings()), LANGUAGES)
    print("ready", flush=True)
    await asyncio.to_thread(sys.stdin.readline)
    while await asyncio.to_thread(something_is_open, store):
        with suppress(StoreUnavailable):  # as the watchdog's rounds go on
            await turns.resume()
        await turns.settle()
        await asyncio.sleep(0.02)
    print(json.dumps([question.message_id for question in bot.asked]), flush=True)
    store.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], never="never" in sys.argv[2:]))
