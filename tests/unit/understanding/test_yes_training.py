"""A head of questions is learnt from a few lines, the same each time, and nobody's sitting tells of itself."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from amends.understanding.answered import Answered, Answers
from amends.understanding.yes_head import YesHead
from amends.understanding.yes_training import batch_folds, domain_folds, evened, fit_yes

MONEY = ["i want a refund", "refund me", "give me my money back", "pay me back the money"]
PEOPLE = ["get me a person", "i want to speak to a human", "is a person there", "a human please"]
OTHERS = ["hello", "order 88213", "thanks", "it is late"]


def examples() -> list[Answered]:
    rows: list[tuple[str, Answers]] = [(text, (True, False)) for text in MONEY]
    rows += [(text, (False, True)) for text in PEOPLE]
    rows += [(text, (False, None)) for text in OTHERS]
    return [
        Answered(f"{text} {tail}".strip(), f"wants {place % 8}", answers)
        for tail in ("", "now", "today")
        for place, (text, answers) in enumerate(rows)
    ]


def trained() -> YesHead:
    return fit_yes(("money", "person"), examples(), batch_folds(examples(), "wants"), penalty=0.1)


def test_what_was_taught_is_read_the_same_each_time_and_after_saving(tmp_path: Path) -> None:
    head, again = trained(), trained()
    assert np.array_equal(head.head.weights, again.head.weights)
    assert head.answering == again.answering
    assert head.read("i want my money back")["money"] > head.read("hello")["money"]
    assert head.read("a person please")["person"] > head.read("a person please")["money"]
    head.head.save(tmp_path, "it")
    loaded = YesHead.load("it", tmp_path)
    for name, chance in head.read("give me a refund").items():
        assert abs(loaded.read("give me a refund")[name] - chance) < 0.01


def test_what_was_written_together_is_left_out_together() -> None:
    rows = [*examples(), Answered("hello", "nlu", (False, False))]
    folds = batch_folds(rows, "wants")
    assert folds[-1] == -1
    by_batch: dict[str, set[int]] = {}
    for row, fold in zip(rows, folds.tolist(), strict=True):
        by_batch.setdefault(row.domain, set()).add(fold)
    assert all(len(found) == 1 for found in by_batch.values())
    assert len(set(folds.tolist())) == 5


def test_a_domain_can_be_a_fold() -> None:
    rows = [
        Answered("a", "ours", (True,)),
        Answered("b", "reviews", (True,)),
        Answered("c", "turns", (True,)),
    ]
    assert domain_folds(rows, ("ours", "reviews")).tolist() == [0, 1, -1]


def test_yes_and_no_of_a_domain_can_count_the_same() -> None:
    rows = [Answered("a", "ours", (answer,)) for answer in (True, False, False, False)]
    rows += [Answered("b", "reviews", (False,))]
    yes = np.array([bool(row.answers[0]) for row in rows])
    assert np.allclose(evened(rows, yes, np.ones(5)), [1, 1 / 3, 1 / 3, 1 / 3, 1])
