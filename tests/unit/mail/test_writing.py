"""What an e-mail says: the chat's words, checked by the gate, and safe on the wire (METHOD M3, M10, M20)."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.apology import Sender
from amends.mail.message import Mail, as_html, build_message
from amends.mail.writing import MailStopped, write_answer, write_code, write_late, write_promise, write_told
from tests.conftest import MONDAY_NOON
from tests.languages import ENGLISH

SOURCE = Path(__file__).parents[3] / "amends/mail/writing.py"


def mail(subject: str = "Your record AM-1", body: str = "Hello,\n\nOn Friday.") -> Mail:
    return Mail(key="told:1", to="anna@example.com", subject=subject, body=body)


@pytest.mark.parametrize("name", ENGLISH.mail)
def test_every_sentence_is_used(name: str) -> None:
    assert re.search(rf'"{name}"', SOURCE.read_text()), f"no e-mail says {name}"


def test_how_it_was_settled_is_told_in_the_words_of_the_chat() -> None:
    draft = write_told(
        "AM-20001", "Your parcel comes on Friday.", company="Shop", sender=Sender.AGENT, language=ENGLISH
    )
    assert draft.body == (
        "Hello,\n\nThis is how your record AM-20001 was settled.\n\nYour parcel comes on Friday.\n\n"
        "If that is not right, write to us in the chat. You won't have to repeat anything.\n\nShop"
    )


def test_a_broken_promise_is_told_with_the_bare_apology_in_a_paragraph_of_its_own() -> None:
    body = write_late(
        "AM-20001", "8:30 on Monday, 9 March (Berlin time)", company="Shop", language=ENGLISH
    ).body
    assert body.split("\n\n")[1:3] == [
        "The time I gave you has passed, and nobody has replied.",
        "I'm sorry.",
    ]


def test_a_promise_names_record_and_time() -> None:
    body = write_promise(
        "AM-20001", "8:30 on Monday, 9 March (Berlin time)", company="Shop", language=ENGLISH
    ).body
    assert "by 8:30 on Monday, 9 March (Berlin time)" in body
    assert "AM-20001" in body


def test_a_code_s_e_mail_tells_nothing_of_a_record() -> None:
    draft = write_code("042917", company="Shop", language=ENGLISH)
    assert "042917" in draft.body
    assert "AM-" not in draft.subject + draft.body


@pytest.mark.parametrize("told", ["I'm sorry you feel that way.", "I'm sorry, but it was your fault."])
def test_a_qualified_apology_leaves_by_no_e_mail_either(told: str) -> None:
    for sender in (Sender.AGENT, Sender.LEAD):
        with pytest.raises(MailStopped):
            write_told("AM-1", told, company="Shop", sender=sender, language=ENGLISH)
        with pytest.raises(MailStopped):
            write_answer("AM-1", "Elena", ["Hello.", told], company="Shop", sender=sender, language=ENGLISH)


def test_what_an_operator_approved_may_be_mailed_after_the_apology() -> None:
    approved = "The courier did not come because of the storm."
    words = f"I'm sorry. {approved}"
    with pytest.raises(MailStopped):
        write_answer("AM-1", "Elena", [words], company="Shop", sender=Sender.AGENT, language=ENGLISH)
    for draft in (
        write_answer(
            "AM-1",
            "Elena",
            [words],
            company="Shop",
            sender=Sender.AGENT,
            responsibility=[approved],
            language=ENGLISH,
        ),
        write_told(
            "AM-1", words, company="Shop", sender=Sender.AGENT, responsibility=[approved], language=ENGLISH
        ),
    ):
        assert approved in draft.body


@given(st.text(max_size=200), st.text(max_size=40))
def test_no_subject_and_no_name_can_add_a_header(subject: str, company: str) -> None:
    wire = build_message(mail(subject), sender="care@shop.example", company=company, now=MONDAY_NOON)
    text = wire.as_bytes().decode()
    headers = text.partition("\r\n\r\n")[0]
    names = [line.partition(":")[0].lower() for line in headers.split("\r\n") if line[:1].strip()]
    assert sorted(names) == sorted(
        ["from", "to", "subject", "date", "message-id", "auto-submitted", "mime-version", "content-type"]
    )
    assert wire["To"] == "anna@example.com"


def test_a_subject_with_a_line_break_is_one_line() -> None:
    wire = build_message(
        mail("a\r\nBcc: eve@example.com"), sender="care@shop.example", company="S", now=MONDAY_NOON
    )
    assert wire["Subject"] == "a Bcc: eve@example.com"
    assert wire["Bcc"] is None


def test_the_same_e_mail_has_the_same_id_and_another_one_another() -> None:
    one, again = (
        build_message(mail(), sender="care@shop.example", company="S", now=MONDAY_NOON) for _ in range(2)
    )
    other = replace(mail(), key="told:2")
    assert one["Message-ID"] == again["Message-ID"]
    changed = build_message(other, sender="care@shop.example", company="S", now=MONDAY_NOON)
    assert changed["Message-ID"] != one["Message-ID"]


@given(st.text())
def test_nothing_in_an_e_mail_is_read_as_markup(text: str) -> None:
    inside = as_html(text).partition("<body")[2]
    assert set(re.findall(r"<(/?\w+)", inside)) <= {"p", "/p", "br", "/body", "/html"}


def test_paragraphs_and_lines_stay_what_they_are() -> None:
    assert "<p>Dear Anna,</p>\n<p>one<br>\ntwo</p>" in as_html("Dear Anna,\n\none\ntwo")
