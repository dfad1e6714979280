"""Perceptrons against the lecture's numbers, scikit-learn's, and what is proven of them."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.linear_model import Perceptron

import torchduet as td

PAIRS = [[0, 0], [0, 1], [1, 0], [1, 1]]
AND, XOR = [0, 0, 0, 1], [0, 1, 1, 0]
WEIGHTS = ["bias", "weight_1", "weight_2"]


def test_and_gives_the_numbers_of_the_lecture():
    trace = td.perceptron_trace(PAIRS, AND, weights=[1, 0.2, -0.3])
    expected = [[0, 0.2, -0.3], [0, 0.2, -0.3], [-1, -0.8, -0.3], [0, 0.2, 0.7]]
    np.testing.assert_allclose(trace[WEIGHTS].head(4), expected, rtol=0, atol=1e-15)
    assert trace["output"].head(4).tolist() == [1, 0, 1, 0]
    # The fourth score is -1 - 0.8 - 0.3: the lecture has -0.2 in the last place.
    np.testing.assert_allclose(trace["score"].head(4), [1, -0.3, 0.2, -2.1], rtol=0, atol=1e-15)


def test_and_converges_and_stops():
    trace = td.perceptron_trace(PAIRS, AND, weights=[1, 0.2, -0.3])
    last = trace[trace["epoch"] == trace["epoch"].max()]
    assert (last["output"] == last["target"]).all()
    earlier = trace[trace["epoch"] < trace["epoch"].max()].groupby("epoch")
    assert all((part["output"] != part["target"]).any() for _, part in earlier)
    scores = last[WEIGHTS].iloc[-1] @ np.column_stack([np.ones(4), PAIRS]).T
    assert (scores > 0).tolist() == [bool(target) for target in AND]


def test_xor_comes_back_to_weights_it_had_and_so_never_ends():
    trace = td.perceptron_trace(PAIRS, XOR, epochs=50)
    assert trace["epoch"].max() == 50
    after = trace.groupby("epoch")[WEIGHTS].last()
    assert after.duplicated().any()  # the rule knows nothing but the weights: from here on all repeats itself


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000))
def test_equals_scikit_learns_on_data_that_a_line_separates(seed):
    generator = np.random.default_rng(seed)
    inputs = generator.normal(size=(20, 3))
    targets = (inputs @ [1.0, -2.0, 0.5] + 0.3 > 0).astype(int)
    if targets.min() == targets.max():
        return
    trace = td.perceptron_trace(inputs, targets, epochs=5)
    # scikit-learn's learns from a score of exactly 0 too: from weights that are all zero it does the same only if the
    # first example has the target 1, where 0 is an error for both.
    order = np.argsort(-targets, kind="stable")
    trace = td.perceptron_trace(inputs[order], targets[order], epochs=5)
    epochs = int(trace["epoch"].max())
    theirs = Perceptron(shuffle=False, tol=None, max_iter=epochs).fit(inputs[order], targets[order])
    ours = trace[["bias", "weight_1", "weight_2", "weight_3"]].iloc[-1]
    np.testing.assert_allclose(ours, [*theirs.intercept_, *theirs.coef_[0]], rtol=1e-12, atol=1e-12)


def test_a_data_frame_names_inputs_and_weights():
    frame = pd.DataFrame({"rides": [1.0, 3.0], "rain": [0.0, 1.0]})
    trace = td.perceptron_trace(frame, [True, False], epochs=1)
    assert list(trace) == [
        "epoch", "example", "rides", "rain", "target", "score", "output", "bias", "weight_rides", "weight_rain",
    ]  # fmt: skip
    plain = td.perceptron_trace(frame.to_numpy(), [1, 0], epochs=1)
    np.testing.assert_array_equal(trace.to_numpy(), plain.to_numpy())
    assert trace["example"].tolist() == [0, 1]


def test_one_feature_may_be_a_vector():
    trace = td.perceptron_trace([-1.0, 2.0], [0, 1])
    assert trace[["bias", "weight_1"]].iloc[-1].tolist() == [1.0, 2.0]


@pytest.mark.parametrize(
    ("arguments", "settings", "error", "message"),
    [
        (([], []), {}, ValueError, r"inputs must have shape \(examples, features\)"),
        ((PAIRS, [0, 1]), {}, ValueError, "targets must hold one number per example, 4; given shape"),
        ((PAIRS, [0, 0, 0, 2]), {}, ValueError, "targets must be 0 or 1; given 2.0"),
        ((PAIRS, ["a"] * 4), {}, TypeError, "targets must hold numbers"),
        ((PAIRS, AND), {"weights": [1, 2]}, ValueError, "weights must hold 3 numbers, the bias and one per feature"),
        ((PAIRS, AND), {"epochs": 0}, ValueError, "epochs must be at least 1; given 0"),
        ((pd.DataFrame({"bias": [1.0]}), [1]), {}, ValueError, "inputs must have columns of different names.*'bias'"),
    ],
)
def test_what_does_not_fit_is_named(arguments, settings, error, message):
    with pytest.raises(error, match=message):
        td.perceptron_trace(*arguments, **settings)
