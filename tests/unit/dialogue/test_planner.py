"""The table of steps: whole, documented, and true to what the steps do."""

from __future__ import annotations

from amends.dialogue.planner import ANYWHERE, STEPS, steps_as_markdown
from amends.dialogue.turn import ASKED_AT, Stage
from tests.processes import ROOT


def test_every_stage_has_a_step_that_always_fits() -> None:
    last = STEPS[-1]
    assert last.at == ANYWHERE == {None, *Stage}


def test_every_step_has_a_name_of_its_own_and_says_what_it_does() -> None:
    names = [step.name for step in STEPS]
    assert len(set(names)) == len(names)
    assert all((step.take.__doc__ or "").strip() for step in STEPS)


def test_the_documentation_shows_the_table_as_it_is() -> None:
    assert steps_as_markdown() in (ROOT / "docs/dialogue.md").read_text(encoding="utf-8")


def test_the_reader_knows_what_every_stage_asked() -> None:
    assert set(ASKED_AT) == {None, *Stage}
