"""What counts as the same message twice."""

from __future__ import annotations

from tests.nlu.likeness import near_duplicates


def test_a_message_with_a_word_changed_is_the_same_one() -> None:
    learnt = ["the driver threw my parcel over the garden gate on monday"]
    assert near_duplicates(["The driver threw my parcel over the garden gate on Tuesday!"], learnt)


def test_the_same_complaint_in_other_words_is_another_message() -> None:
    learnt = ["the driver threw my parcel over the garden gate on monday"]
    assert near_duplicates(["your man lobbed the box across the hedge"], learnt) == []


def test_short_messages_are_the_same_only_when_equal() -> None:
    assert near_duplicates(["refund now"], ["REFUND, now"]) == [("refund now", "REFUND, now")]
    assert near_duplicates(["refund today"], ["refund now"]) == []
