"""What the desk calls things: plain words for what the record keeps by its code (METHOD M19)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from amends.cases.deadlines import Deadline
from amends.cases.escalation import Reason
from amends.cases.state import State
from amends.mail.writing import MailKind
from amends.store.tables import DangerVerdict, OfferState, Want

STATES: Mapping[State, str] = {
    State.BOT: "with the assistant",
    State.QUEUED: "waiting",
    State.FOLLOW_UP: "waiting, time promised",
    State.AGENT: "with a person",
    State.RESOLVED: "resolved, not seen by the customer yet",
    State.TOLD: "resolved, the customer has seen it",
    State.CLOSED: "closed",
}

WANTS: Mapping[Want, str] = {
    Want.VENT: "to be heard",
    Want.COMPENSATION: "compensation",
    Want.APOLOGY: "an apology",
    Want.PERSON: "a person",
}

REASONS: Mapping[Reason, str] = {
    Reason.ASKED: "asked for a person",
    Reason.HEAT: "stays angry",
    Reason.LEGAL: "speaks of lawyers or authorities",
    Reason.PUBLIC: "speaks of going public",
    Reason.LEAVING: "wants to leave",
    Reason.VIOLENCE: "threatens violence",
    Reason.SAFETY: "a product is dangerous",
    Reason.SELF_HARM: "may harm themselves",
    Reason.AUTHORITY: "wants more than the assistant may give",
    Reason.MISUNDERSTOOD: "was misunderstood twice",
    Reason.BOT_FAILED: "the assistant had no answer",
    Reason.PERSONAL_APOLOGY: "wants an apology from a person",
    Reason.WISH: "wants something that a person must do",
    Reason.REOPENED: "was not settled after all",
    Reason.LANGUAGE: "writes in a language the bot does not speak",
    Reason.RETURNING: "says an earlier record is theirs",
    Reason.MISSING_FACT: "cannot give what must be known for an offer",
}

EVENTS: Mapping[str, str] = {
    "opened": "Record opened",
    "want": "Said what they want",
    "remedy_asked": "Named a fair solution",
    "hand_off": "Handed over to a person",
    "promise": "Promised a time",
    "danger_review_queued": "May tell of danger: to be read by a person",
    "danger_reviewed": "Read for danger by a person",
    "danger_review_undone": "Took back that nobody is in danger",
    "deadline_missed": "Deadline missed",
    "mail_kept": "E-mail written",
    "mail_sent": "E-mail sent",
    "mail_failed": "E-mail given up",
    "mail_stopped": "E-mail stopped by the gate",
    "mail_retried": "Tries to send the e-mail again",
    "mail_dropped": "Gave up sending the e-mail",
    "letter": "Letter sent",
    "praise_given": "Passed praise on",
    "report_card_asked": "Asked how it was",
    "report_card": "Said how it was",
    "request": "What became of what they want",
    "returned": "Back in a new window",
    "promise_again": "Promised a new time",
    "open_desk": "Joined the queue: somebody is there",
    "claim": "Claimed",
    "release": "Put back into the queue",
    "hand_back": "Handed back to the assistant",
    "resolve": "Resolved",
    "tell": "The customer was told",
    "close": "Closed",
    "reopen": "Taken up again",
    "graver": "Became graver",
    "apology": "Said sorry",
    "data_given": "Gave the customer all of their data",
    "erased": "Erased at the customer's wish",
    "retention": "Emptied: kept long enough",
    "gate_breach": "Checked by the apology gate",
    "bot_silenced": "Kept the assistant silent",
    "offer_made": "Made an offer",
    "offer_accepted": "Accepted the offer",
    "offer_declined": "Declined the offer",
    "offer_replaced": "Gave way to another offer",
    "beyond_authority": "Beyond the assistant's authority",
    "lead_asked": "Asked a lead",
    "lead_approved": "Approved the request",
    "lead_declined": "Declined the request",
    "issued": "Issued what was accepted",
    "issue_dead": "Could not issue what was accepted",
    "issue_retried": "Tries to issue it again",
    "issue_dropped": "Gave up issuing it",
    "unbacked_promise": "Stopped a promise that no offer backs",
    "accepted": "Said that it is settled",
    "promise_broken": "A promised time passed",
    "invited": "Asked to take it",
    "let_pass": "Let it pass",
    "passed_on": "Passed on",
    "note": "Wrote a note",
    "corrected": "Set right",
    "send_and_wait": "Waits for the customer",
}

EARLIER_EVENTS: Mapping[str, str] = {
    "danger_noticed": "danger_review_queued",
    "danger_looked": "danger_reviewed",
    "danger_look_undone": "danger_review_undone",
}
"""Names that events had before, on an audit trail that is only ever added to -> their names today."""

DANGER_VERDICTS: Mapping[DangerVerdict, str] = {
    DangerVerdict.NOBODY: "nobody is in danger",
    DangerVerdict.DANGER: "this is danger",
}

DEADLINES: Mapping[Deadline, str] = {
    Deadline.FIRST_ANSWER: "First answer from a person",
    Deadline.NEXT_UPDATE: "Next word, at the promised time",
    Deadline.ANSWER: "Answer from the person who had it",
    Deadline.RESOLVE: "Resolving the case",
}
"""What the customer did not get in time."""

MAILS: Mapping[MailKind, str] = {
    MailKind.TOLD: "how the case was settled",
    MailKind.PROMISE: "when a person writes",
    MailKind.LATE: "a new time",
    MailKind.ANSWER: "what a person wrote",
    MailKind.LETTER: "a letter of apology",
    MailKind.CODE: "a code that proves the address",
}

LANGUAGES: Mapping[str, str] = {
    "en": "English",
    "de": "German",
    "es": "Spanish",
    "tr": "Turkish",
    "vi": "Vietnamese",
    "et": "Estonian",
}
"""The languages customers are met in (METHOD M19)."""

FACTS: Mapping[str, str] = {
    "order_number": "Order",
    "case_ref": "Earlier record",
    "amount": "Amount",
    "date": "Date",
    "email": "E-mail",
    "phone": "Phone",
    "name": "Name",
    "apology_way": "Apology wanted by",
}

OFFERS: Mapping[OfferState, str] = {
    OfferState.MADE: "not answered yet",
    OfferState.ACCEPTED: "accepted",
    OfferState.DECLINED: "declined",
    OfferState.REPLACED: "they wanted another",
}


def say_code(code: str) -> str:
    """Say a code in words: `late_delivery` is `Late delivery`."""
    words = code.replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def say_event(event: str) -> str:
    """Say what happened to a case."""
    name = EARLIER_EVENTS.get(event, event)
    return EVENTS.get(name, say_code(name))


def say_fact(kind: str) -> str:
    """Say what kind of fact it is."""
    return FACTS.get(kind, say_code(kind))


def say_wants(wants: Sequence[str]) -> str:
    """Say what the customer wants, the newest first: `compensation, before that to be heard`."""
    named = [WANTS.get(Want(want), want) if want in set(Want) else say_code(want) for want in reversed(wants)]
    return ", before that ".join(named[:2]) if named else ""


def say_language(code: str) -> str:
    """Say a language by its ISO 639-1 code."""
    return LANGUAGES.get(code, code)


def say_count(number: int, one: str, many: str = "") -> str:
    """Say how many: `1 customer`, `3 customers`, `no customers`."""
    plural = many or f"{one}s"
    return f"{number or 'no'} {one if number == 1 else plural}"
