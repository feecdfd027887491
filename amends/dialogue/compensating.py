"""Compensation: their own idea first, then what the policy allows at once, or a person (METHOD M6, M14, R4, R7)."""

from __future__ import annotations

from amends.cases.escalation import Reason
from amends.casework.record import note_facts, note_remedy, write_audit
from amends.dialogue.failures import complains
from amends.dialogue.handing_over import bring_a_person
from amends.dialogue.missing_facts import ask_fact_again, asked_twice, given_in, has_none, unread_email
from amends.dialogue.scene import Scene
from amends.dialogue.settling import another_waits, settle
from amends.dialogue.turn import Answer, Stage, Turn, answer, in_few_lines
from amends.dialogue.venting import start_listening
from amends.languages.language import Language
from amends.languages.line import Line
from amends.offers.record import accept_offer, decline_offer, standing_offer
from amends.offers.service import decide_for_bot, offer_by_bot
from amends.redress.decision import Ask, Granted, MoreFactsNeeded
from amends.redress.facts_from_text import claims, take_answer
from amends.redress.ideas import (
    LEFT_TO_US,
    Idea,
    asks_for_a_sum,
    asks_is_that_all,
    asks_what_we_give,
    names_an_idea,
    read_idea,
)
from amends.sending.words import say_thing, say_voucher
from amends.store.tables import Case, Offer, OfferState, Want

ASK_THE_WAY = (
    "ask_apology_way", "our_fault_ask_apology_way", "ask_apology_way_for_him", "ask_apology_way_for_her",
    "ask_apology_way_for_them",
)  # fmt: skip
"""The lines that ask how they, or somebody of theirs, would like to hear the apology."""


def ask_fair_solution(scene: Scene) -> Answer:
    """They want amends: ask for the best solution they can think of, unless they said it already.

    Where they want an apology too, it is said now, and how else they would like it is asked at the end. Who asks us
    what we give was asked already: the policy answers.
    """
    case = scene.case()
    scene.note_wants(case, Want.COMPENSATION)
    sorry = scene.sorry(case)
    reflection = scene.reflection() if sorry or complains(scene.turn) else None
    asked = asks_what_we_give(scene.turn.told, scene.language.ideas)
    if asked or says_how(scene.turn, scene.language):
        decided = leave_it_to_us(scene) if asked else take_idea(scene)
        return Answer(in_few_lines(reflection, sorry, *decided.lines), decided.stage)
    return answer(reflection, sorry, scene.own_up(case, "ask_fair"), stage=Stage.IDEA)


def says_how(turn: Turn, language: Language) -> bool:
    """Say whether they name what would be fair. In a complaint a refund may be what went wrong: there they must ask."""
    if turn.intent == "want_compensation":
        return names_an_idea(turn.told, language.ideas)
    if asks_for_a_sum(turn.told, language.ideas):
        return True
    return bool(read_idea(turn.told, language.ideas).kinds) and language.tells("a wish", turn.told)


def take_idea(scene: Scene) -> Answer:
    """Record their idea in their words, and decide it by the policy; who still tells what happened is heard.

    Who would rather be listened to is; a button pressed twice is no idea.
    """
    if scene.turn.intent == "want_vent" and not names_an_idea(scene.turn.told, scene.language.ideas):
        return start_listening(scene)
    if scene.turn.pressed:
        return answer(Line("ask_fair_again"), stage=Stage.IDEA)
    case = scene.case()
    scene.note_wants(case, Want.COMPENSATION)
    note_facts(case, scene.turn.reading.facts_by_kind())
    idea = read_idea(scene.turn.told, scene.language.ideas)
    if not idea.understood and scene.turn.intent != "want_compensation" and not _asked_again(scene):
        return answer(scene.reflection(), scene.sorry(case), Line("ask_fair_again"), stage=Stage.IDEA)
    if idea.open:
        case.remedy_asked = None
    else:
        note_remedy(scene.session, case, scene.turn.told, now=scene.now)
    return _decide(scene, case, idea)


def leave_it_to_us(scene: Scene) -> Answer:
    """They name no idea of their own: what the policy gives; who said no to it and has no other, gets a person."""
    if names_an_idea(scene.turn.told, scene.language.ideas):
        return take_idea(scene)
    case = scene.case()
    if scene.turn.choice is not None:
        return answer(Line("ask_fair_for_the_rest"), stage=Stage.IDEA)  # the yes to an offer, pressed twice
    if scene.turn.intent == "deny" and scene.has_said("ask_instead"):
        return take_no_for_an_answer(scene)
    case.remedy_asked = None
    note_facts(case, scene.turn.reading.facts_by_kind())
    return _decide(scene, case, LEFT_TO_US)


def take_fact(scene: Scene) -> Answer:
    """They give what was missing, or they cannot: then a person finds it; what is neither is asked again, once."""
    case = scene.case()
    note_facts(case, scene.turn.reading.facts_by_kind())
    given = given_in(scene)
    if given:
        note_facts(case, given)
        return _decide(scene, case, _idea(scene, case))
    if has_none(scene) or asked_twice(scene):
        return bring_a_person(scene, Reason.MISSING_FACT)
    question = ask_fact_again(scene)
    unread = unread_email(scene) if question.name == "ask_email" else None
    return answer(unread, question, stage=Stage.DETAILS)


def give(scene: Scene) -> Answer:
    """They say yes: it is theirs, once, and the case is resolved, unless they told of more or want an apology too."""
    case = scene.case()
    offer = standing_offer(scene.session, case)
    if asks_is_that_all(scene.turn.told, scene.language.ideas):
        return _is_all(scene, case)
    if offer is None:
        return _decide(scene, case, _idea(scene, case))
    if not _is_for(scene.turn.choice, offer):
        return _offer(scene, case, offer)
    if offer.state is OfferState.MADE:
        accept_offer(scene.session, case, offer, now=scene.now)
        if another_waits(case, offer):
            return answer(_given_line(scene, case, offer), Line("ask_fair_for_the_rest"), stage=Stage.IDEA)
        if Want.APOLOGY in case.wants and not _asked_the_way(scene):
            return answer(_given_line(scene, case, offer), Line("ask_apology_way"), stage=Stage.APOLOGY)
        settle(scene, case)
    return answer(_given_line(scene, case, offer), Line("anything_else"), stage=Stage.SETTLED)


def take_no_for_an_answer(scene: Scene) -> Answer:
    """They do not want the offer: something else within the policy if they name it, else a person (M6).

    Who only says no is asked what they would rather have, once; the offer stands until they say.
    """
    case = scene.case()
    if asks_is_that_all(scene.turn.told, scene.language.ideas) and not scene.has_said("offer_is_all"):
        return _is_all(scene, case)
    if names_an_idea(scene.turn.told, scene.language.ideas) or _names_another_sum(scene):
        note_remedy(scene.session, case, scene.turn.told, now=scene.now)
        return _decide(scene, case, read_idea(scene.turn.told, scene.language.ideas))
    offer = standing_offer(scene.session, case)
    if offer is not None and scene.turn.intent == "deny" and not scene.has_said("ask_instead"):
        return answer(Line("ask_instead"), stage=Stage.IDEA)
    if offer is not None:
        decline_offer(scene.session, case, offer, now=scene.now)
    return bring_a_person(scene, Reason.AUTHORITY)


def waits_for_an_answer(scene: Scene) -> bool:
    """Say whether an offer of ours is neither taken nor declined yet."""
    offer = standing_offer(scene.session, scene.case())
    return offer is not None and offer.state is OfferState.MADE


def offer_again(scene: Scene) -> Line:
    """Return the question whether they take the offer that stands."""
    offer = standing_offer(scene.session, scene.case())
    return Line("offer_stands", {"offer": f"offer:{offer.id}" if offer else ""})


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
    return _decide(scene, case, _idea(scene, case))


def _decide(scene: Scene, case: Case, idea: Idea) -> Answer:
    """Decide by the policy in force, and say it: the offer, what must be known first, or that a person decides."""
    standing = standing_offer(scene.session, case)
    if standing is not None and standing.state is OfferState.ACCEPTED:
        return bring_a_person(scene, Reason.AUTHORITY)
    ask = Ask(case.topic or scene.turn.reading.topic, _facts(scene, case), idea, case.severity)
    decision = decide_for_bot(scene.session, case, ask, policy=scene.policy, now=scene.now)
    if isinstance(decision, MoreFactsNeeded):
        return answer(Line(f"ask_{decision.facts[0]}"), stage=Stage.DETAILS)
    if isinstance(decision, Granted):
        made = offer_by_bot(scene.session, case, decision, now=scene.now)
        if made is not None:
            return _offer(scene, case, made)
        case.authority_needed = "They changed their mind about our offers more than once."
    else:
        case.authority_needed = decision.why[:200]
        write_audit(
            scene.session, case, "beyond_authority", actor="bot", now=scene.now, text=decision.why,
            giver=decision.giver.value, policy=scene.policy.version,
        )  # fmt: skip
    if standing is not None:
        decline_offer(scene.session, case, standing, now=scene.now)
    return bring_a_person(scene, Reason.AUTHORITY)


def _facts(scene: Scene, case: Case) -> dict[str, str]:
    told = [case.concern, *(str(part) for part in case.story)]
    known = {kind: str(value) for kind, value in case.facts.items()}
    return claims(told) | known | scene.turn.reading.facts_by_kind()


def _idea(scene: Scene, case: Case) -> Idea:
    return read_idea(case.remedy_asked, scene.language.ideas) if case.remedy_asked else LEFT_TO_US


def _names_another_sum(scene: Scene) -> bool:
    """Say whether a bare number is what they would rather have: "can you do 12?"."""
    return read_idea(scene.turn.told, scene.language.ideas).amount is not None and scene.language.tells(
        "rather", scene.turn.told
    )


def _is_for(choice: str | None, offer: Offer) -> bool:
    """Say whether a pressed button is of this offer; what was typed is about the one that stands."""
    return choice is None or choice == f"offer:{offer.id}"


def _offer(scene: Scene, case: Case, offer: Offer) -> Answer:
    slots = {
        "thing": say_thing(offer, scene.language),
        "for_order": _for_order(scene, case),
        "offer": f"offer:{offer.id}",
    }
    return answer(Line("offer", slots), stage=Stage.OFFER)


def _is_all(scene: Scene, case: Case) -> Answer:
    offer = standing_offer(scene.session, case)
    if offer is None or offer.state is not OfferState.MADE:
        return bring_a_person(scene, Reason.AUTHORITY)
    return answer(Line("offer_is_all", {"offer": f"offer:{offer.id}"}), stage=Stage.OFFER)


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


def _asked_the_way(scene: Scene) -> bool:
    """Say whether they were asked how they would like to hear the apology, themselves or somebody of theirs."""
    return scene.has_said(*ASK_THE_WAY)


def _asked_again(scene: Scene) -> bool:
    return scene.has_said("ask_fair_again")
