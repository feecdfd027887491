"""What a step works with: the record, the operator's terms, the compensation policy and the time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from amends.casework.handoff import ServiceLevels
from amends.casework.record import note_story, note_want, open_case, write_audit
from amends.dialogue.failures import tells_of_another
from amends.dialogue.turn import Answer, Turn
from amends.languages.language import Language
from amends.languages.line import Line
from amends.languages.wording import Spoken
from amends.messages.transcript import lines_said, times_said
from amends.redress.policy import Policy
from amends.reflection.reflect import reflect
from amends.sending.incidents import responsibility_for
from amends.store.locks import lock_case
from amends.store.tables import Apology, Case, Conversation, Want
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


@dataclass(frozen=True, slots=True)
class Scene:
    """The record of one turn, open for writing, and the language it is held in. `now` is aware UTC."""

    session: Session
    turn: Turn
    language: Language
    levels: ServiceLevels
    policy: Policy
    now: datetime

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
        """Return a reflection of what the customer just said, in their words, or None (METHOD M5, M13)."""
        reading = self.turn.reading
        sure = reading.intent == "complaint" and reading.topic_confidence >= SURE_OF_THE_TOPIC
        topic = reading.topic if sure else None
        said_back = [line.slots[slot] for line in self.said() for slot in OWN_WORDS if slot in line.slots]
        text = reflect(self.turn.told, self.language, topic=topic, said=said_back) if self.turn.told else None
        return Line("reflection", {"reflection": text}) if text else None

    def said(self) -> Sequence[Line]:
        """Return the lines that the bot said lately in this conversation, newest first."""
        return lines_said(self.session, self.turn.conversation_id)

    def has_said(self, *names: str, lately: int | None = None) -> bool:
        """Say whether one of these lines was said; `lately`: in so many messages of the bot, the newest."""
        return any(line.name in names for line in self.said()[:lately])

    def last_said(self) -> str | None:
        """Return the name of the line that the bot said last."""
        return next((line.name for line in self.said()), None)

    def in_words(self, answer: Answer) -> list[Spoken]:
        """Return an answer as it is said now, worded otherwise than it was lately."""
        times = times_said(self.session, self.turn.conversation_id)
        return [self.language.speak(line, times=times[line.name]) for line in answer.lines]

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
        """Put on record what they want: `wants`, and what else their words plainly ask for (METHOD M4..M7)."""
        read = (Want(want) for want in self.turn.reading.plainly_wanted())
        for want in dict.fromkeys((*read, *wants)):
            note_want(self.session, case, want, now=self.now)

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
