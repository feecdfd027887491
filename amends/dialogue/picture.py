"""The picture of the dialogue's flow, drawn from the rules as one SVG (docs/dialogue.svg)."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from math import hypot

from amends.dialogue.flow import ANYWHERE, Edge
from amends.dialogue.turn import Stage

PLACES: dict[str, tuple[int, int]] = {
    ANYWHERE: (110, 330),
    Stage.ASKED: (370, 190),
    Stage.LISTENING: (600, 60),
    Stage.CHECKING: (860, 60),
    Stage.WISH: (1120, 60),
    Stage.IDEA: (560, 330),
    Stage.DETAILS: (770, 190),
    Stage.OFFER: (920, 330),
    Stage.APOLOGY: (640, 450),
    Stage.SETTLED: (1160, 320),
    Stage.WAITING: (640, 590),
    Stage.SURVEY: (1160, 480),
    Stage.FINDING: (150, 480),
    Stage.CODE: (330, 560),
}
"""Where each stage stands, as the middle of its box, in the picture's units."""

WIDTH, HEIGHT = 1260, 640
BOX = (156, 46)
"""Width and height of a stage's box."""

SAYS: dict[str, str] = {
    ANYWHERE: "at any time",
    Stage.WAITING: "waiting for a person",
    Stage.SURVEY: "how it was",
    Stage.FINDING: "finding a record",
    Stage.CODE: "code by e-mail",
}

STYLE = """
svg { background: #fff; font: 13px system-ui, sans-serif }
rect { fill: #f1f5f9; stroke: #475569; rx: 10 } .any rect { fill: #fff; stroke-dasharray: 5 4 }
.waiting rect { fill: #fef3c7; stroke: #b45309 } .settled rect { fill: #dcfce7; stroke: #15803d }
text { fill: #0f172a; text-anchor: middle; dominant-baseline: central }
.name { font-weight: 600 } .why { font-size: 11px; paint-order: stroke; stroke: #fff; stroke-width: 5px }
path { fill: none; stroke: #475569; stroke-width: 1.3 } .person { stroke: #b45309; stroke-dasharray: 2 4 }
"""


def draw(edges: Iterable[Edge]) -> str:
    """Return the SVG. Dotted lines lead to a person; edges that stay where they are, are left out.

    Raises KeyError for a stage that has no place in the picture.
    """
    drawn = [edge for edge in edges if edge.source != edge.target]
    lines = [_line(edge, back=_has_twin(edge, drawn)) for edge in drawn]
    boxes = [_box(stage) for stage in PLACES]
    title = "The dialogue: from what the customer says to the next stage"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{title}">'
        f"<title>{title}</title><style>{STYLE}</style>"
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto">'
        '<path d="M0 0 8 4 0 8" /></marker></defs>\n' + "\n".join([*lines, *boxes]) + "\n</svg>\n"
    )


def _has_twin(edge: Edge, others: Iterable[Edge]) -> bool:
    return any((other.source, other.target) == (edge.target, edge.source) for other in others)


def _box(stage: str) -> str:
    (x, y), (width, height) = PLACES[stage], BOX
    kind = "any" if stage == ANYWHERE else stage
    rect = f'<rect x="{x - width // 2}" y="{y - height // 2}" width="{width}" height="{height}" />'
    return f'<g class="{kind}">{rect}<text class="name" x="{x}" y="{y}">{escape(SAYS.get(stage, stage))}</text></g>'


def _line(edge: Edge, *, back: bool) -> str:
    """A bent line from box to box; two lines between the same boxes bend to different sides."""
    start, end = PLACES[edge.source], PLACES[edge.target]
    bend = 34 if back else 10
    long = hypot(end[0] - start[0], end[1] - start[1]) or 1
    middle = (
        (start[0] + end[0]) / 2 - bend * (end[1] - start[1]) / long,
        (start[1] + end[1]) / 2 + bend * (end[0] - start[0]) / long,
    )
    first, last = _border(start, middle), _border(end, middle)
    person = edge.target == Stage.WAITING and edge.source != ANYWHERE
    path = f"M{first[0]:.0f} {first[1]:.0f} Q{middle[0]:.0f} {middle[1]:.0f} {last[0]:.0f} {last[1]:.0f}"
    drawn = f'<path class="{"person" if person else "way"}" d="{path}" marker-end="url(#tip)" />'
    if person:
        return drawn
    at = ((first[0] + 2 * middle[0] + last[0]) / 4, (first[1] + 2 * middle[1] + last[1]) / 4)
    return f'{drawn}<text class="why" x="{at[0]:.0f}" y="{at[1]:.0f}">{escape(edge.rule)}</text>'


def _border(place: tuple[float, float], towards: tuple[float, float]) -> tuple[float, float]:
    """Where the line from a box's middle leaves the box."""
    dx, dy = towards[0] - place[0], towards[1] - place[1]
    reach = min(BOX[0] / 2 / abs(dx) if dx else 9.0, BOX[1] / 2 / abs(dy) if dy else 9.0)
    return place[0] + dx * reach, place[1] + dy * reach
