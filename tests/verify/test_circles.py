"""Of all references, only those that can lead into a circle are kept."""

from hypothesis import given
from hypothesis import strategies as st

from geopolitics.verify import Tally
from geopolitics.verify.circles import endless

nodes = st.integers(1, 8)


def _ends(edges, node, depth=9):
    """Whether every way from the node comes to an end."""
    return depth > 0 and all(_ends(edges, end, depth - 1) for end in edges.get(node, ()))


@given(st.sets(st.tuples(nodes, nodes), max_size=12))
def test_what_is_kept_leads_into_a_circle_and_all_that_does_is_kept(pairs):
    edges = {}
    for start, end in pairs:
        edges.setdefault(start, set()).add(end)
    tally = Tally()
    kept = endless(tally, sorted(pairs))
    assert {(start, end) for start, ends in kept.items() for end in ends} == {
        (start, end) for start, end in pairs if not _ends(edges, end)
    }
    assert tally.looked["circles"] == len(pairs)


def test_a_long_chain_is_followed_to_its_end():
    assert endless(Tally(), ((n, n + 1) for n in range(50_000))) == {}
    assert endless(Tally(), [*((n, n - 1) for n in range(2, 50_000))]) == {}
