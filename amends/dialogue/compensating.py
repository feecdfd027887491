"""Compensation: their own idea first, then what the policy allows at once, or a person (METHOD M6, M14, M27, R7)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from amends.cases.escalation import Reason
from amends.casework.record import note_facts, note_remedy, write_audit
from amends.dialogue.consent import Consent, consent_in
from amends.dialogue.handing_over import bring_a_person
from amends.dialogue.heard import frame_of, gave, refused, wanted
from amends.dialogue.missing_facts import ask_fact_again, asked_twice, given_in, has_none, unread_email
from amends.dialogue.questions import answer_questions, on_their_case, refuses_kinds, unanswered
from amends.dialogue.scene import Scene
from amends.dialogue.settling import another_waits, anything_open, settle
from amends.dialogue.turn import Answer, Stage, answer
from amends.hearing.frame import Act, Clause, Demand, Given
from amends.languages.line import Line
from amends.offers.record import accept_offer, decline_offer, standing_offer
from amends.offers.service import decide_for_bot, offer_by_bot
from amends.redress.decision import Ask, Granted, MoreFactsNeeded
from amends.redress.facts_from_text import claims, take_answer
from amends.redress.formula import MoneyFact
from amends.redress.ideas import (
    LEFT_TO_US,
    Idea,
    asks_is_that_all,
    asks_what_we_give,
    names_an_idea,
    read_idea,
)
from amends.redress.policy import Giver, OfferKind
from amends.sending.words import say_thing, say_voucher
from amends.store.tables import Case, CustomerRequest, Offer, OfferState, Progress, Want

ASK_THE_WAY = (
    "ask_apology_way", "our_fault_ask_apology_way", "ask_apology_way_for_him", "ask_apology_way_for_her",
    "ask_apology_way_for_them",
)  # fmt: skip
"""The lines that ask how they, or somebody of theirs, would like to hear the apology."""

_LONG_NUMBER = re.compile(r"(?<!\d)\d{6,12}(?!\d)")
"""So many digits are an order's number, also where nothing says so."""

_SUM = re.compile(r"(?<![\w.,-])\d{1,4}(?:[.,]\d{1,2})?(?![\w-])")

IDEA_OF = {
    Demand.REFUND: Idea((OfferKind.REFUND,), thing=MoneyFact.ORDER_TOTAL),
    Demand.REPLACEMENT: Idea((OfferKind.REPLACEMENT,)),
}
"""What a demand asks for where its words name no sum and no kind that we know."""

REPLACED = frozenset({"damaged", "wrong_item"})
"""The topics in which a new one is wanted because of what the old one is."""

DEMAND_OF = {
    OfferKind.REFUND: Demand.REFUND,
    OfferKind.REPLACEMENT: Demand.REPLACEMENT,
}
"""A kind of offer -> the demand that refuses it; all others are compensation."""


def idea_of(scene: Scene, clauses: Sequence[Clause], words: str) -> Idea | None:
    """Return what they think fair: as their words name it, else by the kind of demand; None where they must say."""
    ideas = scene.language.ideas
    if asks_what_we_give(scene.turn.told, ideas):
        return LEFT_TO_US
    idea = _with_sum(read_idea(words, ideas), clauses)
    if idea.understood and (not idea.open or _leaves_it(scene)):
        refund = any(clause.demand is Demand.REFUND for clause in clauses)
        return (
            replace(idea, kinds=(OfferKind.REFUND,)) if refund and not idea.kinds and not idea.open else idea
        )
    if idea.understood and idea.open and any(clause.demand is Demand.REFUND for clause in clauses):
        return LEFT_TO_US  # "make up for it", heard as money
    known = next((IDEA_OF[clause.demand] for clause in clauses if clause.demand in IDEA_OF), None)
    if known is not None:
        return known
    return read_idea(words, ideas) if names_an_idea(words, ideas) else None


def _with_sum(idea: Idea, clauses: Sequence[Clause]) -> Idea:
    """The idea with the sum that they name without a currency: "refund the 45"."""
    named = [
        _SUM.findall(clause.object or "") for clause in clauses if clause.demand is not Demand.REPLACEMENT
    ]
    sums = [Decimal(number.replace(",", ".")) for numbers in named for number in numbers]
    if idea.amount is not None or len(sums) != 1 or idea.percent is not None:
        return idea
    return Idea(idea.kinds, amount=sums[0], several=idea.several)


def _leaves_it(scene: Scene) -> bool:
    return gave(scene.turn, Given.YOU_DECIDE) or asks_what_we_give(scene.turn.told, scene.language.ideas)


def ask_fair(scene: Scene) -> Answer:
    """They want amends and name none: ask for the best solution they can think of (M14)."""
    case = scene.case()
    scene.note_wants(case, Want.COMPENSATION)
    reflection, sorry = scene.opening(case)
    return answer(reflection, sorry, scene.own_up(case, "ask_fair"), stage=Stage.IDEA)


def take_idea(scene: Scene) -> Answer:
    """Asked what would be fair, they say something else than a demand: heard, and asked once more in other words."""
    case = scene.case()
    if scene.turn.pressed:
        return answer(Line("ask_fair_again"), stage=Stage.IDEA)
    scene.note_wants(case)
    note_facts(case, scene.turn.reading.facts_by_kind())
    idea = read_idea(scene.turn.told, scene.language.ideas)
    if idea.understood and not idea.open:
        note_remedy(scene.session, case, scene.turn.told, now=scene.now)
        return decide_idea(scene, case, idea, without=refuses_kinds(scene))
    if scene.has_said("ask_fair_again"):
        note_remedy(scene.session, case, scene.turn.told, now=scene.now)
        return bring_a_person(scene, Reason.WISH)
    reflection, sorry = scene.opening(case)
    asked = (*answer_questions(scene), on_their_case(scene))
    return answer(reflection, sorry, *asked, Line("ask_fair_again"), stage=Stage.IDEA)


def leave_it_to_us(scene: Scene) -> Answer:
    """They name no idea of their own: what the policy gives; who said no to it and has no other, gets a person."""
    case = scene.case()
    if scene.turn.choice is not None:
        return answer(Line("ask_fair_for_the_rest"), stage=Stage.IDEA)  # the yes to an offer, pressed twice
    if gave(scene.turn, Given.NO) and scene.has_said("ask_instead"):
        return _decline(scene, case)
    case.remedy_asked = None
    note_facts(case, scene.turn.reading.facts_by_kind())
    decided = decide_idea(scene, case, LEFT_TO_US, without=refuses_kinds(scene))
    if decided.stage is Stage.WAITING:
        return decided
    return answer(*answer_questions(scene), on_their_case(scene), *decided.lines, stage=decided.stage)


def take_fact(scene: Scene) -> Answer:
    """They give what was missing, or they cannot: then a person finds it; what is neither is asked again, once.

    What they ask and demand beside it is answered, or named and kept.
    """
    case = scene.case()
    scene.note_wants(case)
    note_facts(case, scene.turn.reading.facts_by_kind())
    given = given_in(scene)
    if given:
        note_facts(case, given)
        decided = decide_idea(scene, case, _idea(scene, case), without=refuses_kinds(scene))
        if decided.stage is Stage.WAITING:
            return decided
        return answer(*answer_questions(scene), on_their_case(scene), *decided.lines, stage=decided.stage)
    if has_none(scene) or asked_twice(scene):
        return bring_a_person(scene, Reason.MISSING_FACT)
    question = ask_fact_again(scene)
    unread = unread_email(scene) if question.name == "ask_email" else None
    reflection, sorry = scene.opening(case)
    between = (*answer_questions(scene), on_their_case(scene), unread)
    return answer(reflection, sorry, *between, question, stage=Stage.DETAILS)


def consents(scene: Scene) -> bool:
    """Say whether they take exactly what was offered: a pressed button does, typed words by two readings."""
    if scene.turn.pressed:
        return scene.turn.intent in ("affirm", "thank", "done")
    return _consent(scene) in (Consent.YES, Consent.YES_AND_WHEN)


def refuses_offer(scene: Scene) -> bool:
    """Say whether they do not want the offer, or want something else instead."""
    if scene.turn.pressed:
        return scene.turn.intent == "deny"
    other = any(names_an_idea(clause.words, scene.language.ideas) for clause in _counters(scene))
    return (
        other
        or _names_another_sum(scene)
        or _consent(scene) is Consent.NO
        or bool(wanted(scene.turn))
        or bool(refused(scene.turn))
    )


def give(scene: Scene) -> Answer:
    """They say yes: it is theirs, once; the case is settled, unless something else is open."""
    case = scene.case()
    offer = standing_offer(scene.session, case)
    if offer is None:
        return decide_idea(scene, case, _idea(scene, case), without=refuses_kinds(scene))
    if not _is_for(scene.turn.choice, offer):
        return _offer(scene, case, offer)
    if offer.state is not OfferState.MADE:
        return answer(_given_line(scene, case, offer), Line("anything_else"), stage=Stage.SETTLED)
    accept_offer(scene.session, case, offer, now=scene.now)
    scene.move((r for r in scene.open_requests() if r.state is Progress.OFFERED), Progress.DONE, "given")
    given = _given_line(scene, case, offer)
    if another_waits(case, offer):
        return answer(given, Line("ask_fair_for_the_rest"), stage=Stage.IDEA)
    if anything_open(scene):
        brought = bring_a_person(scene, Reason.WISH)
        return Answer((given, *brought.lines), brought.stage)
    if Want.APOLOGY in case.wants and not scene.has_said(*ASK_THE_WAY):
        return answer(given, Line("ask_apology_way"), stage=Stage.APOLOGY)
    settle(scene, case)
    return answer(given, Line("anything_else"), stage=Stage.SETTLED)


def is_for_another_order(scene: Scene) -> bool:
    """Say whether they put the order's number right, and refuse nothing."""
    known = scene.case().facts.get("order_number")
    if known is None or scene.turn.pressed or wanted(scene.turn):
        return False
    given = scene.turn.reading.facts_by_kind() or take_answer("order_number", scene.turn.told)
    corrects = any(frame_of(scene.turn).doing(Act.CORRECT)) or scene.language.tells(
        "it is rather", scene.turn.told
    )
    return corrects and given.get("order_number") not in (None, known)


def take_other_order(scene: Scene) -> Answer:
    """The offer is for another order: decided anew, since caps count by order (R7)."""
    decided = decide_for_other_order(scene)
    return decided if decided is not None else keep_offer_open(scene)


def take_no_for_an_answer(scene: Scene) -> Answer:
    """They do not want the offer: something else within the policy if they name it, else a person (M6, M27).

    Who only says no is asked what they would rather have, once; the offer stands until they say.
    """
    case = scene.case()
    scene.note_wants(case)
    turn = scene.turn
    if asks_is_that_all(turn.told, scene.language.ideas) and not scene.has_said("offer_is_all"):
        return _is_all(scene, case)
    clauses = wanted(turn, Demand.REFUND, Demand.REPLACEMENT, Demand.COMPENSATION)
    if clauses or _counters(scene) or _names_another_sum(scene):
        words = " ".join(c.words.strip() for c in (*clauses, *_counters(scene))) or turn.told
        note_remedy(scene.session, case, words, now=scene.now)
        idea = read_idea(words, scene.language.ideas)
        idea = idea if idea.understood and not idea.open else idea_of(scene, clauses, words) or idea
        return decide_idea(scene, case, idea, without=refuses_kinds(scene))
    if wanted(turn):
        return _decline(scene, case)
    offer = standing_offer(scene.session, case)
    if offer is not None and gave(turn, Given.NO, Given.NEITHER) and not scene.has_said("ask_instead"):
        return answer(*answer_questions(scene), Line("ask_instead"), stage=Stage.IDEA)
    return _decline(scene, case)


def _decline(scene: Scene, case: Case) -> Answer:
    """The offer is declined, and what they wanted is a person's to decide."""
    offer = standing_offer(scene.session, case)
    if offer is not None:
        decline_offer(scene.session, case, offer, now=scene.now)
    return bring_a_person(scene, Reason.AUTHORITY)


def keep_offer_open(scene: Scene) -> Answer:
    """They ask something first, or it is not clear: what we know is said, and the offer stands (M27).

    Twice unclear, and a person comes.
    """
    case = scene.case()
    note_facts(case, scene.turn.reading.facts_by_kind())
    if asks_is_that_all(scene.turn.told, scene.language.ideas):
        return _is_all(scene, case)
    other = decide_for_other_order(scene)
    if other is not None:
        return other
    offer = standing_offer(scene.session, case)
    if offer is None or offer.state is not OfferState.MADE:
        return bring_a_person(scene, Reason.AUTHORITY)
    answers = answer_questions(scene)
    unknown = on_their_case(scene) if unanswered(scene) else None
    if not answers and not unknown and scene.has_said("offer_unclear", lately=6):
        return bring_a_person(scene, Reason.MISUNDERSTOOD)
    reflection, sorry = scene.opening(case)
    again = (
        offer_again(scene) if answers or unknown or reflection else Line("offer_unclear", _offer_slot(offer))
    )
    return answer(reflection, sorry, *answers, unknown, again, stage=Stage.OFFER)


def waits_for_an_answer(scene: Scene) -> bool:
    """Say whether an offer of ours is neither taken nor declined yet."""
    offer = standing_offer(scene.session, scene.case())
    return offer is not None and offer.state is OfferState.MADE


def offer_again(scene: Scene) -> Line:
    """Return the question whether they take the offer that stands."""
    offer = standing_offer(scene.session, scene.case())
    return Line("offer_stands", _offer_slot(offer))


def decide_for_other_order(scene: Scene) -> Answer | None:
    """Take another order's number where one is known, "no wait its 8812", and decide anew: caps count by order (R7).

    None where the message gives no other order.
    """
    case = scene.case()
    known = case.facts.get("order_number")
    given = scene.turn.reading.facts_by_kind() or take_answer("order_number", scene.turn.told)
    if known is None or given.get("order_number") in (None, known):
        return None
    note_facts(case, {"order_number": given["order_number"]})
    return decide_idea(scene, case, _idea(scene, case), without=refuses_kinds(scene))


def decide_idea(scene: Scene, case: Case, idea: Idea, *, without: frozenset[Demand] = frozenset()) -> Answer:
    """Decide by the policy in force, and say it: the offer, what must be known first, or that a person decides.

    `without`: what they do not want is never offered.
    """
    standing = standing_offer(scene.session, case)
    if standing is not None and standing.state is OfferState.ACCEPTED:
        return bring_a_person(scene, Reason.AUTHORITY)
    ask = Ask(_topic(scene, case, idea), _facts(scene, case), idea, case.severity)
    decision = decide_for_bot(scene.session, case, ask, policy=scene.policy, now=scene.now)
    if isinstance(decision, MoreFactsNeeded):
        scene.move(_for_money(scene), Progress.ASKED)
        return answer(Line(f"ask_{decision.facts[0]}"), stage=Stage.DETAILS)
    if isinstance(decision, Granted) and DEMAND_OF.get(decision.kind, Demand.COMPENSATION) not in without:
        made = offer_by_bot(scene.session, case, decision, now=scene.now)
        if made is not None:
            scene.move(_for_money(scene), Progress.OFFERED)
            return _offer(scene, case, made)
        case.authority_needed = "They changed their mind about our offers more than once."
    else:
        why = "They do not want what the policy gives." if isinstance(decision, Granted) else decision.why
        case.authority_needed = why[:200]
        giver = Giver.AGENT if isinstance(decision, Granted) else decision.giver
        write_audit(
            scene.session, case, "beyond_authority", actor="bot", now=scene.now, text=why,
            giver=giver.value, policy=scene.policy.version,
        )  # fmt: skip
    if standing is not None:
        decline_offer(scene.session, case, standing, now=scene.now)
    return bring_a_person(scene, Reason.AUTHORITY)


def _topic(scene: Scene, case: Case, idea: Idea) -> str | None:
    """What it is about; who wants a new one of what they say is broken has something damaged, however read."""
    topic = case.topic or scene.turn.reading.topic
    told = " ".join((case.concern, *(str(part) for part in case.story)))
    wants_new = OfferKind.REPLACEMENT in idea.kinds and topic not in REPLACED
    return "damaged" if wants_new and scene.language.tells("damaged", told) else topic


def _for_money(scene: Scene) -> list[CustomerRequest]:
    """What they demanded that an offer answers, and no person has yet."""
    kinds = {Demand.REFUND.value, Demand.REPLACEMENT.value, Demand.COMPENSATION.value}
    return [
        request
        for request in scene.open_requests()
        if request.what in kinds and not request.negative and request.state is not Progress.PASSED_ON
    ]


def _consent(scene: Scene) -> Consent:
    offer = standing_offer(scene.session, scene.case())
    amount = offer.amount if offer is not None and offer.kind != OfferKind.REPLACEMENT.value else None
    return consent_in(scene.turn.told, frame_of(scene.turn), scene.language.consent, amount=amount)


def _counters(scene: Scene) -> tuple[Clause, ...]:
    return tuple(clause for clause in frame_of(scene.turn).answers if clause.given is Given.COUNTER)


def _facts(scene: Scene, case: Case) -> dict[str, str]:
    told = [case.concern, *(str(part) for part in case.story)]
    known = {kind: str(value) for kind, value in case.facts.items()}
    numbers = (take_answer("order_number", text) for text in reversed(told) if _LONG_NUMBER.search(text))
    return (
        next((found for found in numbers if found), {})
        | claims(told)
        | known
        | scene.turn.reading.facts_by_kind()
    )


def _idea(scene: Scene, case: Case) -> Idea:
    """What they asked for before, as their words name it, else by the kind of what they demanded."""
    if case.remedy_asked:
        idea = read_idea(case.remedy_asked, scene.language.ideas)
        if idea.understood and not idea.open:
            return idea
    demanded = [Demand(r.what) for r in scene.open_requests() if r.what in {kind.value for kind in IDEA_OF}]
    return IDEA_OF[demanded[-1]] if demanded else LEFT_TO_US


def _names_another_sum(scene: Scene) -> bool:
    """Say whether a bare number is what they would rather have: "can you do 12?"."""
    return read_idea(scene.turn.told, scene.language.ideas).amount is not None and scene.language.tells(
        "rather", scene.turn.told
    )


def _is_for(choice: str | None, offer: Offer) -> bool:
    """Say whether a pressed button is of this offer; what was typed is about the one that stands."""
    return choice is None or choice == f"offer:{offer.id}"


def _offer_slot(offer: Offer | None) -> dict[str, str]:
    return {"offer": f"offer:{offer.id}" if offer else ""}


def _offer(scene: Scene, case: Case, offer: Offer) -> Answer:
    slots = {
        "thing": say_thing(offer, scene.language),
        "for_order": _for_order(scene, case),
        **_offer_slot(offer),
    }
    return answer(Line("offer", slots), stage=Stage.OFFER)


def _is_all(scene: Scene, case: Case) -> Answer:
    offer = standing_offer(scene.session, case)
    if offer is None or offer.state is not OfferState.MADE:
        return bring_a_person(scene, Reason.AUTHORITY)
    return answer(Line("offer_is_all", _offer_slot(offer)), stage=Stage.OFFER)


def _given_line(scene: Scene, case: Case, offer: Offer) -> Line:
    follows = f"{offer.follows} " if offer.follows else ""
    slots = {"follows": follows, "reference": case.reference, "for_order": _for_order(scene, case)}
    if offer.voucher_code:
        slots |= {"code": offer.voucher_code}
        return Line("voucher", slots | {"thing": say_voucher(offer, scene.language)})
    return Line("given", slots | {"thing": say_thing(offer, scene.language)})


def _for_order(scene: Scene, case: Case) -> str:
    number = case.facts.get("order_number")
    return scene.language.say("for_order", number=str(number)) if number else ""
