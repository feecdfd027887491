"""Reads texts with a trained Rasa model, without a server; the only module here that loads all of Rasa."""

from __future__ import annotations

import asyncio
import logging
import warnings
from collections.abc import Iterable, Iterator
from pathlib import Path

import structlog

from amends.understanding.reading import Reading
from amends.understanding.sources import SourceError


def parse(model: Path, texts: Iterable[str]) -> Iterator[Reading]:
    """The reading of each text, in order, from the model's own pipeline.

    A text that begins with a slash is a command to Rasa, as a pressed button is. Raises SourceError where the
    model isn't there.
    """
    if not model.is_file():
        raise SourceError(f"There is no model at {model}. Train one with `make train`.")
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Rasa 3.6 and TensorFlow warn of their own age on import
        from rasa.core.agent import Agent

        agent = Agent.load(str(model))
        with asyncio.Runner() as runner:
            for text in texts:
                yield Reading.from_parse(runner.run(agent.parse_message(text)))
