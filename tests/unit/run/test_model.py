"""The model is trained when it is not current, and only then."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amends.run.errors import NotOurFolder, TrainingFailed
from amends.run.fingerprint import fingerprint
from amends.run.model import ensure_model, model_path
from amends.run.output import Screen
from amends.settings import Settings
from tests.unit.run.conftest import Paper


class FakeRasa:
    """Trains in no time; `fails` makes it fail as the real one does."""

    def __init__(self) -> None:
        self.trained = 0
        self.fails = False

    def __call__(self, _: Settings, root: Path, target: Path, tick: Callable[[], None]) -> None:
        if self.fails:
            raise TrainingFailed("Rasa could not train the model.")
        self.trained += 1
        tick()
        target.write_bytes(f"model {self.trained} of {root}".encode())


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    for name in ("data/nlu", "data/rules", "data/stories", "amends/understanding"):
        (root / name).mkdir(parents=True)
    for name in ("domain.yml", "config.yml", "data/nlu/complaint.yml", "amends/understanding/emotion.py"):
        (root / name).write_text(f"# {name}\n")
    return root


@pytest.fixture
def rasa() -> FakeRasa:
    return FakeRasa()


@pytest.fixture
def ensure(root: Path, rasa: FakeRasa, screen: Screen, tmp_path: Path) -> Callable[..., Path]:
    ours = Settings(var=tmp_path / "var")

    def ensure(*, force: bool = False) -> Path:
        return ensure_model(ours, force=force, screen=screen, root=root, train=rasa)

    return ensure


def test_the_first_start_trains_and_the_second_does_not(
    ensure: Callable[..., Path], rasa: FakeRasa, paper: Paper
) -> None:
    assert ensure() == ensure()
    assert rasa.trained == 1
    assert ensure().read_bytes().startswith(b"model 1")
    assert "Training the model (there is none yet)" in paper.getvalue()


@pytest.mark.parametrize(
    "name",
    ["domain.yml", "config.yml", "data/nlu/new.yml", "data/rules/a.yml", "amends/understanding/heads.npz"],
)
def test_what_the_model_is_made_of_trains_it_again(
    ensure: Callable[..., Path], rasa: FakeRasa, root: Path, paper: Paper, name: str
) -> None:
    ensure()
    (root / name).write_text("changed")
    ensure()
    assert rasa.trained == 2
    assert "(what it is made of has changed)" in paper.getvalue()


@pytest.mark.parametrize(
    "name", ["data/policy/shop.yml", "amends/understanding/__pycache__/emotion.pyc", "README.md"]
)
def test_anything_else_does_not(ensure: Callable[..., Path], rasa: FakeRasa, root: Path, name: str) -> None:
    ensure()
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_text("changed")
    ensure()
    assert rasa.trained == 1


@pytest.mark.parametrize("damage", [b"", b"not a model"])
def test_a_damaged_model_is_trained_again(
    ensure: Callable[..., Path], rasa: FakeRasa, paper: Paper, damage: bytes
) -> None:
    ensure().write_bytes(damage)
    assert ensure().read_bytes().startswith(b"model 2")
    assert "(its file is damaged or not ours)" in paper.getvalue()


def test_a_record_that_cannot_be_read_trains_again(ensure: Callable[..., Path], rasa: FakeRasa) -> None:
    ensure().with_name("current.json").write_text("{")
    ensure()
    assert rasa.trained == 2


def test_force_trains_in_any_case(ensure: Callable[..., Path], rasa: FakeRasa) -> None:
    ensure()
    ensure(force=True)
    assert rasa.trained == 2


def test_a_training_that_fails_leaves_the_model_that_was(
    ensure: Callable[..., Path], rasa: FakeRasa, root: Path
) -> None:
    model = ensure()
    (root / "domain.yml").write_text("changed")
    rasa.fails = True
    with pytest.raises(TrainingFailed):
        ensure()
    assert model.read_bytes().startswith(b"model 1")
    rasa.fails = False
    assert ensure().read_bytes().startswith(b"model 2")


def test_the_record_tells_what_it_was_made_of(ensure: Callable[..., Path], root: Path) -> None:
    record = json.loads(ensure().with_name("current.json").read_text())
    assert record["fingerprint"] == fingerprint(root)
    assert len(record["sha256"]) == 64


def test_without_a_domain_there_is_nothing_to_train(ensure: Callable[..., Path], root: Path) -> None:
    (root / "domain.yml").unlink()
    with pytest.raises(NotOurFolder, match=r"domain\.yml is not in"):
        ensure()


def test_the_path_does_not_hang_on_the_folder_we_are_in(tmp_path: Path) -> None:
    assert model_path(Settings(var=Path("var"))).is_absolute()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=st.binary(max_size=20), second=st.binary(max_size=20))
def test_fingerprints_differ_exactly_when_the_content_does(root: Path, first: bytes, second: bytes) -> None:
    made = []
    for content in (first, second):
        (root / "domain.yml").write_bytes(content)
        made.append(fingerprint(root, packages=()))
    assert (made[0] == made[1]) == (first == second)


def test_other_versions_make_another_model(root: Path) -> None:
    assert fingerprint(root, packages=["rasa"]) != fingerprint(root, packages=["no-such-package"])
