"""Many messages are encoded by several processes at once, and are none the worse for it."""

from __future__ import annotations

import numpy as np
import pytest

from amends.understanding import sentence
from amends.understanding.sentence import feature_of, features_of

TEXTS = [f"parcel {number} never came, and nobody answers" for number in range(12)]


@pytest.fixture
def in_small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sentence, "AT_ONCE", 3)


@pytest.mark.usefixtures("in_small_parts")
def test_two_processes_make_the_same_features_in_the_same_order() -> None:
    alone, shared = features_of(TEXTS), features_of(TEXTS, processes=2)
    assert [one.words for one in shared] == [one.words for one in alone]
    assert np.array_equal([one.sentence for one in shared], [one.sentence for one in alone])


def test_a_message_means_the_same_alone_and_among_others() -> None:
    among = features_of(TEXTS)[4].sentence
    assert np.allclose(feature_of(TEXTS[4]).sentence, among, atol=1e-5)


def test_no_messages_have_no_features() -> None:
    assert features_of([], processes=2) == []
