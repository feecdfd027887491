"""Saved replies: shared, read by the gate when they are saved, and shown with how customers felt (METHOD M22, M24)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from statistics import mean
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased, selectinload

from amends.apology import Check, Sender, check, may_send
from amends.cases.errors import Invalid
from amends.desk.times import say_clock
from amends.store.tables import Agent, Case, Message, ReplyUse, SavedReply, Speaker

VARIABLES: Mapping[str, str] = {
    "name": "the customer's name",
    "case": "the case number",
    "order": "the order number",
    "promised": "the time that was promised",
    "me": "your name",
}
SAMPLE: Mapping[str, str] = {
    "name": "Ms Brandt", "case": "AM-20418", "order": "88213", "promised": "14:05", "me": "Elena",
}  # fmt: skip
LONGEST_TITLE = 60
COUNTED_USES = 500
_VARIABLE = re.compile(r"\{(\w*)\}")


class SavedReplyError(Invalid):
    """A reply that cannot be saved so. `check`: what the gate says of it."""

    def __init__(self, code: str, check: Check | None = None, **fields: object) -> None:
        super().__init__(code, **fields)
        self.check = check


@dataclass(frozen=True, slots=True)
class Felt:
    """How customers felt where a reply was used: mean heat (0..1) before it and in the next message after it.

    `uses` counts all of them, `answered` those after which the customer wrote again.
    """

    uses: int = 0
    answered: int = 0
    before: float | None = None
    after: float | None = None

    @property
    def words(self) -> str:
        """The figures in words: `used 4 times; heat 71 before, 42 after`."""
        if not self.uses:
            return "not used yet"
        used = "used once" if self.uses == 1 else f"used {self.uses} times"
        if self.before is None or self.after is None:
            return used
        return f"{used}; heat {self.before * 100:.0f} before, {self.after * 100:.0f} after"


@dataclass(frozen=True, slots=True)
class Shared:
    """A saved reply as it is shown; `filled` with what is known of the case at hand."""

    id: int
    title: str
    text: str
    filled: str
    author: str
    changed_at: datetime
    felt: Felt


def save_reply(
    session: Session, agent: Agent, *, title: str, text: str, now: datetime, reply_id: int | None = None
) -> SavedReply:
    """Save a reply for everybody, or change the one with `reply_id`. Raises SavedReplyError."""
    name, words = " ".join(title.split()), text.replace("\r\n", "\n").strip()
    if not name or len(name) > LONGEST_TITLE:
        raise SavedReplyError("reply_title_invalid", longest=LONGEST_TITLE)
    read_by_the_gate(words)
    taken = session.scalars(select(SavedReply).where(SavedReply.title == name)).first()
    if taken is not None and taken.id != reply_id and not taken.retired:
        raise SavedReplyError("reply_title_taken", title=name)
    known = session.get(SavedReply, reply_id) if reply_id is not None else taken
    if known is None:
        known = SavedReply(title=name, text=words, author_id=agent.id, changed_at=now)
        session.add(known)
    known.title, known.text, known.author_id, known.changed_at, known.retired = (
        name,
        words,
        agent.id,
        now,
        False,
    )
    session.flush()
    return known


def read_by_the_gate(text: str) -> None:
    """Let the gate read a reply as a customer would get it. Raises SavedReplyError with what it says."""
    if not text:
        raise SavedReplyError("reply_empty")
    unknown = [name for name in _VARIABLE.findall(text) if name not in VARIABLES]
    if unknown:
        raise SavedReplyError("reply_variable_unknown", variable=unknown[0], known=tuple(VARIABLES))
    verdict = check(fill_variables(text, SAMPLE))
    if not may_send(verdict, Sender.AGENT):
        raise SavedReplyError("reply_stopped", verdict)


def fill_variables(text: str, values: Mapping[str, str]) -> str:
    """Fill in what is known; a variable without a value stays, so that the agent sees what is missing."""
    return _VARIABLE.sub(lambda found: values.get(found[1]) or found[0], text)


def unfilled(text: str) -> str:
    """Return the first variable that nobody filled in, as it stands in the text; empty without one."""
    return next((f"{{{name}}}" for name in _VARIABLE.findall(text) if name in VARIABLES), "")


def values_of(case: Case, agent_name: str, *, now: datetime, zone: ZoneInfo) -> dict[str, str]:
    """Return what the variables stand for in this case; what is not known is empty."""
    promised = case.next_update_due or case.promised_by
    return {
        "name": case.customer_name or "",
        "case": case.reference,
        "order": str(case.facts.get("order_number") or ""),
        "promised": say_clock(promised, now=now, zone=zone) if promised else "",
        "me": agent_name,
    }


def read_replies(session: Session, values: Mapping[str, str] = SAMPLE) -> tuple[Shared, ...]:
    """Return every saved reply in use, by title, filled with `values`."""
    query = select(SavedReply).where(SavedReply.retired.is_(False)).order_by(func.lower(SavedReply.title))
    replies = list(session.scalars(query.options(selectinload(SavedReply.author))))
    felt = felt_after(session, [reply.id for reply in replies])
    return tuple(
        Shared(
            reply.id, reply.title, reply.text, fill_variables(reply.text, values), reply.author.name, reply.changed_at,
            felt.get(reply.id, Felt()),
        )
        for reply in replies
    )  # fmt: skip


def note_use(
    session: Session, reply_id: int, case: Case, message: Message, *, heat_before: float | None, now: datetime
) -> None:
    """Record that a saved reply was sent, changed or not. One that was retired meanwhile is not counted."""
    if session.get(SavedReply, reply_id) is None or message.agent_id is None:
        return
    if session.scalars(select(ReplyUse.id).where(ReplyUse.message_id == message.id)).first() is None:
        session.add(
            ReplyUse(
                reply_id=reply_id, case_id=case.id, message_id=message.id, agent_id=message.agent_id,
                used_at=now, heat_before=heat_before,
            )
        )  # fmt: skip


def felt_after(session: Session, reply_ids: list[int]) -> dict[int, Felt]:
    """Return how customers felt before and after each reply, from its newest uses (500 altogether)."""
    sent, answer = aliased(Message), aliased(Message)
    after = (
        select(answer.reading)
        .where(answer.conversation_id == sent.conversation_id, answer.id > sent.id)
        .where(answer.speaker == Speaker.CUSTOMER, answer.reading.is_not(None))
        .order_by(answer.id)
        .limit(1)
        .scalar_subquery()
    )
    query = (
        select(ReplyUse.reply_id, ReplyUse.heat_before, after)
        .join(sent, sent.id == ReplyUse.message_id)
        .where(ReplyUse.reply_id.in_(reply_ids))
        .order_by(ReplyUse.id.desc())
        .limit(COUNTED_USES)
    )
    uses: dict[int, list[tuple[float | None, float | None]]] = {}
    for reply_id, before, reading in session.execute(query) if reply_ids else ():
        uses.setdefault(reply_id, []).append((before, _heat(reading)))
    return {reply_id: _felt(pairs) for reply_id, pairs in uses.items()}


def _felt(pairs: list[tuple[float | None, float | None]]) -> Felt:
    both = [(before, after) for before, after in pairs if before is not None and after is not None]
    if not both:
        return Felt(len(pairs))
    return Felt(len(pairs), len(both), mean(before for before, _ in both), mean(after for _, after in both))


def _heat(reading: Mapping[str, Mapping[str, float]] | None) -> float | None:
    emotion = (reading or {}).get("emotion") or {}
    return float(emotion["intensity"]) if "intensity" in emotion else None
