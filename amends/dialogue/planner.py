"""What the bot does with a message: one table of steps, and the first that fits takes the turn (docs/dialogue.md).

The order is that of METHOD M25 to M29: plain danger; a person, where they ask for one; their answer to what was asked,
consent before all else; what they demand; what they ask; what they tell; and small talk last.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from amends.cases.escalation import Reason, must_hand_off
from amends.dialogue import (
    apologising,
    compensating,
    handing_over,
    meeting,
    pursuing,
    questions,
    returning,
    surveying,
    venting,
    waiting,
)
from amends.dialogue.danger import is_plain_danger
from amends.dialogue.heard import (
    asked,
    complains,
    frame_of,
    gave,
    refused,
    says_only,
    tells,
    threatens,
    wanted,
)
from amends.dialogue.missing_facts import gives_a_fact, has_none
from amends.dialogue.scene import Scene
from amends.dialogue.telling_status import tell_status
from amends.dialogue.turn import Answer, Stage, answer
from amends.hearing.frame import About, Act, Demand, Given
from amends.languages.line import Line
from amends.store.tables import Progress
from amends.understanding.reading import Level

Fits = Callable[[Scene], bool]
Take = Callable[[Scene], Answer]

OPEN_ENDED = frozenset({None, Stage.ASKED})
"""Nothing was asked yet, or what we can do."""

BOTS = frozenset({None, Stage.ASKED, Stage.LISTENING, Stage.CHECKING, Stage.WISH, Stage.IDEA, Stage.DETAILS,
                  Stage.OFFER, Stage.APOLOGY})  # fmt: skip
"""The stages at which the bot has the conversation."""

ANYWHERE = BOTS | {Stage.WAITING, Stage.SETTLED, Stage.SURVEY, Stage.FINDING, Stage.CODE}
NEW_WINDOW = frozenset({Stage.FINDING, Stage.CODE})

PLAIN_PRAISE, PRAISE_AT_MOST = 0.7, 0.5
"""How sure of praise, and how unlikely a complaint, before it is welcomed whatever else was heard."""

MOST_TIMES = 2
"""So often the same question is asked; then a person comes (METHOD M4)."""

AGAIN = {
    Stage.CHECKING: "story_right",
    Stage.WISH: "ask_wish",
    Stage.APOLOGY: "ask_apology_way",
}
"""Stage -> the line that asks again."""


@dataclass(frozen=True, slots=True)
class Step:
    """One row: at these stages, where it `fits`, `take` takes the message, which leads to one of `leads_to`."""

    name: str
    at: frozenset[Stage | None]
    fits: Fits
    take: Take
    leads_to: frozenset[Stage | None]


def respond(scene: Scene) -> Answer:
    """Return the answer to the turn of a scene: the first step that fits takes it.

    Everything that was demanded and asked is on the ledger before, whatever the step says of it.
    """
    scene.note_what_they_said()
    return step_of(scene).take(scene)


def step_of(scene: Scene) -> Step:
    """Return the step that takes the message; the last one fits always."""
    stage = scene.turn.stage
    return next(step for step in STEPS if stage in step.at and step.fits(scene))


def steps_as_markdown() -> str:
    """Return the table of steps as the documentation shows it."""
    rows = ["| step | at | leads to | what it does |", "|---|---|---|---|"]
    for step in STEPS:
        does = (step.take.__doc__ or "").partition("\n")[0].strip()
        rows.append(f"| {step.name} | {_stages(step.at)} | {_stages(step.leads_to)} | {does} |")
    return "\n".join(rows)


def _stages(stages: frozenset[Stage | None]) -> str:
    if stages == ANYWHERE:
        return "anywhere"
    if stages == BOTS:
        return "while the bot has it"
    return ", ".join(sorted(stage.value if stage else "start" for stage in stages))


# What fits


def _always(_: Scene) -> bool:
    return True


def _bare_rating(scene: Scene) -> bool:
    return not scene.turn.pressed and re.fullmatch(r"[1-5](\s*/\s*5)?[.!]?", scene.turn.told) is not None


def _bare_code(scene: Scene) -> bool:
    return not scene.turn.pressed and re.fullmatch(r"\d{3}[ -]?\d{3}[.!]?", scene.turn.told) is not None


def _threatens(scene: Scene) -> bool:
    """A threat of violence or law always brings a person; to leave or tell others only where nothing may be given."""
    grave = threatens(scene.turn, "threat_violence") or threatens(scene.turn, "threat_legal")
    other = threatens(scene.turn, "threat_public") or threatens(scene.turn, "threat_leave")
    may_be_given = bool(wanted(scene.turn, *pursuing.MONEY_OR_GOODS))
    return grave or (other and not may_be_given)


def _heat_lasts(scene: Scene) -> bool:
    turn = scene.turn
    listening = turn.stage is Stage.LISTENING
    if turn.pressed or gave(turn, Given.YES, Given.FACT) or wanted(turn) or asked(turn):
        return False
    return must_hand_off(turn.heat, listening=listening) is not None


def _not_settled(scene: Scene) -> bool:
    turn = scene.turn
    if turn.pressed:
        return turn.intent in ("deny", "want_vent", "want_compensation", "want_apology")
    rates = turn.stage is Stage.SURVEY and surveying.is_a_rating(turn)
    takes_up = (
        complains(turn) or bool(wanted(turn) or refused(turn)) or any(frame_of(turn).doing(Act.CORRECT))
    )
    no = turn.stage is Stage.SETTLED and gave(turn, Given.NO)
    return not rates and (takes_up or no)


def _asks(scene: Scene) -> bool:
    return bool(asked(scene.turn))


def _leaves(scene: Scene) -> bool:
    return scene.turn.intent == "leave" and not wanted(scene.turn) and not asked(scene.turn)


def _greets(scene: Scene) -> bool:
    return (scene.turn.intent == "greet" and says_only(scene.turn, Act.CHAT)) or (
        scene.turn.intent == "greet" and not frame_of(scene.turn).clauses
    )


def _thanks(scene: Scene) -> bool:
    return scene.turn.intent == "thank" and says_only(scene.turn, Act.THANK, Act.CHAT)


def _praises(scene: Scene) -> bool:
    return scene.turn.intent == "praise" and not wanted(scene.turn) and not complains(scene.turn)


def _names_a_record(scene: Scene) -> bool:
    """They name the number of a record that this window does not have."""
    return scene.known_case() is None and scene.turn.fact("case_ref") is not None


def _nothing_is_wrong(scene: Scene) -> bool:
    reading = scene.turn.reading
    hot = reading.emotion.level in (Level.ANGRY, Level.FURIOUS)
    return scene.language.tells("nothing is wrong", scene.turn.told) and not hot and not scene.turn.pressed


def _praises_plainly(scene: Scene) -> bool:
    reading = scene.turn.reading
    calm = reading.emotion.level is Level.CALM and (reading.complaint or 0.0) < PRAISE_AT_MOST
    return _is_praise(scene) and calm and not scene.turn.pressed


def _is_praise(scene: Scene) -> bool:
    return scene.turn.intent == "praise" and scene.turn.reading.intent_confidence >= PLAIN_PRAISE


def _facts_only(scene: Scene) -> bool:
    turn = scene.turn
    return bool(turn.reading.facts) and not tells(turn) and not wanted(turn) and not asked(turn)


def _corrects(scene: Scene) -> bool:
    frame = frame_of(scene.turn)
    return any(frame.doing(Act.CORRECT)) and not wanted(scene.turn) and not complains(scene.turn)


def _offers_nothing_new(scene: Scene) -> bool:
    """They leave the choice to us, say no more, or do not know: then the policy says what is fair."""
    return gave(
        scene.turn, Given.YOU_DECIDE, Given.YES, Given.NO, Given.NEITHER, Given.DONT_KNOW, Given.DONE
    ) and (not wanted(scene.turn) or scene.turn.pressed)


def _says_no_more(scene: Scene) -> bool:
    return gave(scene.turn, Given.DONE, Given.NO, Given.NEITHER) and not wanted(scene.turn)


def _wants_nothing_now(scene: Scene) -> bool:
    turn = scene.turn
    heard = gave(turn, Given.DONE, Given.NO, Given.NEITHER, Given.YES) or says_only(turn, Act.THANK)
    leaves = turn.intent == "leave"
    only_listen = bool(wanted(turn, Demand.LISTEN)) and len(wanted(turn)) == 1
    return (heard or leaves or only_listen) and not (wanted(turn) and not only_listen)


def _story_right(scene: Scene) -> bool:
    only = says_only(scene.turn, Act.ANSWER, Act.THANK, Act.CHAT)
    return only and (gave(scene.turn, Given.YES, Given.DONE) or says_only(scene.turn, Act.THANK))


def _story_wrong(scene: Scene) -> bool:
    frame = frame_of(scene.turn)
    return (
        gave(scene.turn, Given.NO, Given.FACT, Given.COUNTER)
        or tells(scene.turn)
        or any(frame.doing(Act.CORRECT))
    )


def _done_telling(scene: Scene) -> bool:
    return gave(scene.turn, Given.DONE, Given.NO) and not tells(scene.turn)


def _demands_while_heard(scene: Scene) -> bool:
    """Whoever pours it out may name what they want: it ends the listening, unless it is to be heard."""
    return any(clause.demand is not Demand.LISTEN for clause in wanted(scene.turn))


def _choice_of_survey(scene: Scene) -> bool:
    """A button of a survey, pressed when there is none any more."""
    return scene.turn.pressed and scene.turn.intent == "choose" and scene.turn.stage is not Stage.APOLOGY


def _yes_to_what_we_can_do(scene: Scene) -> bool:
    asks_it = scene.language.tells("what we can do", scene.turn.told) and not complains(scene.turn)
    return asks_it or (gave(scene.turn, Given.YES) and not wanted(scene.turn) and not tells(scene.turn))


def _leaves_it_to_us(scene: Scene) -> bool:
    return gave(scene.turn, Given.YOU_DECIDE) and not wanted(scene.turn)


def _offered_person(scene: Scene) -> bool:
    return meeting.offered_a_person(scene)


def _about_the_bot_only(scene: Scene) -> bool:
    about = {clause.about for clause in asked(scene.turn)}
    return bool(about) and about <= {About.BOT} and not complains(scene.turn) and not wanted(scene.turn)


# What is taken by


def bring_for_heat(scene: Scene) -> Answer:
    """Heat that does not fall: a person comes unasked (METHOD M4)."""
    return handing_over.bring_a_person(scene, Reason.HEAT)


def ask_again(scene: Scene) -> Answer:
    """It does not answer what was asked: it is met for what it is, and the question stays, once."""
    turn, stage = scene.turn, scene.turn.stage
    name = AGAIN[stage] if stage in AGAIN else "say_again"  # noqa: SIM401 - a stage may be none
    case = scene.case()
    if sum(line.name == name for line in scene.said()) >= MOST_TIMES:
        return handing_over.bring_a_person(scene, Reason.MISUNDERSTOOD)
    reflection, sorry = scene.opening(case)
    heeded = pursuing.heeded_now(scene)
    said = (*questions.answer_questions(scene), questions.on_their_case(scene))
    greeted = Line("of_course") if turn.intent == "thank" else None
    return answer(reflection, sorry, heeded, greeted, *said, Line(name), stage=stage)


def answer_the_question(scene: Scene) -> Answer:
    """They ask about their case, or what we are: answered, and the flow goes on after it."""
    lines = questions.answer_questions(scene)
    if lines:
        return answer(*lines, stage=scene.turn.stage)
    scene.move(questions.unanswered(scene), Progress.ANSWERED, outcome="status")
    return tell_status(scene)


def answer_once_settled(scene: Scene) -> Answer:
    """They ask something after it was settled: answered from the record, or a person takes it up."""
    lines = questions.answer_questions(scene)
    if lines and not questions.unanswered(scene):
        return answer(*lines, stage=scene.turn.stage)
    if questions.asks_about_the_record(scene):
        scene.move(questions.unanswered(scene), Progress.ANSWERED, outcome="status")
        return tell_status(scene)
    return handing_over.come_back(scene)


W = frozenset({Stage.WAITING})
OFFERS = frozenset({Stage.OFFER, Stage.DETAILS, Stage.IDEA, Stage.WAITING})

STEPS: tuple[Step, ...] = (
    Step("a rating alone", frozenset({Stage.SURVEY}), _bare_rating, surveying.take_rating,
         frozenset({Stage.SURVEY, Stage.SETTLED})),
    Step("a code alone", frozenset({Stage.CODE}), _bare_code, returning.take_code,
         frozenset({None, Stage.CODE, Stage.WAITING})),
    Step("plain danger", ANYWHERE, lambda scene: is_plain_danger(scene.turn), handing_over.bring_out_of_danger, W),
    Step("another language", ANYWHERE, handing_over.writes_another_language, handing_over.bring_one_who_reads, W),
    Step("plain praise", BOTS, _praises_plainly, meeting.take_praise, BOTS),
    Step("a person", ANYWHERE - W, handing_over.asks_for_a_person, handing_over.hand_over, W),
    Step("yes to a person", ANYWHERE - W, _offered_person, handing_over.hand_over, W),
    Step("a threat", ANYWHERE - W, _threatens, handing_over.bring_who_decides, W),
    Step("more while they wait", W, lambda scene: not _leaves(scene), waiting.answer_while_waiting, W),
    # After it was settled.
    Step("not settled after all", frozenset({Stage.SETTLED, Stage.SURVEY}), _not_settled, handing_over.come_back,
         frozenset({Stage.ASKED, Stage.WAITING, Stage.SETTLED})),
    Step("the survey", frozenset({Stage.SURVEY}), lambda scene: not _asks(scene), surveying.take_rating,
         frozenset({Stage.SURVEY, Stage.SETTLED})),
    Step("a question once settled", frozenset({Stage.SETTLED, Stage.SURVEY}), _asks, answer_once_settled,
         frozenset({Stage.SETTLED, Stage.SURVEY, Stage.WAITING})),
    Step("details once settled", frozenset({Stage.SETTLED}), _facts_only, meeting.take_details,
         frozenset({Stage.SETTLED})),
    Step("it is settled", frozenset({Stage.SETTLED}), lambda scene: not _greets(scene) and not _praises(scene),
         handing_over.is_settled, frozenset({Stage.SETTLED})),
    # Back in a new window.
    Step("their record", frozenset({Stage.FINDING}), lambda scene: not _leaves(scene), returning.ask_for_case,
         frozenset({None, Stage.FINDING, Stage.CODE, Stage.WAITING, Stage.ASKED})),
    Step("the code", frozenset({Stage.CODE}), lambda scene: not _leaves(scene), returning.take_code,
         frozenset({None, Stage.CODE, Stage.WAITING, Stage.ASKED})),
    Step("a choice of a survey that is over", BOTS, _choice_of_survey, surveying.take_rating,
         frozenset({Stage.SURVEY, Stage.SETTLED, None})),
    # What heat does.
    Step("heat that lasts", BOTS, _heat_lasts, bring_for_heat, W),
    # Answers to an offer.
    Step("yes", frozenset({Stage.OFFER}), compensating.consents, compensating.give,
         frozenset({Stage.SETTLED, Stage.IDEA, Stage.APOLOGY, Stage.WAITING, Stage.OFFER})),
    Step("another order", frozenset({Stage.OFFER}), compensating.is_for_another_order, compensating.take_other_order,
         OFFERS),
    Step("no", frozenset({Stage.OFFER}), compensating.refuses_offer, compensating.take_no_for_an_answer, OFFERS),
    Step("neither yes nor no", frozenset({Stage.OFFER}), _always, compensating.keep_offer_open, OFFERS),
    # How an apology is wanted.
    Step("how they want the apology", frozenset({Stage.APOLOGY}),
         lambda scene: apologising.says_how_to_apologise(scene) and not wanted(
             scene.turn, *(kind for kind in Demand if kind not in apologising.OF_AN_APOLOGY)),
         apologising.take_apology_way, frozenset({Stage.SETTLED, Stage.OFFER, Stage.WAITING})),
    # A fact that was asked for.
    Step("the fact that was asked for", frozenset({Stage.DETAILS}),
         lambda scene: gives_a_fact(scene) or has_none(scene) or not wanted(scene.turn),
         compensating.take_fact, OFFERS),
    # Their story, told back to them.
    Step("the story is right", frozenset({Stage.CHECKING}), _story_right, venting.story_is_right,
         frozenset({Stage.WISH, Stage.IDEA, Stage.APOLOGY, Stage.WAITING})),
    # What they leave to us, or want no more.
    Step("they leave it to us", frozenset({Stage.IDEA}), _offers_nothing_new, compensating.leave_it_to_us, OFFERS),
    Step("they leave it to us, unasked", frozenset({None, Stage.ASKED, Stage.WISH}), _leaves_it_to_us,
         compensating.leave_it_to_us, OFFERS),
    Step("they want nothing more", frozenset({Stage.WISH}), _wants_nothing_now, venting.settle_heard,
         frozenset({Stage.SETTLED, Stage.WAITING})),
    # What they demand and refuse.
    Step("a record by its number", OPEN_ENDED, _names_a_record, answer_the_question,
         frozenset({None, Stage.ASKED, Stage.FINDING, Stage.CODE, Stage.WAITING})),
    Step("nothing is wrong", OPEN_ENDED, _nothing_is_wrong, meeting.hear_that_nothing_is_wrong, OPEN_ENDED),
    Step(
        "an apology is owed",
        OPEN_ENDED,
        apologising.is_owed_one,
        apologising.apologise,
        frozenset({Stage.APOLOGY, Stage.WAITING, Stage.SETTLED, Stage.OFFER}),
    ),
    Step("what they demand while heard", frozenset({Stage.LISTENING}), _demands_while_heard, pursuing.pursue,
         BOTS | W),
    Step("what they demand", BOTS - {Stage.LISTENING}, pursuing.demands, pursuing.pursue, BOTS | W),
    Step("what they refuse", OPEN_ENDED | {Stage.LISTENING}, pursuing.only_refuses, pursuing.heed,
         frozenset({Stage.ASKED})),
    # Their story.
    Step("they have told it", frozenset({Stage.LISTENING}), _done_telling, venting.check_story,
         frozenset({Stage.CHECKING, Stage.WISH})),
    Step("they leave", ANYWHERE, _leaves, meeting.say_goodbye, frozenset(ANYWHERE)),
    Step("their story", frozenset({Stage.LISTENING}), _always, venting.listen,
         frozenset({Stage.LISTENING, Stage.CHECKING, Stage.WISH, Stage.WAITING})),
    Step("the story is not right", frozenset({Stage.CHECKING}), _story_wrong, venting.put_story_right,
         frozenset({Stage.CHECKING, Stage.LISTENING, Stage.WISH, Stage.IDEA, Stage.APOLOGY, Stage.WAITING})),
    Step("what should happen", frozenset({Stage.WISH}), lambda scene: tells(scene.turn) or complains(scene.turn),
         venting.take_wish, W),
    Step("another idea", frozenset({Stage.IDEA}), _always, compensating.take_idea, OFFERS),
    # What they ask.
    Step("what are you", BOTS, _about_the_bot_only, answer_the_question, BOTS),
    Step("how their case stands", OPEN_ENDED, questions.asks_about_the_record, answer_the_question,
         frozenset({None, Stage.ASKED, Stage.FINDING})),
    Step("what they ask", OPEN_ENDED, _asks, pursuing.answer_or_pass_on, frozenset({None, Stage.ASKED, Stage.WAITING})),
    # What was asked stays asked.
    Step("what is no answer", frozenset(AGAIN), _always, ask_again, frozenset({*AGAIN, Stage.WAITING})),
    # What they tell.
    Step("they told it all", frozenset({Stage.ASKED}),
         lambda scene: gave(scene.turn, Given.DONE) and not tells(scene.turn), venting.check_story,
         frozenset({Stage.CHECKING, Stage.WISH})),
    Step("they want nothing of it", frozenset({Stage.ASKED}),
         lambda scene: _says_no_more(scene) and not tells(scene.turn), venting.settle_heard,
         frozenset({Stage.SETTLED, Stage.ASKED, Stage.WAITING})),
    Step("what can you do", OPEN_ENDED, lambda scene: scene.turn.stage is Stage.ASKED and _yes_to_what_we_can_do(scene),
         meeting.say_what_we_can_do, frozenset({Stage.ASKED})),
    Step("praise", ANYWHERE, _praises, meeting.take_praise, frozenset(ANYWHERE)),
    Step("they put it right", OPEN_ENDED, _corrects, meeting.correct_details, frozenset({None, Stage.ASKED})),
    Step("more of it", frozenset({Stage.ASKED}), lambda scene: complains(scene.turn) or tells(scene.turn),
         meeting.hear_more, frozenset({Stage.ASKED, Stage.CHECKING, Stage.WISH, Stage.WAITING})),
    Step("a complaint", frozenset({None}), lambda scene: complains(scene.turn), meeting.meet,
         frozenset({Stage.ASKED, Stage.CHECKING, Stage.WISH, Stage.WAITING})),
    Step("details", OPEN_ENDED, _facts_only, meeting.take_details, frozenset({None, Stage.ASKED})),
    # Small talk.
    Step("a greeting", ANYWHERE, _greets, meeting.greet, frozenset(ANYWHERE)),
    Step("thanks", ANYWHERE, _thanks, meeting.take_thanks, frozenset(ANYWHERE)),
    Step("not for us", ANYWHERE, lambda scene: scene.turn.intent == "out_of_scope", meeting.not_for_us,
         frozenset(ANYWHERE)),
    Step("not understood", ANYWHERE, _always, meeting.not_understood, frozenset(ANYWHERE)),
)  # fmt: skip
"""Every step, in the order in which they are tried."""
