"""The bot settles a case: what was done stands on the record, and is told in a sentence (METHOD M8, M10)."""

from __future__ import annotations

from collections.abc import Iterable

from amends.casework.handoff import resolve
from amends.dialogue.scene import Scene
from amends.hearing.frame import Demand
from amends.languages.language import Language
from amends.sending.words import say_thing
from amends.store.tables import Case, Offer, OfferState, Progress


def settle(scene: Scene, case: Case, *, outcome: str = "", told: str = "") -> None:
    """Resolve a case by the bot with everything it gave, and with `outcome` and `told` beside it."""
    scene.move((request for request in scene.open_requests() if request.negative), Progress.DONE, "heeded")
    apology = (request for request in scene.open_requests() if request.what == Demand.APOLOGY.value)
    scene.move(apology, Progress.DONE, "said in the chat")
    taken = [offer for offer in case.offers if offer.state is OfferState.ACCEPTED]
    done = [
        f"{say_thing(offer, scene.language)} by {offer.rule} of {offer.policy_version}" for offer in taken
    ]
    resolve(
        scene.session,
        case,
        None,
        outcome=_joined("; ", [*done, outcome]),
        told=_joined(" ", [*(_told(offer, scene.language) for offer in taken), told]),
        now=scene.now,
    )


def anything_open(scene: Scene) -> bool:
    """Say whether they demanded or asked something that nothing has become of: then a person takes it (M25)."""
    return any(not r.negative and r.what != Demand.APOLOGY.value for r in scene.open_requests())


def another_waits(case: Case, offer: Offer) -> bool:
    """Say whether the customer told of another failure while this offer waited for their answer."""
    return case.conversation.failures > offer.failure


def _told(offer: Offer, language: Language) -> str:
    thing = say_thing(offer, language)
    thing = f"{thing[:1].upper()}{thing[1:]}"
    if offer.voucher_code:
        return language.say("told_voucher", thing=thing, code=offer.voucher_code)
    return language.say("told_thing", thing=thing)


def _joined(between: str, parts: Iterable[str]) -> str:
    return between.join(part for part in parts if part)
