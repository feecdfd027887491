"""What the forms of a case's page hold, and what of it is shown again when something came in between."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any

from fastapi import Form
from pydantic import BaseModel, ConfigDict

from amends.apology import Check, Verdict
from amends.desk.request_ends import NOTHING_SAID, RequestEnd

Text = Annotated[str, Form()]


@dataclass(frozen=True, slots=True)
class Draft:
    """What the agent had written when something came in between; nothing of it is lost.

    `form`: `reply`, `resolve`, `offer`, `pass`, `note`, `letter` or `request`. `stopped` is what the gate says of
    `text`. `mine` is what they had written before they took the gate's rewrite. `saved`: the saved reply that stands
    in the box. `ends`: what became of requests, by their numbers.
    """

    form: str = ""
    text: str = ""
    outcome: str = ""
    form_id: str = ""
    notice: str = ""
    stopped: Check | None = None
    mine: str = ""
    saved: int | None = None
    cause: str = ""
    cause_note: str = ""
    offer: Mapping[str, str] = field(default_factory=dict)
    ends: Mapping[int, RequestEnd] = field(default_factory=dict)

    def end_of(self, request_id: int) -> RequestEnd:
        """Return what they had written of a request."""
        return self.ends.get(request_id, NOTHING_SAID)

    @property
    def may_insist(self) -> bool:
        """Whether a lead may send it all the same: a qualified apology nobody may."""
        return self.stopped is not None and self.stopped.verdict is not Verdict.QUALIFIED


class Sent(BaseModel):
    """What every form that speaks to the customer holds.

    `client_id`: the form's own id, by which a form that is sent twice sends once. `instead`: the gate's rewrite, to
    be put into the box and read first. `insist`: a lead sends what the gate warns of.
    """

    model_config = ConfigDict(frozen=True)

    client_id: str = ""
    instead: str = ""
    insist: str = ""

    def written(self, form: str, text: str, **more: Any) -> Draft:
        """Return `text`, or the rewrite taken in its place, as the draft of a form; `more`: its other fields."""
        return Draft(form, self.instead or text, mine=text if self.instead else "", **more)


class ReplyForm(Sent):
    """A reply. `insert`: a saved reply to be put into the box; `then`: wait for the customer, or resolve with it."""

    text: str = ""
    saved: str = ""
    insert: str = ""
    then: str = ""

    @property
    def draft(self) -> Draft:
        """The box as it is shown again."""
        return self.written("reply", self.text, form_id=self.client_id, saved=known(self.saved))


class OutcomeForm(Sent):
    """How a case was settled, and what the customer is told of it."""

    outcome: str = ""
    told: str = ""
    cause: str = ""
    cause_note: str = ""

    @property
    def draft(self) -> Draft:
        """The form as it is shown again."""
        return self.written(
            "resolve", self.told, outcome=self.outcome, form_id=self.client_id,
            cause=self.cause, cause_note=self.cause_note,
        )  # fmt: skip


class LetterForm(Sent):
    """A letter of apology."""

    text: str = ""

    @property
    def draft(self) -> Draft:
        """The letter as it is shown again."""
        return self.written("letter", self.text)


class OfferForm(BaseModel):
    """An offer. `ask`: ask a lead for it."""

    model_config = ConfigDict(frozen=True)

    kind: str = ""
    amount: str = ""
    why: str = ""
    what: str = ""
    client_id: str = ""
    ask: str = ""

    @property
    def draft(self) -> Draft:
        """The form as it is shown again."""
        return Draft(
            "offer",
            form_id=self.client_id,
            offer={"kind": self.kind, "amount": self.amount, "why": self.why, "what": self.what},
        )


def known(number: str) -> int | None:
    """Return the number that a field holds, or None."""
    return int(number) if number.isdecimal() else None
