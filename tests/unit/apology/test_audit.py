"""Every text of the bot is checked before the bot can say it."""

from __future__ import annotations

from pathlib import Path

import pytest

from amends.apology.audit import AuditError, AuditFinding, audit_responses, customer_texts, language_of_file
from amends.apology.rules import language_for


def audit(tmp_path: Path, responses: str) -> list[AuditFinding]:
    domain = tmp_path / "domain.yml"
    domain.write_text(f"version: '3.1'\nresponses:\n{responses}", encoding="utf-8")
    return audit_responses(domain)


CLEAN = """\
  utter_sorry:
  - text: I'm sorry.
  - text: I am so sorry.
  utter_ask:
  - text: I'll stay with this until you have an answer. What can I do?
    buttons:
    - title: I want an apology
      payload: /want_apology
  utter_reflect:
  - text: "{reflection}"
  utter_record:
  - text: "Thank you for telling me. This is what I have on the record: {story}. Have I got that right?"
  utter_case:
  - text: It is on the record as {case_ref}. If anything comes to mind, write here. You won't have to start over.
"""


def test_responses_in_the_voice_pass(tmp_path: Path) -> None:
    assert audit(tmp_path, CLEAN) == []


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("I'm sorry, but no.", "qualified"),
        ("I'm sorry for the delay.", "burdened"),
        ("Calm down.", "excuse"),
        ("I'm sorry, {name}.", "filled in by “but”"),
        ("{reflection} I'm sorry.", "a message of its own"),
        ("We're on it!", "exclamation mark"),
        ("We are on it 🙂", "emoji"),
        ("I understand how you feel.", "claims a feeling"),
        ("We answer as soon as possible.", "Never list"),
        ("I will escalate your ticket.", "word of the industry"),
        ("My name is Sam.", "a name or a body"),
        (
            "Additional documentation regarding compensation eligibility necessitates authorisation beforehand.",
            "reads at grade",
        ),
    ],
)
def test_a_response_that_breaks_the_contract_is_found(tmp_path: Path, text: str, problem: str) -> None:
    findings = audit(tmp_path, f"  utter_ask:\n  - text: What can I do?\n  - text: >-\n      {text}\n")
    assert any(problem in finding.problem for finding in findings), findings
    assert {(finding.line, finding.response) for finding in findings} == {(5, "utter_ask")}


def test_a_button_is_a_text_too(tmp_path: Path) -> None:
    buttons = "    buttons:\n    - title: Calm down\n      payload: /affirm\n"
    findings = audit(tmp_path, f"  utter_ask:\n  - text: What can I do?\n{buttons}")
    assert [finding.line for finding in findings] == [6, 6]


def test_a_folder_is_read_whole_and_every_line_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text("intents:\n- greet\n", encoding="utf-8")
    (tmp_path / "b.yml").write_text("responses:\n  utter_a:\n  - text: Sorry, but no.\n", encoding="utf-8")
    (finding,) = audit_responses(tmp_path)
    assert str(finding).startswith(f"{tmp_path / 'b.yml'}:3: utter_a: qualified")


@pytest.mark.parametrize("content", [b"a: [", b"\xff\xfe\x00"])
def test_a_domain_that_cannot_be_read_is_named(tmp_path: Path, content: bytes) -> None:
    domain = tmp_path / "domain.yml"
    domain.write_bytes(content)
    with pytest.raises(AuditError, match=r"domain\.yml"):
        audit_responses(domain)


def test_no_domain_at_all_is_an_error(tmp_path: Path) -> None:
    for missing in (tmp_path, tmp_path / "domain.yml"):
        with pytest.raises(AuditError):
            audit_responses(missing)


def test_a_text_is_read_as_what_follows_an_apology_too(tmp_path: Path) -> None:
    (finding,) = audit(tmp_path, "  utter_a:\n  - text: However, it was on time.\n")
    assert finding.line == 4
    assert "qualified after an apology" in finding.problem


def test_a_file_is_read_by_the_language_of_its_name(tmp_path: Path) -> None:
    path = tmp_path / "lines_de.yml"
    path.write_text('a: "Es tut mir leid, aber nein."\nb: "Es tut mir leid."\n', encoding="utf-8")
    assert [finding.response for finding in audit_responses(path)] == ["a"]
    files = ("languages/de/mail.yml", "lines_de.yml", "words/de.js", "domain.yml")
    assert [language_of_file(Path(name)) for name in files] == ["de", "de", "de", "en"]


def test_every_plural_of_a_text_that_counts_is_read(tmp_path: Path) -> None:
    path = tmp_path / "system.yml"
    path.write_text('minutes: {one: "Calm down.", other: "{count} minutes, calm down."}\n', encoding="utf-8")
    assert {finding.text for finding in audit_responses(path)} == {
        "Calm down.",
        "{count} minutes, calm down.",
    }


def test_the_words_of_a_script_and_the_topics_of_reflections_are_texts(tmp_path: Path) -> None:
    script, topics = tmp_path / "en.js", tmp_path / "reflection.yml"
    script.write_text('export default {\n  a: "Calm down.",\n  b: "Say \\"yes\\".",\n};\n', encoding="utf-8")
    topics.write_text(
        'frames: ["sorry, but"]\ntopics:\n  late: [It came late., Calm down.]\n', encoding="utf-8"
    )
    assert {(one.line, one.response) for one in audit_responses(script)} == {(2, "a")}
    assert {(one.line, one.response) for one in audit_responses(topics)} == {(3, "late")}


def test_the_texts_of_a_project_are_found_or_asked_for(tmp_path: Path) -> None:
    with pytest.raises(AuditError, match="name the files"):
        customer_texts(tmp_path)
    (tmp_path / "domain.yml").write_text("responses: {}\n", encoding="utf-8")
    assert customer_texts(tmp_path) == [tmp_path / "domain.yml"]


@pytest.mark.parametrize("text", ["I'm sorry {what}.", "I'm sorry. {what} happened.", "{what}. I'm sorry."])
@pytest.mark.parametrize("value", ["but", "if you feel"])
def test_a_slot_beside_an_apology_is_filled_in_by_what_could_spoil_it(
    tmp_path: Path, text: str, value: str
) -> None:
    assert value in language_for("en").file.hostile
    assert audit(tmp_path, f'  utter_a:\n  - text: "{text}"\n')
