"""Places of nodes: in the unit square, the same every time, apart, and with meaning across."""

import numpy as np
import pytest

from mainstay.errors import InputError
from mainstay.twin.layout import Layout, Links, band_layout, flow_layout, nested_layout


def _random_links(n: int, count: int) -> Links:
    rng = np.random.default_rng(7)
    return Links(rng.integers(0, n, count), rng.integers(0, n, count), rng.random(count))


def test_two_computations_give_the_same_places() -> None:
    across, size = np.linspace(0, 1, 60), np.full(60, 0.015)
    first = flow_layout(across, _random_links(60, 300), size, aspect=1.7)
    again = flow_layout(across, _random_links(60, 300), size, aspect=1.7)
    assert np.array_equal(first.x, again.x)
    assert np.array_equal(first.y, again.y)


def test_places_lie_in_the_unit_square_and_near_where_they_were_asked_to_be() -> None:
    across, size = np.linspace(0, 1, 60), np.full(60, 0.015)
    found = flow_layout(across, _random_links(60, 300), size, aspect=1.7)
    for values in (found.x, found.y):
        assert (values >= 0).all()
        assert (values <= 1).all()
    assert np.abs(found.x - across).max() < 0.03


def test_nodes_do_not_overlap_where_there_is_room() -> None:
    size = np.full(40, 0.01)
    found = flow_layout(np.full(40, 0.5), _random_links(40, 80), size)
    far = np.hypot(np.subtract.outer(found.x, found.x), np.subtract.outer(found.y, found.y))
    np.fill_diagonal(far, 1.0)
    assert far.min() > 0.9 * 0.02


def test_linked_nodes_stand_nearer_than_others() -> None:
    # two cliques of ten, one bond between them
    source, target = np.meshgrid(np.arange(10), np.arange(10))
    one = np.stack([source.ravel(), target.ravel()])
    ends = np.hstack([one, one + 10, [[0], [10]]])
    found = flow_layout(
        np.full(20, 0.5), Links(ends[0], ends[1], np.ones(ends.shape[1])), np.full(20, 0.01)
    )
    upper, lower = sorted([found.y[:10], found.y[10:]], key=lambda part: float(part.mean()))
    assert upper.max() < lower.min()


def test_a_graph_in_parts_and_a_node_alone_are_placed() -> None:
    links = Links(np.array([0, 2]), np.array([1, 3]), np.ones(2))
    found = flow_layout(np.full(5, 0.5), links, np.full(5, 0.02))
    assert np.isfinite(found.y).all()
    assert (
        len(flow_layout(np.zeros(0), Links(*np.zeros((2, 0), int), np.zeros(0)), np.zeros(0)).x)
        == 0
    )
    assert (
        len(flow_layout(np.zeros(1), Links(*np.zeros((2, 0), int), np.zeros(0)), np.zeros(1)).x)
        == 1
    )


def test_every_fault_is_named_at_once() -> None:
    links = Links(np.array([0]), np.array([9]), np.array([-1.0]))
    with pytest.raises(InputError) as caught:
        flow_layout(np.array([0.0, 2.0]), links, np.array([0.1]))
    assert {p.code for p in caught.value.problems} == {
        "bad_size", "bad_place", "bad_link", "bad_weight",
    }  # fmt: skip


def test_a_band_keeps_its_order_and_its_edges() -> None:
    found = band_layout(np.array([3.0, 1.0, 2.0, 4.0]), left=0.1, right=0.3, columns=2, bottom=0.5)
    assert np.argsort(found.y).tolist() == [1, 2, 0, 3]
    assert set(found.x.round(6)) == {0.1, 0.3}
    assert found.y.max() < 0.5


def test_members_lie_around_their_node_and_apart() -> None:
    parent = Layout(np.array([0.3, 0.7]), np.array([0.5, 0.5]))
    found = nested_layout(parent, np.array([0, 1] * 30), room=0.02, aspect=2.0)
    assert np.abs(found.x[::2] - 0.3).max() < 0.1
    xy = np.stack([found.x * 2.0, found.y], axis=1)[::2]
    far = np.linalg.norm(xy[:, None] - xy[None, :], axis=2)
    np.fill_diagonal(far, 1.0)
    assert far.min() > 0.012
    with pytest.raises(InputError, match="no node"):
        nested_layout(parent, np.array([2]))
