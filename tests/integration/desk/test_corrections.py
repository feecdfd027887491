"""What agents set right: the record follows, the reading is kept as an example, nothing learns by itself."""

from __future__ import annotations

import json

import pytest
import yaml

from amends.bootstrap import Services
from amends.casework.record import find_case, note_reading
from amends.desk.corrections import correction_examples, to_jsonl, to_rasa
from amends.store.tables import Message
from tests.integration.desk.conftest import JONAS, Shop, SignIn, read_as


async def test_a_corrected_message_changes_the_record_and_is_kept(
    sign_in: SignIn, shop: Shop, services: Services
) -> None:
    jonas, conversation_id = await sign_in(JONAS), shop.complain("great, late again", heat=0.1)
    url = f"/desk/conversations/{conversation_id}/messages/1/correct"
    assert "great, late again" in (await jonas.get(url)).text
    answer = await jonas.post(url, data={"level": "furious", "topic": "broken_promise"})
    assert answer.headers["location"] == f"/desk/conversations/{conversation_id}#m1"
    case = shop.case(conversation_id)
    assert (case.heat_start, case.heat_peak, case.heat_now) == (0.9, 0.9, 0.9)
    page = (await jonas.get(f"/desk/conversations/{conversation_id}")).text
    assert "set right by a person" in page
    assert "emotion · calm · furious" in page
    with services.store.read() as session:
        found = list(correction_examples(session))
    assert [(e["aspect"], e["read_as"], e["is"], e["text"]) for e in found] == [
        ("emotion", "calm", "furious", "great, late again"),
        ("topic", "late_delivery", "broken_promise", "great, late again"),
    ]
    assert [json.loads(line) for line in to_jsonl(found).splitlines()] == found
    nlu = yaml.safe_load(to_rasa(found))["nlu"]
    assert nlu == [
        {
            "intent": "complaint",
            "metadata": {"topic": "broken_promise"},
            "examples": [{"text": "great, late again\n", "metadata": {"emotion": "furious"}}],
        }
    ]


async def test_what_stays_the_same_is_no_correction(sign_in: SignIn, shop: Shop, services: Services) -> None:
    jonas, conversation_id = await sign_in(JONAS), shop.complain("late again", heat=0.7)
    form = {"level": "angry", "topic": "late_delivery"}
    await jonas.post(f"/desk/conversations/{conversation_id}/messages/1/correct", data=form)
    with services.store.read() as session:
        assert list(correction_examples(session)) == []
        assert session.get_one(Message, 1).reading == read_as("late again", 0.7).to_dict()


async def test_a_topic_that_a_person_set_right_stays(sign_in: SignIn, shop: Shop, services: Services) -> None:
    jonas, conversation_id = await sign_in(JONAS), shop.complain("it is about my bill")
    form = {"topic": "billing", "want": "apology", "cause": "billing", "cause_note": "charged twice"}
    await jonas.post(f"/desk/conversations/{conversation_id}/correct", data=form)
    with services.store.write() as session:
        case = find_case(session, conversation_id)
        assert case is not None
        note_reading(case, read_as("and it is late", 0.7))
        assert (case.topic, case.wants, case.root_cause) == ("billing", ["apology"], "billing")
    assert "charged twice" in (await jonas.get(f"/desk/conversations/{conversation_id}")).text


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("messages/1/correct", {"level": "livid", "topic": ""}),
        ("messages/1/correct", {"level": "calm", "topic": "weather"}),
        ("correct", {"topic": "weather"}),
        ("correct", {"cause": "the customer"}),
    ],
)
async def test_only_what_is_on_the_lists_is_taken(
    sign_in: SignIn, shop: Shop, services: Services, path: str, form: dict[str, str]
) -> None:
    jonas, conversation_id = await sign_in(JONAS), shop.complain("late again")
    answer = await jonas.post(f"/desk/conversations/{conversation_id}/{path}", data=form)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    with services.store.read() as session:
        assert list(correction_examples(session)) == []


async def test_another_conversations_message_is_not_touched(sign_in: SignIn, shop: Shop) -> None:
    jonas, other = await sign_in(JONAS), shop.complain("mine")
    conversation_id = shop.complain("theirs")
    url = f"/desk/conversations/{conversation_id}/messages/1/correct"
    assert (await jonas.get(url)).status_code == 404
    assert (await jonas.post(url, data={"level": "calm", "topic": ""})).status_code == 404
    assert shop.case(other).heat_now == 0.7
