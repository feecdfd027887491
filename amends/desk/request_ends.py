"""What an agent says became of a thing that a customer demanded, refused or asked (METHOD M10, M25..M27)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from amends.cases.errors import Invalid, NotFound
from amends.casework.customer_requests import move_request, open_requests, requests_of
from amends.casework.handoff import actor_of, require_assignee
from amends.casework.record import lock_known_case
from amends.languages.language import Language
from amends.store.tables import Agent, Case, CustomerRequest, Progress, RequestKind

DEMAND_ENDS: Mapping[Progress, str] = {
    Progress.DONE: "Done",
    Progress.REFUSED: "Refused",
    Progress.WITHDRAWN: "No longer wanted",
}
"""How a demand may end, as the desk says it."""

REFUSAL_ENDS: Mapping[Progress, str] = {
    Progress.DONE: "Heeded",
    Progress.REFUSED: "Not heeded",
    Progress.WITHDRAWN: "No longer holds",
}
"""How a thing that they do not want may end."""

QUESTION_ENDS: Mapping[Progress, str] = {
    Progress.ANSWERED: "Answered",
    Progress.REFUSED: "Can't be known",
    Progress.WITHDRAWN: "No longer asked",
}
"""How a question may end."""

LONGEST = 500
"""Characters of what became of a request."""

HEEDED = "heeded"
ABOVE = "answered in what they were told"
"""What the record keeps of a question that is answered in the outcome itself."""


class RequestUnknown(NotFound):
    """The case has no such request."""

    def __init__(self) -> None:
        super().__init__("demand_unknown")


class EndNotSaid(Invalid):
    """It isn't said what became of a request (`chosen` is None), or that wants a sentence and has none."""

    def __init__(self, request: CustomerRequest, chosen: Progress | None) -> None:
        super().__init__(
            "end_not_chosen"
            if chosen is None
            else "answer_without_sentence"
            if chosen is Progress.ANSWERED
            else "refusal_without_sentence",
            named=request.named.strip("“”"),
        )


@dataclass(frozen=True, slots=True)
class RequestEnd:
    """What an agent says became of a request: a state of `ends_of` and a sentence."""

    state: str = ""
    sentence: str = ""

    @property
    def words(self) -> str:
        """The sentence on one line, as much of it as is kept."""
        return " ".join(self.sentence.split())[:LONGEST]


NOTHING_SAID = RequestEnd()
NOTHING_ENDED: Mapping[int, RequestEnd] = {}


def ends_of(request: CustomerRequest) -> Mapping[Progress, str]:
    """Return how a request may end, each with its words."""
    if request.kind is RequestKind.QUESTION:
        return QUESTION_ENDS
    return REFUSAL_ENDS if request.negative else DEMAND_ENDS


def end_request(
    session: Session,
    conversation_id: str,
    agent: Agent,
    *,
    request_id: int,
    end: RequestEnd,
    now: datetime,
) -> CustomerRequest:
    """Record what became of a request, or with the state `open` take that back. The customer reads nothing of it.

    A refusal and an answer want a sentence. Raises NoSuchCase, NotYours, RequestUnknown, EndNotSaid, and RequestOver
    where a colleague was first.
    """
    case = lock_known_case(session, conversation_id)
    require_assignee(case, agent)
    request = next((r for r in requests_of(session, conversation_id) if r.id == request_id), None)
    if request is None:
        raise RequestUnknown
    if end.state == Progress.OPEN.value:
        move_request(session, request, Progress.OPEN, now=now, actor=actor_of(agent))
    else:
        _end(session, request, agent, end, now=now)
    return request


def end_all(
    session: Session, case: Case, agent: Agent, ends: Mapping[int, RequestEnd], *, now: datetime
) -> None:
    """Record what became of everything that is open on a case that is being resolved.

    What they do not want was heeded where nothing else is said. An answer without a sentence stands in what the
    customer is told. Raises EndNotSaid for the first of which nothing is said, or whose refusal has no sentence.
    """
    for request in open_requests(session, case.conversation_id):
        end = ends.get(request.id, NOTHING_SAID)
        if request.negative and not end.state:
            end = RequestEnd(Progress.DONE.value, HEEDED)
        if end.state == Progress.ANSWERED.value and not end.words:
            end = RequestEnd(end.state, ABOVE)
        _end(session, request, agent, end, now=now)


def told_with_ends(
    told: str, requests: Iterable[CustomerRequest], ends: Mapping[int, RequestEnd], language: Language
) -> str:
    """Return what a customer is told of the outcome: `told`, and under it by name what became of each request."""
    lines = (_told_of(request, ends.get(request.id, NOTHING_SAID), language) for request in requests)
    return "\n".join([told.strip(), *(line for line in lines if line)])


def ends_of_form(fields: Iterable[tuple[str, str]]) -> dict[int, RequestEnd]:
    """Return what a form says became of requests: `end-7` is the state of request 7, `why-7` its sentence."""
    states: dict[int, str] = {}
    sentences: dict[int, str] = {}
    for name, value in fields:
        kind, _, number = name.partition("-")
        if number.isdecimal() and kind in ("end", "why"):
            (states if kind == "end" else sentences)[int(number)] = value
    return {
        number: RequestEnd(states.get(number, ""), sentences.get(number, ""))
        for number in states.keys() | sentences.keys()
    }


def _end(session: Session, request: CustomerRequest, agent: Agent, end: RequestEnd, *, now: datetime) -> None:
    chosen = next((state for state in ends_of(request) if state.value == end.state), None)
    can_be_known = request.kind is RequestKind.DEMAND
    wants_sentence = chosen is Progress.ANSWERED or (chosen is Progress.REFUSED and can_be_known)
    if chosen is None or (wants_sentence and not end.words):
        raise EndNotSaid(request, chosen)
    move_request(session, request, chosen, now=now, actor=actor_of(agent), outcome=end.words or None)


def _told_of(request: CustomerRequest, end: RequestEnd, language: Language) -> str:
    """Say what became of one request; nothing where they no longer want it, it was heeded, or `told` answers it."""
    refused, done = end.state == Progress.REFUSED.value, end.state == Progress.DONE.value
    if request.kind is RequestKind.QUESTION:
        answered = end.state == Progress.ANSWERED.value and end.words
        name = "told_unknown" if refused else "told_answered" if answered else ""
    elif request.negative:
        name = "told_not_heeded" if refused else ""
    else:
        name = "told_refused" if refused else "told_done" if done else ""
    if not name:
        return ""
    line = language.say(name, named=request.named, words=request.words)
    return f"{line} {end.words}".strip()
