"""What a step works with: the record, the operator's terms, the compensation policy and the time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from amends.apology import Sender, bare_apology, check, may_send
from amends.casework.customer_requests import move_request, note_request, open_requests, withdraw_opposite
from amends.casework.handoff import ServiceLevels
from amends.casework.record import note_story, note_want, open_case, write_audit
from amends.dialogue.failures import tells_of_another
from amends.dialogue.heard import complains, refused, told_by, wanted
from amends.dialogue.naming import as_sentence, is_plain_name, name_demand, name_question, plain_name
from amends.dialogue.turn import Answer, Turn
from amends.hearing.frame import Act, Clause, Demand
from amends.languages.language import Language
from amends.languages.line import Line
from amends.languages.wording import Spoken, in_messages
from amends.messages.transcript import lines_said, times_said
from amends.redress.policy import Policy
from amends.reflection.reflect import reflect
from amends.sending.incidents import responsibility_for
from amends.store.locks import lock_case
from amends.store.tables import Apology, Case, Conversation, CustomerRequest, Progress, Want
from amends.understanding.reading import Level

SURE_OF_THE_TOPIC = 0.8
"""A plain sentence about the wrong topic is worse than none: only a sure topic gives one."""

OWN_WORDS = ("reflection", "story")
"""The slots in which the customer's own words are said back."""

OUR_FAULT = {
    "what_can_i_do": "our_fault_what_can_i_do",
    "ask_fair": "our_fault_ask_fair",
    "ask_apology_way": "our_fault_ask_apology_way",
}
"""A question -> the same question after the operator's words for a known incident (R1)."""

WANT_OF = {
    Demand.REFUND: Want.COMPENSATION,
    Demand.REPLACEMENT: Want.COMPENSATION,
    Demand.COMPENSATION: Want.COMPENSATION,
    Demand.APOLOGY: Want.APOLOGY,
    Demand.LISTEN: Want.VENT,
    Demand.PERSON: Want.PERSON,
}
"""A demand -> which of the wants it is (METHOD M5..M7)."""

NOT_KEPT = frozenset({Demand.LISTEN, Demand.PERSON})
"""Demands that are done by the next step itself: to be heard, and a person."""


@dataclass(frozen=True, slots=True)
class Scene:
    """The record of one turn, open for writing, and the language it is held in. `now` is aware UTC.

    `country`: ISO 3166-1 alpha-2, whose emergency numbers are said; empty where it is not known.
    """

    session: Session
    turn: Turn
    language: Language
    levels: ServiceLevels
    policy: Policy
    now: datetime
    country: str = ""
    noted: dict[Clause, CustomerRequest] = field(default_factory=dict)

    def case(self) -> Case:
        """Return the conversation's case, opened with this message if there is none; the story is kept."""
        case = open_case(
            self.session,
            self.turn.conversation_id,
            concern=self.turn.told,
            now=self.now,
            resolve_days=self.levels.resolve_days,
        )
        note_story(case, self.turn.told)
        return case

    def known_case(self) -> Case | None:
        """Return the conversation's case where there is one."""
        return lock_case(self.session, self.turn.conversation_id)

    def reflection(self) -> Line | None:
        """Return a reflection of what the customer just told, in their words, or None (METHOD M5, M13).

        What they demand and ask is named elsewhere, and never said back as if it had happened.
        """
        told = told_by(self.turn)
        if not told:
            return None
        said_back = [line.slots[slot] for line in self.said() for slot in OWN_WORDS if slot in line.slots]
        text = reflect(told, self.language, said=said_back)
        return Line("reflection", {"reflection": text}) if text else None

    def said(self) -> Sequence[Line]:
        """Return the lines that the bot said lately in this conversation, newest first."""
        return lines_said(self.session, self.turn.conversation_id)

    def has_said(self, *names: str, lately: int | None = None) -> bool:
        """Say whether one of these lines was said; `lately`: among so many lines, the newest."""
        return any(line.name in names for line in self.said()[:lately])

    def last_said(self) -> str | None:
        """Return the name of the line that the bot said last."""
        return next((line.name for line in self.said()), None)

    def in_words(self, answer: Answer) -> list[Spoken]:
        """Return an answer as it is said now, in few messages, worded otherwise than it was lately."""
        times = times_said(self.session, self.turn.conversation_id)
        return in_messages(self.language.speak(line, times=times[line.name]) for line in answer.lines)

    def opening(self, case: Case) -> tuple[Line | None, Line | None]:
        """Return how a complaint is met: their words, and the apology where one is due (METHOD M3, M30)."""
        spared = any(clause.demand is Demand.APOLOGY for clause in refused(self.turn))
        sorry = self.sorry(case) if complains(self.turn) and not spared else None
        return self.reflection(), sorry

    def sorry(self, case: Case) -> Line | None:
        """Return the bare apology if this failure has none yet (METHOD M3, R2)."""
        conversation = self.session.get_one(Conversation, self.turn.conversation_id)
        if self.is_new_failure(case):
            conversation.failures += 1
            write_audit(self.session, case, "new_failure", actor="customer", now=self.now)
        query = select(Apology.id).where(
            Apology.case_id == case.id, Apology.failure == conversation.failures, Apology.said_by == "bot"
        )
        return None if self.session.scalars(query).first() else Line("sorry")

    def own_up(self, case: Case, question: str) -> Line:
        """Return the line of a question; where we know that it is our fault, that is said first (R1)."""
        responsibility = self.responsibility(case)
        if responsibility is None:
            return Line(question)
        return Line(OUR_FAULT[question], {"responsibility": responsibility})

    def note_wants(self, case: Case, *wants: Want) -> None:
        """Put on record what they want: `wants`, and what their demands are of (METHOD M4..M7)."""
        demanded = (
            WANT_OF[c.demand] for c in wanted(self.turn) if c.demand is not None and c.demand in WANT_OF
        )
        for want in dict.fromkeys((*demanded, *wants)):
            note_want(self.session, case, want, now=self.now)

    def note_what_they_said(self) -> None:
        """Put each demand and question of the message on the ledger; what it takes back is withdrawn (M25, M26)."""
        if self.turn.pressed:
            return
        for clause in self.turn.reading.frame.clauses:
            kept = clause.act is Act.DEMAND and (clause.negative or clause.demand not in NOT_KEPT)
            if kept:
                withdraw_opposite(self.session, self.turn.conversation_id, clause, now=self.now)
            elif clause.act is not Act.ASK:
                continue
            named = self.name(clause)
            if (
                kept
                and not clause.negative
                and is_plain_name(named, self.language.naming)
                and self._has_another(clause)
            ):
                continue
            self.noted[clause] = note_request(
                self.session,
                self.turn.conversation_id,
                clause,
                named=named,
                message_id=self.turn.message_id,
                now=self.now,
            )

    def _has_another(self, clause: Clause) -> bool:
        """Whether the message demands another thing of the same kind, or has demanded it just before."""
        alike = (c for c in self.turn.reading.frame.demands if c is not clause and not c.negative)
        return any(other.demand is clause.demand for other in alike)

    def name(self, clause: Clause) -> str:
        """Return what a demand or a question is called in a sentence of ours; never what the gate would stop."""
        words, code = self.language.naming, self.language.code
        name = name_question(clause, words) if clause.act is Act.ASK else name_demand(clause, words)
        said = check(f"{as_sentence(name)}.", lang=code, before=[bare_apology(code)])
        return name if may_send(said, Sender.BOT) else plain_name(clause, words)

    def open_requests(self) -> list[CustomerRequest]:
        """Return what they demanded and asked that nothing has become of yet, oldest first."""
        return list(open_requests(self.session, self.turn.conversation_id))

    def move(self, requests: Iterable[CustomerRequest], state: Progress, outcome: str | None = None) -> None:
        """Record what became of demands and questions."""
        for request in requests:
            if request.state is not state:
                move_request(self.session, request, state, now=self.now, outcome=outcome, actor="bot")

    def responsibility(self, case: Case) -> str | None:
        """Return what the operator approved for a known incident, where this is surely about its topic (R1, R7)."""
        reading = self.turn.reading
        sure = reading.intent == "complaint" and reading.topic_confidence >= SURE_OF_THE_TOPIC
        if not sure or case.topic not in (None, reading.topic):
            return None
        lang = case.conversation.language
        return responsibility_for(self.session, reading.topic, lang=lang, now=self.now)

    def is_new_failure(self, case: Case) -> bool:
        """Say whether the customer tells of another failure than the one apologised for (METHOD R2)."""
        return bool(case.apologies) and tells_of_another(self.turn, case.topic, self.language)

    @property
    def hot(self) -> bool:
        """Whether the customer is angry; unsure counts as angry."""
        return self.turn.reading.emotion.level in (Level.ANGRY, Level.FURIOUS)
