"""A fact that the policy needs and that was not told yet: asked for, taken, or not to be had (METHOD M4, M6)."""

from __future__ import annotations

from amends.dialogue.heard import gave
from amends.dialogue.scene import Scene
from amends.hearing.frame import Given
from amends.languages.line import Line
from amends.redress.facts_from_text import claims, take_answer
from amends.redress.policy import FACTS
from amends.understanding.addresses import gives_no_usable_address


def gives_a_fact(scene: Scene) -> bool:
    """Say whether the message gives a fact that the policy may count with, the one that was asked for above all."""
    return bool(given_in(scene))


def given_in(scene: Scene) -> dict[str, str]:
    """Return the fact that was asked for, as this message gives it; empty where it does not."""
    told = scene.turn.told
    known = claims([told]) | scene.turn.reading.facts_by_kind()
    asked = _asked_for(scene)
    if asked is None or asked in known:
        return known
    return take_answer(asked, told)


def has_none(scene: Scene) -> bool:
    """Say whether they say that they cannot give what was asked for."""
    none = (Given.DONT_KNOW, Given.NO, Given.NEITHER)
    return gave(scene.turn, *none) or scene.language.tells("has none", scene.turn.told)


def unread_email(scene: Scene) -> Line | None:
    """Return what is said of an address that we can't write to, where they give no other with it."""
    return Line("unread_email") if gives_no_usable_address(scene.turn.told) else None


def ask_fact_again(scene: Scene) -> Line:
    """Return the question for the fact that was asked for last."""
    return Line(f"ask_{_asked_for(scene) or FACTS[0]}")


def asked_twice(scene: Scene) -> bool:
    """Say whether the fact was asked for more than once lately."""
    question = ask_fact_again(scene).name
    return sum(line.name == question for line in scene.said()) > 1


def _asked_for(scene: Scene) -> str | None:
    """Return the fact that the bot asked for last."""
    questions = {f"ask_{fact}": fact for fact in FACTS}
    return next((questions[line.name] for line in scene.said() if line.name in questions), None)
