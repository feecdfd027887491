"""A sentence of responsibility that the operator approved, and nothing else, may follow the apology (METHOD R1)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from textwrap import indent

import pytest

from amends.apology import Verdict, check
from amends.apology.incidents import Incidents, IncidentsError, load_incidents
from amends.cases.topics import TOPICS
from amends.commands.incidents import check_incidents

ROOT = Path(__file__).parents[3]
BEGINS = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)
ENDS = datetime(2026, 3, 6, 17, 0, tzinfo=UTC)
EXCUSE = "The delay was due to a backlog in our warehouse."
GOOD = """\
- id: fire
  topic: late_delivery
  from: 2026-03-02T06:00:00+01:00
  until: 2026-03-06T18:00:00+01:00
  sentences:
    en: "The delay was due to a backlog in our warehouse."
"""


def written(folder: Path, *entries: str) -> Path:
    path = folder / "incidents.yml"
    path.write_text("incidents:\n" + "".join(indent(entry, "  ") for entry in entries), encoding="utf-8")
    return path


@pytest.fixture
def incidents(tmp_path: Path) -> Incidents:
    return load_incidents(written(tmp_path, GOOD), topics=TOPICS)


def test_an_approved_sentence_may_follow_the_apology_exactly_as_it_stands(incidents: Incidents) -> None:
    approved = incidents.approved(BEGINS)
    assert check(f"I'm sorry. {EXCUSE}").verdict is Verdict.EXCUSE
    for text in (f"I'm sorry. {EXCUSE}", f"I'm sorry.\n\n{EXCUSE} What can I do?"):
        assert check(text, responsibility=approved).verdict is Verdict.SINCERE
    assert check(EXCUSE, before=["I'm sorry."], responsibility=approved).verdict is Verdict.NONE


@pytest.mark.parametrize(
    "text",
    [
        EXCUSE,
        f"{EXCUSE} I'm sorry.",
        f"I'm sorry. {EXCUSE[:-1]} and the weather.",
        f"I'm sorry. {EXCUSE.replace('backlog', 'strike')}",
        f"I'm sorry. {EXCUSE} It was due to the weather.",
        f"I'm sorry, {EXCUSE}",
    ],
)
def test_nothing_else_becomes_good_by_it(incidents: Incidents, text: str) -> None:
    assert check(text, responsibility=incidents.approved(BEGINS)).breaches


def test_it_counts_from_its_beginning_until_its_end(incidents: Incidents) -> None:
    moments = (BEGINS - timedelta(seconds=1), BEGINS, ENDS - timedelta(seconds=1), ENDS)
    assert [bool(incidents.approved(now)) for now in moments] == [False, True, True, False]


def test_it_is_said_of_its_topic_and_in_its_languages(tmp_path: Path) -> None:
    newer = GOOD.replace("id: fire", "id: newer").replace("03-02", "03-03").replace("a backlog", "a strike")
    known = load_incidents(written(tmp_path, GOOD, newer))
    assert known.sentence_for("late_delivery", lang="en", now=BEGINS) == EXCUSE
    later = BEGINS + timedelta(days=2)
    assert known.sentence_for("late_delivery", lang="en", now=later) == EXCUSE.replace(
        "a backlog", "a strike"
    )
    assert known.sentence_for("late_delivery", lang="de", now=BEGINS) is None
    assert known.sentence_for("billing", lang="en", now=BEGINS) is None
    assert known.sentence_for(None, lang="en", now=BEGINS) is None


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("+01:00\n  until", "\n  until", "timezone"),
        ("until: 2026-03-06", "until: 2026-03-01", "before `until`"),
        ("topic: late_delivery", "topic: late_parcels", "no topic `late_parcels`"),
        ("id: fire", "id: A fire", "id"),
        ("id: fire", "id: fire\n  who: me", "who"),
        ("en: ", "xx: ", "no apology rules for this language"),
        ("due to a backlog", "due to a backlog, but you were out", "takes the apology back"),
        ("due to a backlog", "due to a backlog, and I am sorry,", "leave the apology out"),
        ("warehouse.", "warehouse. It is over.", "one sentence"),
        ("warehouse.", "warehouse", "full stop"),
        ("warehouse.", "warehouse!", "full stop"),
        ("due to a backlog", "due, as per our policy, to a fire", "as per"),
        ("in our warehouse", "in our warehouse " * 12, "160 characters"),
        ("id: fire", "id: [", "not YAML"),
    ],
)
def test_what_is_not_fit_is_named_with_what_to_write(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    assert old in GOOD
    path = written(tmp_path, GOOD.replace(old, new))
    with pytest.raises(IncidentsError, match=message) as raised:
        load_incidents(path, topics=TOPICS)
    assert str(raised.value).startswith(str(path))


@pytest.mark.parametrize("text", ["", "[]", "incidents:\n", "incidents: 3\n"])
def test_a_file_without_a_list_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "incidents.yml"
    path.write_text(text)
    with pytest.raises(IncidentsError, match=r"`incidents: \[\]` for none"):
        load_incidents(path)
    with pytest.raises(IncidentsError, match="cannot be read"):
        load_incidents(tmp_path / "none.yml")


def test_an_id_stands_once(tmp_path: Path) -> None:
    with pytest.raises(IncidentsError, match="`fire` is there twice"):
        load_incidents(written(tmp_path, GOOD, GOOD))


def test_ours_is_empty_and_its_example_is_fit_but_not_in_force(tmp_path: Path) -> None:
    path = ROOT / "data/incidents.yml"
    assert load_incidents(path, topics=TOPICS) == Incidents()
    lines = path.read_text(encoding="utf-8").splitlines()
    example = "\n".join(line[2:] for line in lines[lines.index("# incidents:") : -1])
    copy = tmp_path / "incidents.yml"
    copy.write_text(example, encoding="utf-8")
    assert [one.id for one in load_incidents(copy, topics=TOPICS).all] == ["warehouse-flood"]


def test_the_command_tells_what_is_in_force_and_what_only_approval_lets_through(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import argparse

    good = written(tmp_path, GOOD)
    assert check_incidents(argparse.Namespace(files=[good])) == 0
    out = capsys.readouterr().out
    assert f"{good}: 1 incidents, in force: none." in out
    assert f"only your approval lets this through the gate: {EXCUSE}" in out
    assert check_incidents(argparse.Namespace(files=[tmp_path / "none.yml"])) == 1
