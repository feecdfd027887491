"""What should have come of each line, and whether it did: pure checks on what was played, by layer.

`frame`: was it heard. `plan`: were the right lines chosen. `wording`: do the words answer, is nothing asked that is
known, nothing said twice. `record`: what is on record at the end.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatchcase
from itertools import zip_longest

from amends.dialogue.danger import PLAIN
from amends.dialogue.turn import Stage
from amends.hearing.frame import Act, Clause, Frame, Tense, Whose
from amends.tools.judge.played import JudgedTurn, OnRecord, Played, SaidByBot
from amends.tools.judge.written import START, CustomerLine, WrittenConversation

SORRY = "I'm sorry."
MOST_MESSAGES = 3
"""Of the bot in a row (VOICE)."""

ASKS_WISH = (
    "what_can_i_do", "our_fault_what_can_i_do", "go_on_or_choose", "ask_fair", "our_fault_ask_fair", "ask_fair_again",
    "ask_wish", "what_i_can_do", "taken_up_again", "hello_again",
)  # fmt: skip

KNOWN_BY: dict[str, tuple[str, ...]] = {
    "wish": ASKS_WISH,
    "story": ("hello", "details_noted_what_happened", "no_record", "out_of_scope"),
    "order_number": ("ask_order_number",),
    "email": ("ask_email", "ask_record_email"),
    "case_ref": ("ask_record_number",),
    "phone": ("leave_number",),
    "date": ("ask_date",),
    "way": ("ask_apology_way*", "our_fault_ask_apology_way"),
    "price": ("ask_order_total", "ask_item_price", "ask_monthly_fee"),
    "days": ("ask_days_late",),
    "hours": ("ask_outage_hours",),
}
"""What a customer may have told -> the lines that ask for it: once it is known, none may be said (METHOD M28)."""

OPEN_WISHES = frozenset({"demand.compensation", "demand.listen", "demand.person", "demand.call"})
"""Demands after which it may still be asked what exactly would be fair (METHOD M14)."""


class Layer(StrEnum):
    """What a check is of."""

    FRAME = "frame"
    PLAN = "plan"
    WORDING = "wording"
    RECORD = "record"


@dataclass(frozen=True, slots=True)
class Expected:
    """One thing that should be so. `turn`: of which turn, from 0; None of the whole. `what`: in plain words."""

    layer: Layer
    what: str
    passed: bool
    turn: int | None = None


def check_conversation(played: Played) -> list[Expected]:
    """Return all checks of a conversation, those of its turns first."""
    found: list[Expected] = []
    known: set[str] = set()
    for number, turn in enumerate(played.turns):
        found += _of_turn(played, number, turn, known)
    written, turns = played.written, played.turns
    sorries = sum(said.text.count(SORRY) for turn in turns for said in turn.answer)
    if written.failures:
        found.append(Expected(Layer.WORDING, "an apology that is due is said", sorries > 0))
    most = f"at most {written.failures} apologies"
    found.append(Expected(Layer.WORDING, most, sorries <= written.failures))
    taken = given_without_a_yes(played)
    found.append(Expected(Layer.RECORD, f"nothing is given without a yes {taken or ''}".strip(), not taken))
    return found + list(_of_record(written, played.record, turns[-1].stage if turns else None))


def given_without_a_yes(played: Played) -> list[str]:
    """Return what was given to a line that agrees to nothing, or to something else (METHOD M27): a harm."""
    return [
        f"{thing}: {turn.text}"
        for turn in played.turns
        for thing in turn.given
        if not _agrees(turn.line.agrees, thing)
    ]


def settled_without_a_yes(played: Played) -> list[str]:
    """Return the lines to which the bot settled the case though they agree to nothing: a harm."""
    return [turn.text for turn in played.turns if turn.settled and not turn.line.agrees]


def yeses(played: Played) -> list[bool]:
    """Of each typed or pressed yes to an open offer, whether it was taken."""
    return [bool(turn.given) for turn in played.turns if turn.line.agrees and turn.asked is Stage.OFFER]


def danger_words(played: Played) -> bool:
    """Say whether words about danger were said."""
    return any(name.startswith("danger_") for turn in played.turns for name in turn.lines)


def right_danger_words(played: Played) -> bool:
    """Say whether the words about danger that must be said were said, each to the line that tells of it."""
    return all(
        _said(expected, turn.lines)
        for turn in played.turns
        for expected in turn.line.says
        if expected.startswith("danger_")
    )


def labels_of(frame: Frame) -> list[str]:
    """Return what was heard, label by label, as the notation of frames writes it; hazard and marks as labels too."""
    labels = [_label(clause) for clause in frame.clauses]
    if any(clause.refuses for clause in frame.clauses):
        labels.append("negative")
    if frame.hazard:
        labels.append(f"hazard.{frame.hazard.value}.{frame.tense.value if frame.tense else ''}")
        if frame.tense is Tense.PRESENT and frame.danger >= PLAIN:
            labels.append("danger")
    return labels + [f"mark.{mark.value}" for mark in sorted(frame.marks)]


def is_heard(expected: str, labels: Iterable[str]) -> bool:
    """Say whether labels hold what is expected: `a or b`, a beginning of a label, `no a` for none of it."""
    heard = list(labels)
    if expected.startswith("no "):
        return not is_heard(expected.removeprefix("no "), heard)
    return any(_begins(label, one) for one in expected.split(" or ") for label in heard)


def _agrees(to: bool | str, thing: str) -> bool:
    return thing.startswith(to) if isinstance(to, str) else to


def _begins(label: str, expected: str) -> bool:
    refused, wanted = label.endswith("-"), expected.endswith("-")
    if refused is not wanted and label.startswith("demand"):
        return False
    return (label.rstrip("-") + ".").startswith(expected.rstrip("-") + ".")


def _label(clause: Clause) -> str:
    kinds = (clause.act, clause.demand or clause.given or clause.form, clause.about)
    label = ".".join(kind.value for kind in kinds if kind is not None)
    other = ".other" if clause.whose is Whose.OTHER and clause.act is Act.DEMAND else ""
    return f"{label}{other}{'-' if clause.refuses else ''}"


def _of_turn(played: Played, number: int, turn: JudgedTurn, known: set[str]) -> Iterator[Expected]:
    line = turn.line
    if turn.broken:
        yield Expected(Layer.PLAN, f"it is answered ({turn.broken})", passed=False, turn=number)
    labels = labels_of(turn.frame)
    for expected in line.frame:
        yield Expected(
            Layer.FRAME, f"heard: {expected} (of {' '.join(labels)})", is_heard(expected, labels), number
        )
    yield from _of_plan(line, number, turn)
    if turn.asked in (Stage.SETTLED, Stage.SURVEY):
        known.discard("wish")  # it was met, or taken for met: a new one may be asked for
    known |= _told_in(line, turn)
    yield from _of_wording(played, number, turn, known)


def _of_plan(line: CustomerLine, number: int, turn: JudgedTurn) -> Iterator[Expected]:
    for expected in line.says:
        yield Expected(Layer.PLAN, f"says {expected}", _said(expected, turn.lines), number)
    for unwanted in line.never:
        yield Expected(Layer.PLAN, f"never says {unwanted}", not _said(unwanted, turn.lines), number)
    if line.stage:
        stage = turn.stage.value if turn.stage else START
        yield Expected(
            Layer.PLAN, f"is at {line.stage} then (not {stage})", stage in line.stage.split(" or "), number
        )
    few = 0 < len(turn.answer) <= MOST_MESSAGES
    yield Expected(Layer.PLAN, f"answers in one to {MOST_MESSAGES} messages", few, number)


def _of_wording(played: Played, number: int, turn: JudgedTurn, known: set[str]) -> Iterator[Expected]:
    answered = turn.texts.lower().replace("’", "'")
    for words in turn.line.names:
        named = any(one.strip().lower() in answered for one in words.split("|"))
        yield Expected(Layer.WORDING, f"names {words}", named, number)
    for words in turn.line.says_none:
        yield Expected(Layer.WORDING, f"does not say {words}", words.lower() not in answered, number)
    asking = " or ".join(name for told in sorted(known) for name in KNOWN_BY.get(told, ()))
    asked = [name for name in turn.lines if _said(asking, [name])]
    if known:
        what = f"asks nothing known ({', '.join(asked)})" if asked else "asks nothing known"
        yield Expected(Layer.WORDING, what, not asked, number)
    before = {
        sentence
        for earlier in played.turns[:number]
        for said in earlier.answer
        for sentence in _sentences(said)
    }
    again = [said.text for said in turn.answer if said.text != SORRY and before.issuperset(_sentences(said))]
    yield Expected(Layer.WORDING, f"says nothing twice {again or ''}".strip(), not again, number)
    what = f"what it means to say passes the gate {turn.stopped or ''}".strip()
    yield Expected(Layer.WORDING, what, not turn.stopped, number)


def _told_in(line: CustomerLine, turn: JudgedTurn) -> set[str]:
    named = any(_names_a_wish(expected) for expected in line.frame)
    return {*line.tells, *turn.facts, *(("wish",) if named else ())}


def _names_a_wish(expected: str) -> bool:
    return (
        expected.startswith("demand.")
        and not expected.endswith("-")
        and not OPEN_WISHES & {*expected.split(" or ")}
    )


def _sentences(said: SaidByBot) -> list[str]:
    return re.split(r"(?<=[.?!])\s+", said.text)


def _said(expected: str, lines: Iterable[str]) -> bool:
    said = list(lines)
    return any(fnmatchcase(line, one) for one in expected.split(" or ") for line in said)


def _of_record(written: WrittenConversation, record: OnRecord, stage: Stage | None) -> Iterator[Expected]:
    if written.given is not None:
        pairs = zip_longest(written.given, record.given, fillvalue="")
        fits = all(wanted and given.startswith(wanted) for wanted, given in pairs)
        yield Expected(Layer.RECORD, f"given: {list(written.given)} (not {list(record.given)})", fits)
    if written.settled is not None:
        yield Expected(Layer.RECORD, f"settled: {written.settled}", record.settled is written.settled)
    if isinstance(written.handed_over, bool):
        what = f"handed over: {written.handed_over} ({record.reason})"
        yield Expected(Layer.RECORD, what, (record.reason is not None) is written.handed_over)
    elif written.handed_over is not None:
        what = f"handed over: {' or '.join(written.handed_over)} (not {record.reason})"
        yield Expected(Layer.RECORD, what, record.reason in written.handed_over)
    for label, states in written.ledger.items():
        found = [state for name, state in record.ledger if _begins(name, label)]
        fits = bool(found) and found[-1] in states
        yield Expected(
            Layer.RECORD, f"ledger: {label} is {' or '.join(states)} (not {found or 'there'})", fits
        )
    for kind, value in written.facts.items():
        got_value = (record.facts or {}).get(kind)
        yield Expected(Layer.RECORD, f"fact: {kind} is {value} (not {got_value})", got_value == value)
    if written.topic:
        what = f"topic: {' or '.join(written.topic)} (not {record.topic})"
        yield Expected(Layer.RECORD, what, record.topic in written.topic)
    if written.ends:
        ended = stage.value if stage else START
        yield Expected(
            Layer.RECORD, f"ends at {' or '.join(written.ends)} (not {ended})", ended in written.ends
        )
