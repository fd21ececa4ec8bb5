"""A node and what is beside it as a drawing: what rests on it on the left, what it rests on on the right. Geometry only."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from tongban.catalogue.graph.nodes import Graph, Kind, Neighbour, Node
from tongban.kernel.words import Words

MOST_ON_A_SIDE = 12
WIDTH, BOX_WIDTH, BOX_HEIGHT, GAP, MARGIN = 960, 270, 44, 12, 12


@dataclass(frozen=True)
class Box:
    """A node as a rectangle: its upper left corner, and how it is tied to the node in the middle (None for that node)."""

    node: Node
    x: int
    y: int
    tie: Words | None


@dataclass(frozen=True)
class Drawing:
    """A neighbourhood (邻域图) in units of its own `width` and `height`: boxes, curves as SVG paths, how many stand outside it."""

    width: int
    height: int
    box: tuple[int, int]
    middle: Box
    boxes: tuple[Box, ...]
    curves: tuple[str, ...]
    left_out: int


def draw(graph: Graph, node: Node, *, kinds: Collection[Kind] = ()) -> Drawing:
    """The neighbourhood of a node, of these kinds or of all; at most twelve on a side, taken from every tie in turn."""
    beside = graph.neighbours(node, kinds=kinds)
    above, below = ([each for each in beside if each.is_above is side] for side in (True, False))
    left, right = _some(above), _some(below)
    rows = max(len(left), len(right), 1)
    height = rows * (BOX_HEIGHT + GAP) - GAP + 2 * MARGIN
    middle = Box(node, (WIDTH - BOX_WIDTH) // 2, (height - BOX_HEIGHT) // 2, None)
    boxes = [*_column(left, MARGIN, height), *_column(right, WIDTH - BOX_WIDTH - MARGIN, height)]
    return Drawing(
        width=WIDTH,
        height=height,
        box=(BOX_WIDTH, BOX_HEIGHT),
        middle=middle,
        boxes=tuple(boxes),
        curves=tuple(_curve(middle, box) for box in boxes),
        left_out=len(beside) - len(boxes),
    )


def _some(beside: Sequence[Neighbour]) -> list[Neighbour]:
    """As many as fit, one of each tie after the other, so that a tie with hundreds does not hide the rest."""
    groups: dict[str, list[Neighbour]] = {}
    for each in beside:
        groups.setdefault(each.tie.value, []).append(each)
    ranked = sorted(
        ((number, place, each) for place, group in enumerate(groups.values()) for number, each in enumerate(group)),
        key=lambda one: one[:2],
    )
    return [each for _, _, each in sorted(ranked[:MOST_ON_A_SIDE], key=lambda one: (one[1], one[0]))]


def _column(beside: Sequence[Neighbour], x: int, height: int) -> list[Box]:
    whole = len(beside) * (BOX_HEIGHT + GAP) - GAP
    top = (height - whole) // 2
    return [Box(each.node, x, top + row * (BOX_HEIGHT + GAP), each.says) for row, each in enumerate(beside)]


def _curve(middle: Box, box: Box) -> str:
    """From the middle to a box; the ends lie on the edges that face each other."""
    is_left = box.x < middle.x
    start, end = (middle.x, box.x + BOX_WIDTH) if is_left else (middle.x + BOX_WIDTH, box.x)
    from_y, to_y, half = middle.y + BOX_HEIGHT // 2, box.y + BOX_HEIGHT // 2, (start + end) // 2
    return f"M{start} {from_y}C{half} {from_y} {half} {to_y} {end} {to_y}"
