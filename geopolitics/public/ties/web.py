"""Ties between two: which of them a picture shows, and the rest of them as figures."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from .bonds import KINDS, Bond, Node

RING = 12
LINES = 70
AROUND = 24
# From so many on, each is drawn tied to the treaty and not to every other.
HUB = 7
APART = 30


@dataclass
class Tie:
    """All that ties two: the bonds by kind, the strongest first."""

    one: Node
    other: Node
    bonds: list[Bond] = field(default_factory=list)

    @property
    def kinds(self) -> list[str]:
        return sorted({bond.kind for bond in self.bonds}, key=KINDS.index)

    @property
    def strength(self) -> tuple:
        return (KINDS.index(self.kinds[0]), -len(self.bonds))

    @property
    def treaties(self) -> list[Bond]:
        """One bond for each treaty."""
        return list({bond.treaty.slug: bond for bond in self.bonds}.values())

    @property
    def more(self) -> int:
        """How many treaties there are beside the first."""
        return len(self.treaties) - 1

    @property
    def labels(self) -> list[str]:
        return list(dict.fromkeys(b.label for k in self.kinds for b in self.bonds if b.kind == k))


def ties(bonds: list[Bond]) -> list[Tie]:
    """The pairs that are tied, by name."""
    found: dict[tuple, Tie] = {}
    for bond in bonds:
        for one, other in bond.pairs():
            first, second = sorted((one, other), key=_name)
            tie = found.setdefault((first.key, second.key), Tie(first, second))
            tie.bonds.append(bond)
    return sorted(found.values(), key=lambda tie: (_name(tie.one), _name(tie.other)))


@dataclass
class Web:
    """What the picture shows: `nodes` in the order in which they stand around, and who or what
    stands in the middle, if anything. `left` actors and `weaker` ties are left out."""

    nodes: list[Node]
    ties: list[Tie]
    middle: Node | None = None
    hub: list[Bond] = field(default_factory=list)
    left: int = 0
    weaker: int = 0


def around(slugs: set[str], found: list[Tie]) -> Web | None:
    """One actor and those tied to it, the most and strongest tied first; None without any."""
    own = [tie for tie in found if tie.one.slug in slugs or tie.other.slug in slugs]
    sides = [(tie.one, tie) if tie.one.slug in slugs else (tie.other, tie) for tie in own]
    if not sides:
        return None
    middle = min((node for node, _ in sides), key=lambda node: (node.continues, _name(node)))
    own = sorted(own, key=_strongest)
    nodes: dict[tuple, Node] = {}
    for tie in own:
        for node in (tie.one, tie.other):
            if node.key != middle.key:
                nodes.setdefault(node.key, node)
    shown = list(nodes.values())[:AROUND]
    keys = {node.key for node in (*shown, middle)}
    drawn = [tie for tie in own if tie.one.key in keys and tie.other.key in keys]
    return Web(shown, drawn, middle, left=len(nodes) - len(shown))


def of_treaty(bonds: list[Bond], found: list[Tie]) -> Web | None:
    """The parties of one treaty; of many, each tied to the treaty and not to every other."""
    nodes = {n.key: n for bond in bonds for n in (*bond.ones, *bond.others)}
    names = sorted(nodes.values(), key=_name)
    if len(names) < HUB:
        return Web(_ordered(names, found), found)
    shown = names[:AROUND]
    return Web(shown, [], None, bonds, len(names) - len(shown))


def most_tied(found: list[Tie]) -> Web:
    """Those tied to the most others by the strongest obligations, and the ties between them."""
    partners: dict[tuple, list[int]] = defaultdict(lambda: [0] * len(KINDS))
    nodes: dict[tuple, Node] = {}
    for tie in found:
        for node in (tie.one, tie.other):
            partners[node.key][KINDS.index(tie.kinds[0])] -= 1
            nodes[node.key] = node
    ranked = sorted(nodes.values(), key=lambda node: (partners[node.key], _name(node)))
    shown = ranked[:RING]
    keys = {node.key for node in shown}
    between = [tie for tie in found if tie.one.key in keys and tie.other.key in keys]
    strongest = {id(tie) for tie in sorted(between, key=_strongest)[:LINES]}
    drawn = [tie for tie in between if id(tie) in strongest]
    keys = {side.key for tie in drawn for side in (tie.one, tie.other)}
    shown = [node for node in shown if node.key in keys]
    return Web(
        _ordered(shown, drawn),
        drawn,
        left=len(ranked) - len(shown),
        weaker=len(between) - len(drawn),
    )


def _strongest(tie: Tie) -> tuple:
    return (*tie.strength, _name(tie.one), _name(tie.other))


def _ordered(nodes: list[Node], found: list[Tie]) -> list[Node]:
    """So that who is tied stands near: each next is the one most tied to those placed last."""
    near: dict[tuple, dict[tuple, int]] = defaultdict(lambda: defaultdict(int))
    for tie in found:
        near[tie.one.key][tie.other.key] += len(tie.bonds)
        near[tie.other.key][tie.one.key] += len(tie.bonds)
    left = sorted(nodes, key=lambda node: (-len(near[node.key]), _name(node)))
    placed = left[:1]
    left = left[1:]
    while left:
        last = [node.key for node in placed[-3:]]
        chosen = min(
            left,
            key=lambda node: (
                -sum(near[node.key].get(key, 0) for key in last),
                -len(near[node.key]),
                _name(node),
            ),
        )
        left.remove(chosen)
        placed.append(chosen)
    return placed


def _name(node: Node) -> tuple[str, str]:
    return (node.words, node.slug)
