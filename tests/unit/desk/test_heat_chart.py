"""The picture of a customer's heat."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from amends.desk.heat_chart import HEIGHT, WIDTH, draw_heat
from amends.desk.transcript import Feeling, TranscriptLine
from amends.store.tables import Speaker
from amends.understanding.reading import Level
from tests.conftest import MONDAY_NOON


def lines(*heats: float) -> list[TranscriptLine]:
    return [
        TranscriptLine(
            number, Speaker.CUSTOMER, "Ms Brandt", (), MONDAY_NOON + timedelta(minutes=number),
            Feeling("anger", Level.ANGRY, heat, 0.9),
        )
        for number, heat in enumerate(heats)
    ]  # fmt: skip


def test_one_message_makes_no_picture() -> None:
    assert draw_heat(lines(0.5)) is None
    assert draw_heat([]) is None


@given(st.lists(st.floats(0, 1), min_size=2, max_size=60))
def test_every_message_has_its_place_inside_the_picture_and_hotter_is_higher(heats: list[float]) -> None:
    chart = draw_heat(lines(*heats))
    assert chart is not None
    assert len(chart.points) == len(heats)
    assert all(0 <= point.x <= WIDTH and 0 <= point.y <= HEIGHT for point in chart.points)
    assert [point.x for point in chart.points] == sorted(point.x for point in chart.points)
    hottest = max(chart.points, key=lambda point: point.intensity)
    assert hottest.y == min(point.y for point in chart.points)


def test_the_handoff_stands_between_the_messages_around_it() -> None:
    handed = MONDAY_NOON + timedelta(seconds=90)
    chart = draw_heat(lines(0.9, 0.8, 0.3), moments=((handed, "handed over"), (None, "a person came")))
    assert chart is not None
    (mark,) = chart.marks
    assert chart.points[1].x < mark.x < chart.points[2].x
    assert mark.words == "handed over"


def test_who_does_not_see_it_reads_it() -> None:
    chart = draw_heat(lines(0.4, 0.9, 0.1))
    assert chart is not None
    assert chart.words == "3 messages: angry at the start, angry at the height of it, angry now."
