"""The five-line brief: what an agent has to know before the first word, so that nobody is asked twice (M13, M21)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from amends.cases.state import SETTLED, WAITING, State
from amends.cases.urgency import heat_level
from amends.desk.asked_for import say_demands, shorten, standing
from amends.desk.names import OFFERS, REASONS, say_code, say_wants
from amends.desk.times import say_clock, say_how_far
from amends.follow_through.letters import wants_call
from amends.languages.language import Language
from amends.sending.words import say_thing
from amends.store.tables import Case, CustomerRequest, Offer

QUOTE_LENGTH = 320
STORY_LINES = 4


@dataclass(frozen=True, slots=True)
class Brief:
    """Five lines. What the customer wrote stands in quotation marks, word for word."""

    who: str
    happened: str
    wants: str
    promised: str
    next: str

    @property
    def lines(self) -> tuple[tuple[str, str], ...]:
        """Each line with its name, in reading order."""
        return (
            ("Who", self.who),
            ("What happened", self.happened),
            ("What they want", self.wants),
            ("Said and promised", self.promised),
            ("Next", self.next),
        )


def write_brief(
    case: Case,
    requests: Sequence[CustomerRequest] = (),
    *,
    language: Language,
    now: datetime,
    zone: ZoneInfo,
) -> Brief:
    """Write the brief of a case as it stands `now` (aware); times are said in `zone`.

    `requests`: what they demanded, refused and asked.
    """
    return Brief(
        who=_who(case),
        happened=_happened(case),
        wants=_wants(case, requests),
        promised=_promised(case, language, now, zone),
        next=_next(case, now, zone),
    )


def _who(case: Case) -> str:
    known = [part for part in (case.customer_name, case.customer_email) if part]
    parts = [", ".join(known) or "A customer who gave no name yet"]
    if case.heat_now is not None:
        parts.append(_heat(case))
    if case.reopened:
        parts.append("back once" if case.reopened == 1 else f"back {case.reopened} times")
    return f"{'; '.join(parts)}."


def _heat(case: Case) -> str:
    now, peak = heat_level(case.heat_now), heat_level(case.heat_peak)
    feeling = f"{now} now ({case.emotion_now})" if case.emotion_now else f"{now} now"
    return feeling if now is peak else f"{feeling}, {peak} at the height of it"


def _happened(case: Case) -> str:
    topic = f"{say_code(case.topic)}: " if case.topic else ""
    told = [text for text in (case.concern, *_newest(case.story)) if text and text.strip()]
    if not told:
        return f"{topic}nothing told yet." if topic else "Nothing told yet."
    return topic + " ".join(quote(text, QUOTE_LENGTH // len(told)) for text in told)


def _wants(case: Case, requests: Sequence[CustomerRequest]) -> str:
    wants = say_demands(standing(requests)) or say_wants(case.wants)
    known = [f"{wants[:1].upper()}{wants[1:]}."] if wants else []
    if wants_call(case):
        known.append("They want to hear the apology by phone.")
    said = " ".join(known) or "Not said yet: ask what would be fair."
    return f"{said} In their words: {quote(case.remedy_asked, QUOTE_LENGTH)}" if case.remedy_asked else said


def _promised(case: Case, language: Language, now: datetime, zone: ZoneInfo) -> str:
    parts = []
    if case.apologies:
        said = (
            f"by {'the assistant' if apology.said_by == 'bot' else 'a person'}"
            f" at {say_clock(apology.said_at, now=now, zone=zone)}"
            for apology in case.apologies[-2:]
        )
        parts.append(f"Sorry said {', '.join(said)}")
    parts.extend(say_offer(offer, language) for offer in case.offers)
    if case.promised_by is not None and answer_is_due(case):
        broken = "; that time has passed" if case.promised_by < now else ""
        parts.append(f"A person promised by {say_clock(case.promised_by, now=now, zone=zone)}{broken}")
    return f"{'. '.join(parts)}." if parts else "No apology, no offer and no time yet."


def _next(case: Case, now: datetime, zone: ZoneInfo) -> str:
    if case.state in SETTLED:
        return _after_the_end(case)
    reason = REASONS.get(case.escalation_reason, "") if case.escalation_reason else ""
    because = f" ({reason})" if reason else ""
    by = f"{say_clock(case.resolve_by, now=now, zone=zone)}, {say_how_far(case.resolve_by, now=now)}"
    call = f" Call them: {say_number(case)}." if wants_call(case) else ""
    if case.state in WAITING:
        return f"Waits for a person{because}: claim it.{call} To be resolved by {by}."
    if case.state is State.AGENT:
        name = case.assignee.name if case.assignee else "A person"
        return f"{name} has it{because}.{call} To be resolved by {by}."
    return f"The assistant has it. To be resolved by {by}."


def _after_the_end(case: Case) -> str:
    outcome = f"Resolved: {quote(case.outcome or '', QUOTE_LENGTH)}"
    if case.state is State.RESOLVED:
        return f"{outcome} The customer has not seen it yet."
    if case.state is State.TOLD:
        return f"{outcome} The customer has seen it."
    return f"{outcome} Closed."


def answer_is_due(case: Case) -> bool:
    """Say whether a person was promised and none has written since."""
    if case.promised_by is None or case.state in SETTLED:
        return False
    answered, waiting = case.first_human_answer_at, case.waiting_since
    return answered is None or (waiting is not None and answered < waiting)


def say_number(case: Case) -> str:
    """Say by which number they are to be called; where they gave none, that it has to be asked for."""
    return str(case.facts.get("phone") or "they gave no number yet, so ask for it")


def say_offer(offer: Offer, language: Language) -> str:
    """Say an offer and what came of it: `Offered a voucher of 10 euros (accepted)`."""
    return f"Offered {say_thing(offer, language)} ({OFFERS[offer.state]})"


def quote(text: str, length: int) -> str:
    """Put a text into quotation marks on one line; what is over `length` characters is left out, and shown so."""
    return f"“{shorten(text, length)}”"


def _newest(story: Sequence[str]) -> Sequence[str]:
    return story[-STORY_LINES:]
