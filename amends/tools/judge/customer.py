"""A written customer: says next what fits what was asked, never what comes next by number."""

from __future__ import annotations

from collections.abc import Sequence

from amends.dialogue.turn import Stage
from amends.tools.judge.written import START, CustomerLine, WrittenConversation

NOT_THE_BOTS = frozenset({Stage.WAITING, Stage.SETTLED, Stage.SURVEY})
"""Here a customer says only what is written for exactly this: the bot asks them nothing any more."""


class WrittenCustomer:
    """One customer in one conversation; each of their replies is said once."""

    def __init__(self, written: WrittenConversation) -> None:
        self._when = {asked: list(lines) for asked, lines in written.when.items()}
        self._otherwise = list(written.otherwise)

    def reply(self, stage: Stage | None, lines: Sequence[str]) -> CustomerLine | None:
        """Return what they say when the bot has said these lines and asked this, or None where they say no more.

        What is written for a line goes before what is written for a stage; the last line said goes first.
        """
        asked = stage.value if stage else START
        for key in (*reversed(lines), asked):
            if self._when.get(key):
                return self._when[key].pop(0)
        if stage in NOT_THE_BOTS or not self._otherwise:
            return None
        return self._otherwise.pop(0)
