"""Training in a process of its own, with a stand-in for Rasa that lies in the project's folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from amends.run.errors import TrainingFailed
from amends.run.training import train_model
from amends.settings import Settings

TRAINS = (
    "import argparse, os, pathlib, time\n"
    "parser = argparse.ArgumentParser()\n"
    "parser.add_argument('verb'); parser.add_argument('--config'); parser.add_argument('--domain')\n"
    "parser.add_argument('--data', nargs='+'); parser.add_argument('--out')\n"
    "parser.add_argument('--fixed-model-name'); parser.add_argument('--skip-validation', action='store_true')\n"
    "args = parser.parse_args()\n"
    "print('telemetry', os.environ['RASA_TELEMETRY_ENABLED'], args.data)\n"
    "time.sleep(0.4)\n"
    "(pathlib.Path(args.out) / (args.fixed_model_name + '.tar.gz')).write_bytes(b'a model')\n"
)


class Project:
    """A folder with a stand-in for Rasa in it."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "project"
        self.settings = Settings(var=folder / "var")
        self.model = folder / "var" / "models" / "current.tar.gz"
        self.ticks = 0
        (self.root / "rasa").mkdir(parents=True)
        (self.root / "rasa" / "__init__.py").touch()

    def train(self, rasa: str) -> None:
        (self.root / "rasa" / "__main__.py").write_text(rasa)
        train_model(self.settings, self.root, self.model, self._tick)

    def _tick(self) -> None:
        self.ticks += 1


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


def test_the_model_comes_in_one_move_and_nothing_else_stays(project: Project) -> None:
    project.train(TRAINS)
    assert project.model.read_bytes() == b"a model"
    assert list(project.model.parent.iterdir()) == [project.model]
    assert project.ticks > 0


def test_rasa_does_not_call_home_and_reads_our_data_only(project: Project) -> None:
    project.train(TRAINS)
    told = (project.settings.var / "log" / "train.log").read_text()
    assert told == "telemetry false ['data/nlu', 'data/rules']\n"


def test_a_failure_is_told_by_its_own_last_error(project: Project) -> None:
    with pytest.raises(
        TrainingFailed, match=r"\(YamlException: data/nlu/x\.yml line 3: Error\)\. Mend .*train\.log"
    ):
        project.train(
            "print('YamlException: data/nlu/x.yml line 3: Error'); print('bye'); raise SystemExit(1)"
        )
    assert not project.model.exists()


def test_a_full_disk_is_told_as_one(project: Project) -> None:
    with pytest.raises(TrainingFailed, match="the disk is full"):
        project.train("raise OSError(28, 'No space left on device')")


def test_a_kill_is_told_as_one(project: Project) -> None:
    with pytest.raises(TrainingFailed, match="ended by signal 9"):
        project.train("import os; os.kill(os.getpid(), 9)")


def test_silence_without_a_model_is_a_failure(project: Project) -> None:
    with pytest.raises(TrainingFailed, match="it said nothing"):
        project.train("pass")


def test_an_interrupted_training_leaves_nothing_behind(project: Project) -> None:
    def interrupt() -> None:
        raise KeyboardInterrupt

    (project.root / "rasa" / "__main__.py").write_text("import time; time.sleep(60)")
    with pytest.raises(KeyboardInterrupt):
        train_model(project.settings, project.root, project.model, interrupt)
    assert list(project.model.parent.iterdir()) == []


def test_what_a_killed_training_left_is_cleared_away(project: Project) -> None:
    (project.model.parent / ".training-old").mkdir(parents=True)
    project.train(TRAINS)
    assert list(project.model.parent.iterdir()) == [project.model]
