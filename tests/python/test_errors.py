import copy
import pickle

import numpy as np
import pytest

from torchduet.errors import PYTHON, InputError, InputTypeError, InputValueError, PositionError


@pytest.fixture
def position_error() -> PositionError:
    return PositionError("between {lowest} and {highest} of 3 rows", lowest=0, highest=2)


def test_positions_count_from_where_the_language_does(position_error, other_language):
    assert str(position_error) == position_error.message(PYTHON) == "between 0 and 2 of 3 rows"
    assert position_error.message(other_language) == "between 1 and 3 of 3 rows"


def test_values_and_words_are_written_as_the_language_does(other_language):
    error = InputTypeError.about("seed", "must be a whole number or {none}", "abc", "Leave it out")
    assert str(error) == "seed must be a whole number or None; given 'abc'. Leave it out"
    assert error.message(other_language) == "seed must be a whole number or NULL; given <abc>. Leave it out"


def test_numbers_of_numpy_are_written_as_numbers():
    assert str(InputValueError.about("dropout", "must be less than 1", np.float32(1.5))).endswith("given 1.5")


def test_a_long_value_is_named_by_its_type():
    error = InputTypeError.about("seed", "must be a whole number", list(range(100)))
    assert str(error) == "seed must be a whole number; given an object of type list"


def test_braces_in_a_value_are_only_braces():
    assert str(InputValueError.about("level", "must be a word", "{none}")) == "level must be a word; given '{none}'"


@pytest.mark.parametrize("kind", [InputValueError, PositionError])
def test_those_of_value_are_value_errors(kind):
    assert issubclass(kind, ValueError)
    assert issubclass(InputTypeError, TypeError)
    assert issubclass(kind, InputError)


@pytest.mark.parametrize("rebuilt", [lambda error: pickle.loads(pickle.dumps(error)), copy.copy])
def test_they_survive_a_trip_to_another_process(position_error, other_language, rebuilt):
    assert rebuilt(position_error).message(other_language) == position_error.message(other_language)
