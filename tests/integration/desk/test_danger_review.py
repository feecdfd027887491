"""What may tell of danger is read by a person: one answer each, which can be taken back, and danger is taken over."""

from __future__ import annotations

import asyncio
import json

import pytest
from sqlalchemy import select

from amends.bootstrap import Services
from amends.cases.escalation import Reason, Severity
from amends.cases.state import State
from amends.casework.danger_review import queue_danger_review
from amends.casework.handoff import hand_off
from amends.casework.record import find_case
from amends.desk.corrections import correction_examples, to_jsonl, to_rasa
from amends.messages.transcript import start_conversation, store_message
from amends.realtime.hub import DESK
from amends.store.tables import DangerReview, DangerVerdict, Message, Speaker
from amends.understanding.danger import Danger
from amends.understanding.reading import UNREAD, Reading
from amends.web.front_desk import FrontDesk
from tests.integration.desk.conftest import ELENA, JONAS, HeldClock, Shop, SignIn

HUMS = "it hums and smells odd since tuesday"
READ_THESE = "Read these: they may tell of danger"


def reviews(services: Services) -> list[DangerReview]:
    with services.store.read() as session:
        return list(session.scalars(select(DangerReview).order_by(DangerReview.id)))


async def test_what_may_tell_of_danger_stands_on_the_page_with_who_and_why(
    sign_in: SignIn, shop: Shop
) -> None:
    jonas, conversation_id = await sign_in(JONAS), shop.perhaps_danger(HUMS, name="Ms Brandt")
    page = (await jonas.get("/desk/alerts")).text
    for words in (READ_THESE, HUMS, "Ms Brandt", "a product is dangerous", "12 in 100", "with the assistant"):
        assert words in page
    assert f'href="/desk/conversations/{conversation_id}#m1"' in page


async def test_the_likeliest_stands_first_whenever_it_came(sign_in: SignIn, shop: Shop) -> None:
    jonas = await sign_in(JONAS)
    for text, chance in (("the first", 0.1), ("the likeliest", 0.3), ("the last", 0.2)):
        shop.perhaps_danger(text, chance=chance)
    page = (await jonas.get("/desk/alerts")).text
    assert page.index("the likeliest") < page.index("the last") < page.index("the first")


async def test_it_counts_in_the_head_of_every_page_for_everybody(sign_in: SignIn, shop: Shop) -> None:
    shop.perhaps_danger(HUMS)
    for who in (ELENA, JONAS):
        counts = (await (await sign_in(who)).get("/desk/counts")).text
        assert 'data-to-read="1"' in counts
        assert "1 to read for danger" in counts


async def test_nobody_is_in_danger_is_noted_with_who_and_when_and_leaves_everybodys_list(
    sign_in: SignIn, shop: Shop, services: Services, clock: HeldClock
) -> None:
    jonas, elena = await sign_in(JONAS), await sign_in(ELENA)
    conversation_id = shop.perhaps_danger(HUMS)
    answer = await jonas.post("/desk/danger-reviews/1/nobody")
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk/alerts?answered=1")
    assert READ_THESE not in (await elena.get("/desk/alerts")).text
    (review,) = reviews(services)
    assert (review.verdict, review.reviewed_at) == (DangerVerdict.NOBODY, clock())
    page = (await elena.get(f"/desk/conversations/{conversation_id}")).text
    assert "Read by Jonas: nobody is in danger" in page
    assert "Read for danger by a person" in page
    assert shop.said(conversation_id, Speaker.SYSTEM) == []
    assert shop.case(conversation_id).state is State.BOT


async def test_a_misclick_is_taken_back_by_anybody(sign_in: SignIn, shop: Shop, services: Services) -> None:
    jonas, elena = await sign_in(JONAS), await sign_in(ELENA)
    conversation_id = shop.perhaps_danger(HUMS)
    await jonas.post("/desk/danger-reviews/1/nobody")
    assert "Read by Jonas" in (await elena.get("/desk/alerts")).text
    for _ in range(2):
        assert (await elena.post("/desk/danger-reviews/1/undo")).status_code == 303
    assert READ_THESE in (await jonas.get("/desk/alerts")).text
    with services.store.read() as session:
        assert list(correction_examples(session)) == []
    page = (await elena.get(f"/desk/conversations/{conversation_id}")).text
    assert page.count("Took back that nobody is in danger") == 1
    assert "not read by a person yet" in page


@pytest.mark.parametrize(
    ("kind", "reason", "severity"),
    [
        ("danger_product", Reason.SAFETY, Severity.DANGER),
        ("danger_self_harm", Reason.SELF_HARM, Severity.DANGER),
        ("threat_violence", Reason.VIOLENCE, Severity.DANGER),
        ("threat_legal", Reason.LEGAL, Severity.HIGH),
        ("threat_public", Reason.PUBLIC, Severity.HIGH),
    ],
)
async def test_danger_is_taken_over_at_once_and_the_customer_is_told_who_is_here(
    sign_in: SignIn, shop: Shop, kind: str, reason: Reason, severity: Severity
) -> None:
    jonas, conversation_id = await sign_in(JONAS), shop.perhaps_danger(HUMS, kind=kind)
    for _ in range(2):
        answer = await jonas.post("/desk/danger-reviews/1/danger")
        assert answer.headers["location"] == f"/desk/conversations/{conversation_id}"
    case = shop.case(conversation_id)
    assert case.assignee is not None
    assert (case.state, case.assignee.name) == (State.AGENT, "Jonas")
    assert (case.escalation_reason, case.severity) == (reason, severity)
    (told,) = shop.said(conversation_id, Speaker.SYSTEM)
    assert "Jonas" in told


async def test_one_who_waits_for_something_else_is_taken_over_as_danger(sign_in: SignIn, shop: Shop) -> None:
    jonas, conversation_id = await sign_in(JONAS), shop.perhaps_danger(HUMS)
    _hand_off(shop, conversation_id, Reason.HEAT)
    await jonas.post("/desk/danger-reviews/1/danger")
    case = shop.case(conversation_id)
    assert (case.state, case.escalation_reason) == (State.AGENT, Reason.SAFETY)


async def test_a_graver_reason_is_not_replaced(sign_in: SignIn, shop: Shop) -> None:
    jonas, conversation_id = await sign_in(JONAS), shop.perhaps_danger(HUMS, kind="threat_legal")
    _hand_off(shop, conversation_id, Reason.SELF_HARM)
    await jonas.post("/desk/danger-reviews/1/danger")
    assert shop.case(conversation_id).escalation_reason is Reason.SELF_HARM


async def test_what_a_colleague_has_stays_with_them_and_is_graver(sign_in: SignIn, shop: Shop) -> None:
    jonas, elena = await sign_in(JONAS), await sign_in(ELENA)
    conversation_id = shop.perhaps_danger(HUMS)
    _hand_off(shop, conversation_id, Reason.ASKED)
    await elena.post(f"/desk/conversations/{conversation_id}/claim")
    await jonas.post("/desk/danger-reviews/1/danger")
    case = shop.case(conversation_id)
    assert case.assignee is not None
    assert (case.assignee.name, case.severity) == ("Elena", Severity.DANGER)


async def test_who_has_no_record_yet_gets_one_when_it_is_danger(
    sign_in: SignIn, shop: Shop, services: Services, clock: HeldClock
) -> None:
    jonas, now = await sign_in(JONAS), clock()
    with services.store.write() as session:
        conversation_id = start_conversation(session, now=now).id
        stored = store_message(session, conversation_id, "c", HUMS, now=now)
        message = session.get_one(Message, stored.message_id)
        reading = Reading("greet", 0.5, UNREAD, danger=Danger(0.2, "danger_self_harm", noticed=True))
        queue_danger_review(session, message, reading, None, now=now)
    assert "no record yet" in (await jonas.get("/desk/alerts")).text
    await jonas.post("/desk/danger-reviews/1/danger")
    case = shop.case(conversation_id)
    assert (case.concern, case.state, case.escalation_reason) == (HUMS, State.AGENT, Reason.SELF_HARM)


@pytest.mark.parametrize("answers", [("nobody", "danger"), ("danger", "nobody"), ("danger", "danger")])
async def test_of_two_who_answer_at_the_same_moment_one_counts_and_the_other_is_told(
    sign_in: SignIn, shop: Shop, services: Services, answers: tuple[str, str]
) -> None:
    jonas, elena = await sign_in(JONAS), await sign_in(ELENA)
    shop.perhaps_danger(HUMS)
    both = await asyncio.gather(
        *(
            who.post(f"/desk/danger-reviews/1/{what}")
            for who, what in zip((jonas, elena), answers, strict=True)
        )
    )
    assert sorted(answer.status_code for answer in both) == [303, 409]
    (second,) = (answer.text for answer in both if answer.status_code == 409)
    (review,) = reviews(services)
    first = "Jonas" if both[0].status_code == 303 else "Elena"
    assert f"{first} has read it" in second
    assert ("undo that" in second) is (review.verdict is DangerVerdict.NOBODY)


async def test_danger_that_was_taken_over_is_not_undone(sign_in: SignIn, shop: Shop) -> None:
    jonas = await sign_in(JONAS)
    shop.perhaps_danger(HUMS)
    await jonas.post("/desk/danger-reviews/1/danger")
    assert (await jonas.post("/desk/danger-reviews/1/undo")).status_code == 409


@pytest.mark.parametrize("path", ["77/nobody", "77/danger", "77/undo", "x/nobody"])
async def test_what_is_not_there_is_not_answered(sign_in: SignIn, path: str) -> None:
    jonas = await sign_in(JONAS)
    assert (await jonas.post(f"/desk/danger-reviews/{path}")).status_code == 404


async def test_both_answers_are_reviewed_examples_and_no_training_data(
    sign_in: SignIn, shop: Shop, services: Services
) -> None:
    jonas = await sign_in(JONAS)
    shop.perhaps_danger(HUMS)
    shop.perhaps_danger("i cannot go on like this", kind="danger_self_harm")
    await jonas.post("/desk/danger-reviews/1/nobody")
    await jonas.post("/desk/danger-reviews/2/danger")
    with services.store.read() as session:
        found = list(correction_examples(session))
    assert [(one["aspect"], one["read_as"], one["is"], one["text"]) for one in found] == [
        ("danger", "danger_product", "nobody_in_danger", HUMS),
        ("danger", "danger_self_harm", "danger", "i cannot go on like this"),
    ]
    assert [json.loads(line) for line in to_jsonl(found).splitlines()] == found
    assert HUMS not in to_rasa(found)


async def test_an_answer_reaches_every_open_desk(sign_in: SignIn, shop: Shop, front_desk: FrontDesk) -> None:
    jonas, conversation_id = await sign_in(JONAS), shop.perhaps_danger(HUMS)
    with front_desk.hub.listen(DESK) as calls:
        await jonas.post("/desk/danger-reviews/1/nobody")
        assert calls.get_nowait().conversation_id == conversation_id


def _hand_off(shop: Shop, conversation_id: str, reason: Reason) -> None:
    with shop.services.store.write() as session:
        case = find_case(session, conversation_id)
        assert case is not None
        hand_off(session, case, reason, levels=shop.services.levels, now=shop.services.clock())
