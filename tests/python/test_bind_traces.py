"""Several traces in one table."""

import pandas as pd
import pytest
from tests.python.recurrent_examples import make_inputs, make_module

import torchduet as td


class TestBindTraces:
    def test_a_column_says_which_trace_a_row_is_of(self):
        one, two = (td.gru_trace(make_inputs(time), make_module("gru")) for time in (2, 3))
        bound = td.bind_traces({"one": one, "two": two})
        assert list(bound) == ["trace", *one.columns]
        pd.testing.assert_frame_equal(bound[bound["trace"] == "two"].drop(columns="trace").reset_index(drop=True), two)
        assert len(bound) == len(one) + len(two)
        assert "trace" not in one

    def test_what_cannot_be_bound(self):
        module = make_module("gru")
        states, gradients = td.gru_trace(make_inputs(), module), td.gradient_trace(make_inputs(), module)
        with pytest.raises(ValueError, match=r"must all have the same columns; given \['states', 'gradients'\]"):
            td.bind_traces({"states": states, "gradients": gradients})
        with pytest.raises(TypeError, match="traces must hold traces by their names; given"):
            td.bind_traces({})
        with pytest.raises(TypeError, match="traces must hold traces by their names"):
            td.bind_traces([states])
