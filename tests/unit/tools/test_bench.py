"""What the bench measures with."""

from __future__ import annotations

import os
from pathlib import Path

from amends.run.machine import free_ports, memory
from amends.tools.bench import complaints, turn_rows
from amends.tools.play.timing import Timed, TurnKind


def test_topics_take_turns(tmp_path: Path) -> None:
    folder = tmp_path / "data" / "nlu"
    folder.mkdir(parents=True)
    for topic, examples in (("billing", "- one\n    - two\n    - three"), ("refund", "- four")):
        (folder / f"complaint_{topic}.yml").write_text(
            f"nlu:\n- intent: complaint\n  metadata: {{topic: {topic}}}\n  examples: |\n    {examples}\n"
        )
    assert complaints(tmp_path) == ["one", "four", "two", "three"]


def test_a_process_takes_some_memory_and_one_that_is_gone_none() -> None:
    assert memory(os.getpid()) > 1
    assert memory(2**30) == 0


def test_ports_are_all_different() -> None:
    assert len(set(free_ports(5))) == 5


def test_turns_are_told_by_their_kind() -> None:
    timed = [Timed(TurnKind.FIRST, 0.08), Timed(TurnKind.FIRST, 0.1), Timed(TurnKind.PRESSED, 0.04)]
    assert turn_rows(timed, 1) == [
        ("First message, 1 at a time, p50 and p95", "80 ms, 100 ms (turns: 2)"),
        ("Button, 1 at a time, p50 and p95", "40 ms, 40 ms (turns: 1)"),
    ]
