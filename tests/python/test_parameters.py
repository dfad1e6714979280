import numpy as np
import pytest

from torchduet.parameters import check_flag, check_integer, check_number


@pytest.mark.parametrize("value", [1, 5, np.int64(3), np.uint8(2)])
def test_whole_numbers_pass(value):
    check_integer("epochs", value, at_least=1)


def test_none_passes_where_it_is_optional():
    check_integer("seed", None, at_least=0, optional=True)
    check_number("gradient_clip", None, optional=True)


@pytest.mark.parametrize(
    ("value", "kind", "message"),
    [
        (0, ValueError, "epochs must be at least 1; given 0"),
        (1.0, TypeError, "epochs must be a whole number; given 1.0"),
        (True, TypeError, "epochs must be a whole number; given True"),
        (None, TypeError, "epochs must be a whole number; given None"),
    ],
)
def test_what_is_no_whole_number(value, kind, message):
    with pytest.raises(kind, match=f"^{message}$"):
        check_integer("epochs", value, at_least=1)


@pytest.mark.parametrize("value", [0, 0.5, np.float32(0.25)])
def test_numbers_within_bounds_pass(value):
    check_number("dropout", value, at_least=0, below=1)


@pytest.mark.parametrize(
    ("value", "bounds", "kind", "message"),
    [
        (1, {"below": 1}, ValueError, "p must be at least 0 and less than 1; given 1"),
        (-0.1, {"below": 1}, ValueError, "p must be at least 0 and less than 1; given -0.1"),
        (0, {"above": 0}, ValueError, "p must be greater than 0; given 0"),
        (float("nan"), {}, ValueError, "p must be at least 0; given nan"),
        (float("nan"), {"above": 0}, ValueError, "p must be greater than 0; given nan"),
        ("1", {}, TypeError, "p must be a number; given '1'"),
        (None, {}, TypeError, "p must be a number; given None"),
        ("1", {"optional": True}, TypeError, "p must be a number or None; given '1'"),
    ],
)
def test_what_is_out_of_bounds(value, bounds, kind, message):
    with pytest.raises(kind, match=f"^{message}$"):
        check_number("p", value, **bounds)


def test_flags():
    for value in (False, np.True_, "auto"):
        check_flag("verbose", value, words=("auto",))
    for value in (1, None, "yes", np.array([True, False])):
        with pytest.raises(TypeError, match='verbose must be True or False or "auto"; given'):
            check_flag("verbose", value, words=("auto",))
    with pytest.raises(TypeError, match="lowercase must be True or False; given 'auto'"):
        check_flag("lowercase", "auto")
