"""Rasa runs without TensorFlow, and what would need it is refused before anything is loaded."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from amends.run.without_tensorflow import NeedsTensorFlow, StandIn, check_components

ROOT = Path(__file__).parents[3]


def run(code: str, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code, *words], capture_output=True, text=True, cwd=ROOT, check=False
    )


def test_our_own_configuration_does_without() -> None:
    check_components(ROOT / "config.yml")


@pytest.mark.parametrize("part", ["pipeline", "policies"])
def test_a_component_that_may_need_it_is_named(tmp_path: Path, part: str) -> None:
    config = tmp_path / "config.yml"
    config.write_text(f"{part}:\n- name: DIETClassifier\n")
    with pytest.raises(NeedsTensorFlow, match=r"`DIETClassifier`.*without_tensorflow\.py"):
        check_components(config)


def test_everything_of_it_is_an_empty_class() -> None:
    code = """if True:
        import sys
        from amends.run.without_tensorflow import StandIn
        sys.meta_path.insert(0, StandIn())
        import tensorflow as tf
        from tensorflow.keras.layers import Layer
        from typing import Optional, Union

        class Ours(Layer):
            @tf.function
            def double(self, n: Union[tf.Tensor, Optional[tf.keras.Model]]) -> int:
                return 2 * n

        assert Ours().double(2) == 4
        print(tf.__name__)
    """
    done = run(code)
    assert done.stdout.strip() == "tensorflow", done.stderr


def test_only_tensorflow_is_stood_in_for() -> None:
    assert StandIn().find_spec("tensorflow_probability") is None
    assert StandIn().find_spec("numpy") is None
    assert StandIn().find_spec("tensorflow.python.x") is not None


@pytest.mark.rasa
def test_rasa_is_imported_without_it() -> None:
    code = """if True:
        import sys, warnings
        warnings.simplefilter("ignore")
        from amends.run.without_tensorflow import StandIn
        sys.meta_path.insert(0, StandIn())
        import rasa.core.agent, rasa.model_training
        from rasa.engine.recipes.default_recipe import DefaultV1Recipe
        print(sum(name.startswith("tensorflow.python") for name in sys.modules))
    """
    done = run(code)
    assert done.stdout.strip() == "0", done.stderr[-2000:]
