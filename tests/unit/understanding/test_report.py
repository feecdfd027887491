"""The report shows figures, pictures and the surest mistakes, and no more of them than it says."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

from amends.understanding.confusion import confusion_svg
from amends.understanding.held_back import Measured, Mistake
from amends.understanding.report import WORST, Cost, cost_of, draw_confusions, markdown, mistakes

PAIRS = (("late", "late"), ("late", "refund"), ("refund", "refund"))
MISTAKES = tuple(Mistake(f"message {n}", "late", "refund", n / 100) for n in range(40))
TOPIC = Measured("topic", "held_out", {"accuracy": 2 / 3}, PAIRS, MISTAKES)


def test_the_surest_mistakes_come_first_and_are_twenty() -> None:
    shown = mistakes([TOPIC])
    assert len(shown) == WORST
    assert shown[0] == "- message 39 (is late, read as refund, 0.39)"


def test_a_report_holds_every_figure_and_says_what_was_left_out() -> None:
    baseline = Measured("baseline", "held_out", {"accuracy": 0.5})
    report = markdown([TOPIC, baseline], [], Cost(4.0, 8.0, 1.0, 300.0), ["no corpus"], ["evaluation-topic"])
    assert "### baseline" not in report
    for part in (
        "### topic",
        "accuracy 0.667",
        "nothing was measured",
        "4.0 ms",
        "- no corpus",
        "evaluation-topic.svg",
    ):
        assert part in report


def test_pictures_are_drawn_of_what_has_pairs(tmp_path: Path) -> None:
    assert draw_confusions([TOPIC, Measured("wants", "x", {})], tmp_path) == ["evaluation-topic"]
    assert [path.name for path in tmp_path.iterdir()] == ["evaluation-topic.svg"]


def test_a_confusion_matrix_is_a_picture_with_each_count() -> None:
    picture = ElementTree.fromstring(confusion_svg("a < b", PAIRS))
    words = [node.text for node in picture.iter() if node.tag.endswith("text")]
    assert words.count("1") == 3
    assert "a < b" in words


def test_cost_is_counted_by_the_processors_clock() -> None:
    cost = cost_of(lambda texts: [], ["a", "b", "a"])
    assert 0 <= cost.median <= cost.slowest
    assert cost.memory > 0
