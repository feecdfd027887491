"""Compensation: their own idea first, then what the policy allows at once, or a person (METHOD M6, M14, R4, R7)."""

from __future__ import annotations

from amends.cases.escalation import Reason
from amends.cases.handoff import resolve
from amends.cases.record import note_facts, note_remedy, note_want
from amends.conversation.words import say_money
from amends.dialogue.handing_over import bring_a_person
from amends.dialogue.scene import Scene
from amends.dialogue.turn import Answer, Line, Stage, answer
from amends.redress.ideas import names_an_idea, read_idea
from amends.redress.offers import accept_offer, decline_offer, make_offer, open_offer
from amends.redress.policy import AuthorityNeeded, FactsNeeded, decide
from amends.store.tables import Case, OfferState, Want


def ask_fair_solution(scene: Scene) -> Answer:
    """They want amends: ask for the best solution they can think of, unless they said it already."""
    case = scene.case()
    note_want(scene.session, case, Want.COMPENSATION, now=scene.now)
    sorry = scene.sorry(case)
    if not scene.turn.pressed and names_an_idea(scene.turn.told, scene.turn.fact("amount")):
        decided = take_idea(scene)
        return Answer(tuple(line for line in (sorry, *decided.lines) if line), decided.stage)
    reflection = scene.reflection() if sorry else None
    return answer(reflection, sorry, Line("ask_fair"), stage=Stage.IDEA)


def take_idea(scene: Scene) -> Answer:
    """Record their idea in their words, and decide it by the policy."""
    case = scene.case()
    note_want(scene.session, case, Want.COMPENSATION, now=scene.now)
    note_remedy(scene.session, case, scene.turn.told, now=scene.now)
    note_facts(case, scene.turn.reading.facts_by_kind())
    return _decide(scene, case)


def leave_it_to_us(scene: Scene) -> Answer:
    """They name no idea of their own: what the policy gives."""
    return _decide(scene, scene.case())


def take_order_number(scene: Scene) -> Answer:
    """They give what was missing, or they cannot: then a person finds it."""
    case = scene.case()
    note_facts(case, scene.turn.reading.facts_by_kind())
    if "order_number" not in case.facts:
        return bring_a_person(scene, Reason.AUTHORITY)
    return _decide(scene, case)


def give(scene: Scene) -> Answer:
    """They say yes: the voucher, once, and the case is resolved."""
    case = scene.case()
    offer = open_offer(scene.session, case)
    if offer is None:
        return _decide(scene, case)
    if offer.state is OfferState.MADE:
        accept_offer(scene.session, case, offer, now=scene.now)
        sum_ = say_money(offer.amount, offer.currency)
        told = f"A voucher of {sum_}, code {offer.voucher_code}."
        resolve(
            scene.session,
            case,
            None,
            outcome=f"{offer.kind} {sum_} by {offer.rule}",
            told=told,
            now=scene.now,
        )
    slots = {
        "amount": say_money(offer.amount, offer.currency),
        "code": offer.voucher_code or "",
        "reference": case.reference,
    }
    return answer(Line("voucher", slots), Line("anything_else"), stage=Stage.SETTLED)


def take_no_for_an_answer(scene: Scene) -> Answer:
    """They do not want the offer: no haggling, a person decides (M6)."""
    case = scene.case()
    offer = open_offer(scene.session, case)
    if offer is not None:
        decline_offer(scene.session, case, offer, now=scene.now)
    return bring_a_person(scene, Reason.AUTHORITY)


def _decide(scene: Scene, case: Case) -> Answer:
    facts = case.facts | scene.turn.reading.facts_by_kind()
    topic = case.topic or scene.turn.reading.topic
    ask = read_idea(case.remedy_asked or "", topic=topic, facts=facts, amount=facts.get("amount"))
    decision = decide(ask, scene.policy)
    if isinstance(decision, AuthorityNeeded):
        case.authority_needed = decision.why
        return bring_a_person(scene, Reason.AUTHORITY)
    if isinstance(decision, FactsNeeded):
        return answer(Line("ask_order_number"), stage=Stage.DETAILS)
    offer = make_offer(scene.session, case, decision, now=scene.now)
    if offer.state is OfferState.DECLINED:
        return bring_a_person(scene, Reason.AUTHORITY)
    return answer(
        Line("offer_voucher", {"amount": say_money(offer.amount, offer.currency)}), stage=Stage.OFFER
    )
