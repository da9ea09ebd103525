import numpy as np
import pytest

from causalvq.data.types import is_complete_grid, strides

GRID = np.stack(np.unravel_index(np.arange(24), (2, 3, 4)), axis=1)


def test_strides_number_the_cells_of_a_grid_with_the_last_factor_fastest():
    assert strides((2, 3, 4)).tolist() == [12, 4, 1]
    np.testing.assert_array_equal(GRID @ strides((2, 3, 4)), np.arange(24))
    assert strides(()).tolist() == []


@pytest.mark.parametrize(
    ("labels", "complete"),
    [
        (GRID, True),
        (GRID[::-1], True),
        (GRID[1:], False),
        (np.concatenate([GRID[1:], GRID[1:2]]), False),
        (np.empty((1, 0), dtype=np.int64), False),
    ],
)
def test_a_grid_is_complete_when_every_cell_occurs_once(labels, complete):
    assert is_complete_grid(labels, (2, 3, 4) if labels.shape[1] else ()) is complete
