"""Libraries' deprecations are kept out of the log; everything else still shows."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from amends.run.plan import ROOT

LOUD = """
import sys, warnings
print(sys.argv[1:], __name__)
warnings.simplefilter("always")
for category in (DeprecationWarning, PendingDeprecationWarning, FutureWarning, UserWarning, RuntimeWarning):
    warnings.warn("loud " + category.__name__, category)
class BothWarning(UserWarning, DeprecationWarning): pass
warnings.warn("loud both", BothWarning)
raise ValueError("an error")
"""


def test_only_deprecations_are_silenced(tmp_path: Path) -> None:
    (tmp_path / "loud.py").write_text(LOUD)
    done = subprocess.run(
        [sys.executable, "-m", "amends.run.quietly", "loud", "--port", "1"],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == "['--port', '1'] __main__\n"
    assert "loud UserWarning" in done.stderr
    assert "loud RuntimeWarning" in done.stderr
    assert "ValueError: an error" in done.stderr
    assert "DeprecationWarning" not in done.stderr
    assert "FutureWarning" not in done.stderr
    assert "loud both" not in done.stderr
    assert done.returncode == 1
