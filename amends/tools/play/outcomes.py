"""Sums up whole conversations: how they ended, and what must never happen in one (METHOD M4, M8, R2, R7)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from amends.tools.play.conversation import Ended
from amends.tools.play.report import markdown_table, share


@dataclass(frozen=True, slots=True)
class Outcomes:
    """The sum of a run of conversations.

    `with_a_case`: those that became a case; the others were questions or chatter. `settled`: resolved in this one
    conversation, of those with a case. `reasons`: why a person was brought in. `left_open`: neither settled nor with
    a person, and the customer has no more to say. The last four must be 0.
    """

    conversations: int
    turns: int
    with_a_case: int
    settled: int
    with_a_person: int
    left_open: int
    reasons: dict[str, int]
    broken: int
    dead_ends: int
    second_apologies: int
    unbacked_promises: int

    @property
    def clean(self) -> bool:
        """Whether nothing happened that must never happen."""
        return not (self.broken or self.dead_ends or self.second_apologies or self.unbacked_promises)


def sum_up(ended: Sequence[Ended], reasons: Mapping[str, str]) -> Outcomes:
    """Sum up; `reasons` are by case number. A second apology has no cause here: nobody tells of a second failure."""
    cases = [one for one in ended if one.case]
    why = Counter(reasons.get(one.case or "", "unknown") for one in cases if one.with_a_person)
    return Outcomes(
        conversations=len(ended),
        turns=sum(one.turns for one in ended),
        with_a_case=len(cases),
        settled=sum(one.settled for one in cases),
        with_a_person=sum(one.with_a_person for one in cases),
        left_open=sum(not (one.settled or one.with_a_person) for one in cases),
        reasons=dict(why.most_common()),
        broken=sum(one.broken is not None for one in ended),
        dead_ends=sum(one.dead_end is not None for one in ended),
        second_apologies=sum(one.apologies > 1 for one in ended),
        unbacked_promises=sum(bool(one.promises) for one in ended),
    )


def outcome_rows(outcomes: Outcomes) -> list[tuple[str, str]]:
    """Return the sum as pairs of what and how much, in reading order."""
    return [
        ("Conversations", str(outcomes.conversations)),
        ("Turns", str(outcomes.turns)),
        ("Became a case", share(outcomes.with_a_case, outcomes.conversations)),
        ("Settled in this conversation, of the cases", share(outcomes.settled, outcomes.with_a_case)),
        ("Handed to a person, of the cases", share(outcomes.with_a_person, outcomes.with_a_case)),
        ("Left open by the customer, of the cases", share(outcomes.left_open, outcomes.with_a_case)),
        ("Broken off (must be 0)", str(outcomes.broken)),
        ("Dead ends (must be 0)", str(outcomes.dead_ends)),
        ("Second apologies without a cause (must be 0)", str(outcomes.second_apologies)),
        ("Promises that no offer backs (must be 0)", str(outcomes.unbacked_promises)),
    ]


def outcomes_to_markdown(outcomes: Outcomes, ended: Sequence[Ended], *, source: str) -> str:
    """Return the sum as Markdown; `source` names the file whose messages began the conversations."""
    kinds = sorted({one.persona for one in ended})
    parts = [
        f"# Whole conversations: {source}\n",
        f"`amends play {source} --converse`\n",
        "Each message begins a conversation; a simulated customer (amends/tools/play/persona.py) then answers what",
        "the bot asks.",
        "A dead end leaves the customer nothing to do and nobody to wait for.\n",
        markdown_table(("", ""), outcome_rows(outcomes)),
        "## Why a person was brought in\n",
        markdown_table(
            ("reason", "conversations"), [(why, str(count)) for why, count in outcomes.reasons.items()]
        ),
        "## By kind of customer\n",
        markdown_table(
            ("kind", "settled / with a person / left open / no case"),
            [(kind, _by_kind(kind, ended)) for kind in kinds],
        ),
    ]
    return "\n".join(parts)


def _by_kind(kind: str, ended: Sequence[Ended]) -> str:
    own = [one for one in ended if one.persona == kind]
    cases = [one for one in own if one.case]
    settled = sum(one.settled for one in cases)
    person = sum(one.with_a_person for one in cases)
    return f"{settled} / {person} / {len(cases) - settled - person} / {len(own) - len(cases)}"
