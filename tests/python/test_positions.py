import copy
import pickle
import typing

import pytest

import torchduet as td
from torchduet.positions import ZERO_BASED, PositionError


@pytest.fixture
def error() -> PositionError:
    return PositionError("between {lowest} and {highest} of 3 rows", lowest=0, highest=2)


def test_the_message_counts_from_where_it_is_told_to(error):
    assert str(error) == error.message(first=0) == "between 0 and 2 of 3 rows"
    assert error.message(first=1) == "between 1 and 3 of 3 rows"


def test_it_is_a_value_error(error):
    with pytest.raises(ValueError, match="between 0 and 2"):
        raise error


@pytest.mark.parametrize("rebuilt", [lambda error: pickle.loads(pickle.dumps(error)), copy.copy])
def test_positions_survive_a_trip_to_another_process(error, rebuilt):
    assert rebuilt(error).message(first=1) == error.message(first=1)


@pytest.mark.parametrize(
    ("function", "name"),
    [
        (td.one_hot, "ids"),
        (td.embed, "ids"),
        (td.TextVectorizer.inverse_transform, "ids"),
        (td.TextVectorizer.transform, "return"),
        (td.TextVectorizer.fit_transform, "return"),
    ],
)
def test_what_counts_from_zero_says_so_in_its_type(function, name):
    names = {"polars": None}  # imported for the type checker only
    hint = typing.get_type_hints(function, localns=names, include_extras=True)[name]
    assert ZERO_BASED in hint.__metadata__
