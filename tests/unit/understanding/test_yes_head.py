"""Yes-or-no questions get honest chances, and a committed head reads what customers want."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.understanding.head import ARTEFACTS, ArtefactError
from amends.understanding.reading import WANTS
from amends.understanding.yes_head import Answering, YesHead, fit_answering

HEAD = YesHead.load("wants")
COMPLAINT = YesHead.load("complaint")


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("just listen to me for once", "vent"),
        ("i want my money back, all 40 euros of it", "compensation"),
        ("nobody has said sorry to my mother. i want an apology", "apology"),
        ("get me a human", "person"),
    ],
)
def test_a_plain_want_is_read(text: str, want: str) -> None:
    chances = HEAD.read(text)
    assert max(chances, key=lambda name: chances[name]) == want
    assert chances[want] >= 0.5


@pytest.mark.parametrize(
    "text", ["hello", "yes", "order 88213", "thank you so much", "what time do you open"]
)
def test_small_talk_wants_nothing(text: str) -> None:
    assert max(HEAD.read(text).values()) < 0.5


def test_several_wants_at_once_are_read() -> None:
    chances = HEAD.read("I want a full refund and I want to speak to a manager about it")
    assert min(chances["compensation"], chances["person"]) > max(chances["vent"], chances["apology"])


def test_a_complaint_is_told_from_a_question() -> None:
    complains = COMPLAINT.read("your driver left my parcel in the rain and it is ruined")["complaint"]
    assert complains > 0.5 > COMPLAINT.read("do you ship to Norway")["complaint"]


@given(st.text(max_size=200))
def test_whatever_is_written_the_chances_are_whole(text: str) -> None:
    chances = HEAD.read(text)
    assert tuple(chances) == WANTS
    assert all(0 <= chance <= 1 for chance in chances.values())


def test_nothing_to_read_wants_nothing() -> None:
    assert set(HEAD.read("  ").values()) == {0.0}


def test_chances_fitted_on_scores_are_honest() -> None:
    random = np.random.default_rng(1)
    scores = random.normal(size=4000)
    yes = random.random(4000) < 1 / (1 + np.exp(-(2 * scores - 1)))
    answering = fit_answering(scores, yes, np.ones(4000))
    assert answering.slope == pytest.approx(2, rel=0.15)
    assert answering.offset == pytest.approx(-1, rel=0.2)
    assert 0.2 <= answering.least <= 0.6


def test_a_domain_whose_scores_lie_lower_makes_the_others_no_less_sure() -> None:
    random = np.random.default_rng(1)
    scores = random.normal(size=4000)
    yes = random.random(4000) < 1 / (1 + np.exp(-2 * scores))
    domains = ["ours", "reviews"] * 2000
    moved = scores + np.tile([1.5, -1.5], 2000)
    assert fit_answering(moved, yes, np.ones(4000)).slope < 1.2
    answering = fit_answering(moved, yes, np.ones(4000), domains)
    assert answering.slope == pytest.approx(2, rel=0.15)
    assert answering.offset == pytest.approx(0, abs=0.2)


@given(st.floats(-30, 30), st.floats(-30, 30))
def test_a_higher_score_never_has_a_lower_chance(one: float, other: float) -> None:
    low, high = sorted((one, other))
    answering = Answering(1.5, -0.5, 0.5)
    assert answering.chance(low) <= answering.chance(high)


@pytest.mark.parametrize(
    "about",
    [{}, {"answering": 3}, {"answering": {"vent": {"slope": 1}}}, {"answering": {"vent": {}}}],
)
def test_a_head_without_answers_says_what_to_run(tmp_path: Path, about: dict[str, object]) -> None:
    shutil.copytree(ARTEFACTS, tmp_path, dirs_exist_ok=True)
    path = tmp_path / "wants.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "about": about}))
    with pytest.raises(ArtefactError, match="amends understanding train"):
        YesHead.load("wants", tmp_path)
