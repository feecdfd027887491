"""A confusion matrix as a picture: rows are the truth, columns what was read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from html import escape

CELL = 26
"""The side of a cell, in pixels."""

LETTER = 6.6
"""The width of a letter of a label, in pixels."""


def confusion_svg(title: str, pairs: Sequence[tuple[str, str]]) -> str:
    """The SVG of pairs of true and read names; a cell is darker the larger its share of the row is."""
    names = sorted({name for pair in pairs for name in pair})
    counts, totals = Counter(pairs), Counter(truth for truth, _ in pairs)
    margin = int(max(map(len, names)) * LETTER) + 16
    side = CELL * len(names)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{margin + side + 12}" height="{margin + side + 40}" '
        f'font-family="sans-serif" font-size="11" role="img" aria-label="{escape(title)}">',
        f'<rect width="100%" height="100%" fill="#fff"/><text x="8" y="18" font-size="13">{escape(title)}</text>',
    ]
    top = margin + 28
    for place, name in enumerate(names):
        middle = place * CELL + CELL / 2 + 4
        parts.append(
            f'<text x="{margin - 6}" y="{top + middle:.0f}" text-anchor="end">{escape(name)}</text>'
            f'<text transform="translate({margin + middle:.0f} {top - 6}) rotate(-90)">{escape(name)}</text>'
        )
    for row, truth in enumerate(names):
        for column, guess in enumerate(names):
            parts.append(_cell(counts[truth, guess], totals[truth], margin + column * CELL, top + row * CELL))
    return "\n".join([*parts, "</svg>", ""])


def _cell(count: int, total: int, x: int, y: int) -> str:
    share = count / total if total else 0.0
    shade = 255 - round(share * 190)
    ink = "#fff" if share > 0.6 else "#222"
    square = f'<rect x="{x}" y="{y}" width="{CELL}" height="{CELL}" fill="rgb({shade},{shade},255)" stroke="#ddd"/>'
    if not count:
        return square
    return f'{square}<text x="{x + CELL / 2}" y="{y + CELL / 2 + 4}" text-anchor="middle" fill="{ink}">{count}</text>'
