import numpy as np
import pytest

from torchduet.arrays import complete_array


def test_what_is_masked_is_refused_and_what_is_not_is_taken() -> None:
    with pytest.raises(ValueError, match="mask must not hold missing values"):
        complete_array("mask", np.ma.masked_array([True, False], mask=[False, True]))
    assert complete_array("mask", np.ma.masked_array([True, False], mask=[False, False])).tolist() == [True, False]


def test_the_order_in_memory_is_row_major() -> None:
    made = complete_array("x", np.asfortranarray(np.arange(6.0).reshape(2, 3)))
    assert made.flags.c_contiguous
    assert made.tolist() == [[0, 1, 2], [3, 4, 5]]
