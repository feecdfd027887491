"""The word list anybody could use instead, measured beside our emotion: VADER."""

from __future__ import annotations

from collections.abc import Callable


def vader() -> Callable[[str], float] | None:
    """How negative a text sounds to VADER, 0..1; None where the package (a tool of the tests) isn't installed."""
    try:
        from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer
    except ImportError:
        return None
    analyzer = SentimentIntensityAnalyzer()
    return lambda text: (1 - float(analyzer.polarity_scores(text)["compound"])) / 2
