"""Every error of a service has its sentence, and the sentence names what the error carries."""

from __future__ import annotations

import ast
import inspect
import string
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pytest

import amends
from amends.cases.errors import Conflict, Invalid, NotFound, ServiceError
from amends.cases.state import Move, NotAllowed, State
from amends.desk.error_texts import TEXTS, error_text
from amends.redress.decision import BrokenCap, CapScope
from amends.redress.policy import Giver
from amends.store.tables import DangerVerdict, RequestState

AMENDS = Path(amends.__path__[0])
BASES = {"ServiceError", "NotFound", "Conflict", "Invalid"}
A_CAP = BrokenCap(Giver.AGENT, CapScope.CASE, Decimal("100"), Decimal("60"), Decimal("50"), "EUR")
A_LEADS_CAP = BrokenCap(Giver.LEAD, CapScope.OFFER, Decimal("1000"), Decimal(0), Decimal("2000"), "EUR")


def raised() -> dict[str, set[str]]:
    """Return code -> the fields it is raised with, as the modules of `amends` say."""
    modules = [ast.parse(path.read_text(encoding="utf-8")) for path in AMENDS.rglob("*.py")]
    classes = [node for module in modules for node in ast.walk(module) if isinstance(node, ast.ClassDef)]
    errors = set(BASES)
    while more := {one.name for one in classes if _names(one.bases) & errors} - errors:
        errors |= more
    calls = [
        *(call for module in modules for call in _calls(module) if _names([call.func]) & errors),
        *(call for one in classes if one.name in errors for call in _calls(one) if _is_super(call)),
    ]
    found: dict[str, set[str]] = {}
    for call in calls:
        for code in _codes(call):
            found.setdefault(code, set()).update(word.arg for word in call.keywords if word.arg)
    return found


def test_every_code_has_a_sentence_of_its_fields_and_no_sentence_is_left_over() -> None:
    assert {code: _slots(text) for code, text in TEXTS.items()} == raised()


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (Conflict("already_claimed", name="Elena", reference="AM-1"), "Elena has taken AM-1."),
        (Conflict("not_waiting", name=None, reference="AM-1"), "Nobody is waiting for AM-1."),
        (
            Invalid("text_too_long", length=12, longest=10),
            "This has 12 characters; 10 fit. Send it in parts.",
        ),
        (NotAllowed(State.RESOLVED, Move.CLAIM), "A case that is `resolved` cannot `claim`."),
        (
            Conflict("danger_already_reviewed", name="Elena", verdict=DangerVerdict.NOBODY),
            "Elena has read it: nobody is in danger. If you see danger, undo that under Alerts, and take it over.",
        ),
        (
            Conflict("danger_already_reviewed", name=None, verdict=DangerVerdict.DANGER),
            "A colleague has read it: this is danger.",
        ),
        (
            Invalid("over_authority", cap=A_CAP, giver=Giver.LEAD),
            "50 EUR: an agent may give 100 in one case, and 60 was given. A lead may: ask one.",
        ),
        (
            Invalid("over_authority", cap=A_LEADS_CAP, giver=None),
            "2000 EUR: a lead may give 1000 at once. A lead is the most this policy knows. "
            "Nobody may by the policy.",
        ),
        (Conflict("over_lead_authority", cap=A_LEADS_CAP), "2000 EUR: a lead may give 1000 at once."),
        (
            Conflict("request_already_decided", name="Lena", state=RequestState.DECLINED),
            "Lena has declined this already.",
        ),
        (
            Invalid("reply_variable_unknown", variable="nam", known=("name", "me")),
            "{nam} is not known. These are filled in: {name}, {me}.",
        ),
        (NotFound("case_unknown"), "There is no such case."),
        (
            Invalid("still_open", reference="AM-1", named=("the right shoe", "“when will it come”")),
            "AM-1 is not resolved yet. Say first what became of “the right shoe”, “when will it come”: "
            "done, refused or no longer wanted.",
        ),
    ],
)
def test_an_error_reads_as_a_sentence(error: ServiceError, sentence: str) -> None:
    assert error_text(error) == sentence


def _names(nodes: list[ast.expr]) -> set[str]:
    return {node.id for node in nodes if isinstance(node, ast.Name)}


def _calls(node: ast.AST) -> Iterator[ast.Call]:
    return (found for found in ast.walk(node) if isinstance(found, ast.Call))


def _is_super(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Attribute) and ast.unparse(call.func) == "super().__init__"


def _codes(call: ast.Call) -> Iterator[str]:
    for node in (node for argument in call.args[:1] for node in ast.walk(argument)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def _slots(text: Callable[..., str]) -> set[str]:
    template = getattr(text, "__self__", None)
    if isinstance(template, str):
        return {name for _, name, _, _ in string.Formatter().parse(template) if name}
    return set(inspect.signature(text).parameters)
