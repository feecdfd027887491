"""They say what they want: done, offered, asked one thing about, or passed on named (METHOD M25, M6, M7)."""

from __future__ import annotations

from dataclasses import replace

from amends.cases.escalation import Reason
from amends.casework.record import note_facts, note_remedy
from amends.dialogue.apologising import apologise
from amends.dialogue.compensating import decide_idea, idea_of
from amends.dialogue.handing_over import bring_a_person
from amends.dialogue.heard import asked, complains, refused, wanted
from amends.dialogue.naming import as_sentence, name_all
from amends.dialogue.questions import answer_questions, on_their_case, refuses_kinds, unanswered
from amends.dialogue.scene import Scene
from amends.dialogue.turn import Answer, Stage, answer
from amends.dialogue.venting import start_listening
from amends.hearing.frame import About, Demand
from amends.languages.line import Line
from amends.redress.ideas import LEFT_TO_US, asks_what_we_give, read_idea
from amends.store.tables import Case, Progress

SURELY_OF_THE_WORLD = 0.6
"""The confidence from which a question without a complaint is none of ours."""

MONEY_OR_GOODS = frozenset({Demand.REFUND, Demand.REPLACEMENT, Demand.COMPENSATION})
"""What the policy may let us give at once."""


def demands(scene: Scene) -> bool:
    """Say whether they say what they want done."""
    return bool(wanted(scene.turn)) or asks_what_we_give(scene.turn.told, scene.language.ideas)


def only_refuses(scene: Scene) -> bool:
    """Say whether all they say of what should happen is what should not."""
    return bool(refused(scene.turn)) and not wanted(scene.turn)


def pursue(scene: Scene) -> Answer:
    """Take what they want: by the policy where it may be given at once, else to a person, all of it named."""
    case = scene.case()
    scene.note_wants(case)
    note_facts(case, scene.turn.reading.facts_by_kind())
    kinds = {clause.demand for clause in wanted(scene.turn)}
    if kinds == {Demand.LISTEN}:
        return start_listening(scene)
    if kinds & MONEY_OR_GOODS or asks_what_we_give(scene.turn.told, scene.language.ideas):
        return _by_policy(scene, case)
    if kinds and all(leaves_it_to_us(c.words, scene) for c in wanted(scene.turn)):
        scene.move((scene.noted[c] for c in wanted(scene.turn) if c in scene.noted), Progress.OFFERED)
        return _by_policy(scene, case)
    if kinds <= {Demand.APOLOGY, Demand.LISTEN} and kinds:
        return apologise(scene)
    return bring_a_person(scene, Reason.WISH)


def leaves_it_to_us(words: str, scene: Scene) -> bool:
    """Say whether words leave it to us what is fair: "make it up to me"."""
    idea = read_idea(words, scene.language.ideas)
    return bool(words.strip()) and idea.understood and idea.open


def heed(scene: Scene) -> Answer:
    """They say what they do not want: it binds, and is on their case; what happened is met (METHOD M27)."""
    case = scene.case()
    reflection, sorry = scene.opening(case)
    heeded = heeded_now(scene)
    stage = scene.turn.stage
    question = None
    if stage in (None, Stage.ASKED, Stage.LISTENING):
        question, stage = scene.own_up(case, "what_can_i_do"), Stage.ASKED
    return answer(reflection, sorry, heeded, *answer_questions(scene), question, stage=stage)


def heeded_now(scene: Scene) -> Line | None:
    """Return what they do not want, said back, and keep it at the top of their case; None where it is nothing."""
    requests = [scene.noted[clause] for clause in refused(scene.turn) if clause in scene.noted]
    if not requests:
        return None
    names = name_all([request.named for request in requests], scene.language.naming)
    return Line("heeded", {"names": as_sentence(names)})


def others_noted(scene: Scene) -> Line | None:
    """Return what else they want, which no offer of ours holds; None where it is nothing."""
    others = [
        scene.noted[clause]
        for clause in wanted(scene.turn)
        if clause in scene.noted and clause.demand not in MONEY_OR_GOODS
    ]
    if not others:
        return None
    return Line("also_wanted", {"names": name_all([r.named for r in others], scene.language.naming)})


def _by_policy(scene: Scene, case: Case) -> Answer:
    """Money or goods: what the policy allows of it is offered; what it needs is asked; the rest a person decides."""
    clauses = wanted(scene.turn, *MONEY_OR_GOODS)
    words = " ".join(clause.words.strip() for clause in clauses) or scene.turn.told
    idea = idea_of(scene, clauses, words) if clauses else LEFT_TO_US
    reflection, sorry = scene.opening(case)
    if idea is None:
        ask = answer(reflection, sorry, heeded_now(scene), scene.own_up(case, "ask_fair"), stage=Stage.IDEA)
        return replace(ask, lines=(*ask.lines[:-1], *answer_questions(scene), ask.lines[-1]))
    if not idea.open:
        note_remedy(scene.session, case, words, now=scene.now)
    decided = decide_idea(scene, case, idea, without=refuses_kinds(scene))
    others = others_noted(scene)
    if decided.stage is Stage.DETAILS and others is not None:
        decided = bring_a_person(scene, Reason.WISH)  # a person is needed anyway: nothing is asked for it
    if decided.stage is Stage.WAITING:
        return replace(decided, lines=_opened(decided, reflection, sorry))
    if asks_what_we_give(scene.turn.told, scene.language.ideas):
        scene.move(unanswered(scene), Progress.ANSWERED, "the offer")
    answers = answer_questions(scene)
    before = (reflection, sorry, heeded_now(scene), others, *answers, on_their_case(scene))
    return answer(*before, *decided.lines, stage=decided.stage)


def _opened(decided: Answer, *opening: Line | None) -> tuple[Line, ...]:
    """The opening of an answer that has none yet."""
    names = {line.name for line in decided.lines}
    return (*(line for line in opening if line is not None and line.name not in names), *decided.lines)


def answer_or_pass_on(scene: Scene) -> Answer:
    """They ask: what we know is said; what only a person knows brings one, where there is something to look into."""
    known = scene.known_case()
    reflection, sorry = scene.opening(scene.case()) if known or complains(scene.turn) else (None, None)
    answers = answer_questions(scene)
    unknown = on_their_case(scene)
    if unknown is None:
        stage = scene.turn.stage
        return answer(reflection, sorry, heeded_now(scene), *answers, stage=stage)
    if known is None and not complains(scene.turn) and not asked_of_their_business(scene):
        return answer(Line("out_of_scope"), stage=scene.turn.stage)
    brought = bring_a_person(scene, Reason.WISH)
    lines = [line for line in brought.lines if line.name != "beyond_authority"]
    return replace(
        brought, lines=(*lines[: _after_opening(lines)], *answers, *lines[_after_opening(lines) :])
    )


def asked_of_their_business(scene: Scene) -> bool:
    """Say whether they ask of their own order, case or offer, and not of the world."""
    reading = scene.turn.reading
    if reading.intent == "out_of_scope" and reading.intent_confidence >= SURELY_OF_THE_WORLD:
        return False
    return any(clause.about in (About.ORDER, About.CASE, About.OFFER) for clause in asked(scene.turn))


def _after_opening(lines: list[Line]) -> int:
    return sum(line.name in ("reflection", "sorry") for line in lines)
