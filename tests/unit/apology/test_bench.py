"""The bench measures real messages and prints its figures."""

from __future__ import annotations

import pytest

from amends.apology import bench


def test_the_bench_prints_its_figures(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bench, "ROUNDS", 1)
    bench.main()
    out = capsys.readouterr().out
    assert "p50" in out
    assert "p95" in out
    assert "4,000 characters" in out
    assert len(bench.measure(["I'm sorry."], rounds=3)) == 3
