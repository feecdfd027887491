"""What the desk and the command line say of an error: its code and fields, as a sentence that says what to do."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from amends.cases.errors import ServiceError
from amends.desk.names import DANGER_VERDICTS
from amends.redress.decision import BrokenCap, describe_cap
from amends.redress.policy import Giver
from amends.store.tables import DangerVerdict


def error_text(error: ServiceError) -> str:
    """Return the sentence for an error. Raises KeyError for a code that has none."""
    return TEXTS[error.code](**error.fields)


def _danger_already_reviewed(name: str | None, verdict: DangerVerdict | None) -> str:
    said = DANGER_VERDICTS[verdict] if verdict else ""
    undo = " If you see danger, undo that under Alerts, and take it over."
    return f"{name or 'A colleague'} has read it: {said}.{undo if verdict is DangerVerdict.NOBODY else ''}"


def _over_authority(cap: BrokenCap, giver: Giver | None) -> str:
    if giver is None:
        return f"{describe_cap(cap)} A lead is the most this policy knows. Nobody may by the policy."
    return f"{describe_cap(cap)} A {giver.value} may: ask one."


def _reply_variable_unknown(variable: str, known: Sequence[str]) -> str:
    names = ", ".join(f"{{{name}}}" for name in known)
    return f"{{{variable}}} is not known. These are filled in: {names}."


def _still_open(reference: str, named: Sequence[str]) -> str:
    names = ", ".join(f"“{name.strip('“”')}”" for name in named)
    return f"{reference} is not resolved yet. Say first what became of {names}: done, refused or no longer wanted."


TEXTS: Mapping[str, Callable[..., str]] = {
    # Whose the case is (amends.casework, amends.desk).
    "already_claimed": lambda name, reference: f"{name or 'Nobody'} has taken {reference}.",
    "not_waiting": lambda name, reference: f"{name or 'Nobody'} is waiting for {reference}.",
    "not_yours": "{reference} is not with you. Claim it first.".format,
    "not_told": "Write what the customer is told about {reference}, and its outcome.".format,
    "move_not_allowed": "A case that is `{state}` cannot `{move}`.".format,
    "case_unknown": "There is no such case.".format,
    "nobody_waits": "Nobody waits.".format,
    "colleague_unknown": "Choose a colleague or a topic from the list.".format,
    "not_settled": "{reference} is still open. Resolve it first, then erase.".format,
    "still_open": _still_open,
    "end_not_chosen": "Choose what became of “{named}”.".format,
    "refusal_without_sentence": "Say in a sentence why not: “{named}”.".format,
    "answer_without_sentence": "Say in a sentence what the answer was: “{named}”.".format,
    "demand_unknown": "The case has no such demand or question.".format,
    "request_over": "“{named}” is {state} already. Undo that first.".format,
    # What is written to a customer.
    "text_empty": "Write something first.".format,
    "text_too_long": "This has {length} characters; {longest} fit. Send it in parts.".format,
    "variable_unfilled": "{variable} is not known here. Write it in, or take it out.".format,
    "letter_without_apology": "This letter does not say sorry. Write “{apology}” as a sentence of its own.".format,
    "letter_already_sent": "{name} has sent the letter already. What you wrote here was not sent.".format,
    # Saved replies.
    "reply_title_invalid": "Give it a short title, up to {longest} characters.".format,
    "reply_title_taken": "There is a reply called “{title}” already. Give this one another title.".format,
    "reply_empty": "Write the reply first.".format,
    "reply_variable_unknown": _reply_variable_unknown,
    "reply_stopped": "The gate would stop this reply. Change it before others use it.".format,
    # Notes and corrections.
    "note_empty": "Write the note first.".format,
    "note_too_long": "A note has up to {longest} characters.".format,
    "cause_unknown": "Choose the root cause from the list.".format,
    "no_reading": "This message has no reading to correct.".format,
    "level_or_topic_unknown": "Choose the heat and the topic from the lists.".format,
    "topic_or_want_unknown": "Choose the topic and the want from the lists.".format,
    # The danger review.
    "danger_review_unknown": "There is no such message to read.".format,
    "danger_already_reviewed": _danger_already_reviewed,
    # Offers.
    "kind_unknown": "Choose what you want to give.".format,
    "amount_unreadable": "Write the amount in figures, like 6.95.".format,
    "amount_not_positive": "Write an amount above 0.".format,
    "amount_not_payable": "Write the amount in steps of {step} {currency}.".format,
    "why_invalid": "Say why, in {longest} characters at most.".format,
    "what_invalid": "Say what is waived, in {longest} characters at most: your delivery fee.".format,
    "over_authority": _over_authority,
    "over_lead_authority": lambda cap: describe_cap(cap),
    "lead_already_asked": "A lead has a request on this case already. Wait for their answer.".format,
    "request_already_decided": lambda name, state: f"{name or 'Somebody'} has {state} this already.",
    "not_a_lead": "A lead decides this, and not the one who asked.".format,
    "request_unknown": "There is no such request.".format,
    "offer_unknown": "The case has no such offer.".format,
    # The outbox.
    "entry_unknown": "Nothing in the outbox is called {asked_for}. `amends outbox list` shows what there is.".format,
    "entry_closed": "{key} is {state} already.".format,
    "drop_without_reason": "Say why: the customer was promised it.".format,
    # Accounts.
    "account_email_invalid": "`{email}` is no e-mail address; write one like elena@shop.example.".format,
    "account_name_invalid": "Give the name by which customers meet them, up to {longest} characters.".format,
    "account_exists": "`{email}` has an account already.".format,
    "account_unknown": "`{email}` has no account. `amends agent list` shows all of them.".format,
    "password_length": "The password must have {shortest} to {longest} characters; a sentence is a good one.".format,
    "passwords_differ": "The two passwords differ. Nothing was made.".format,
}
"""Code -> the function of its fields that says it."""
