"""Settings and data that a classifier of tables cannot take, and what it says of them."""

import copy

import pandas as pd
import pytest
from tests.python.tabular_examples import QUICK

import torchduet as td
from torchduet.errors import InputTypeError, InputValueError


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"hidden_sizes": 8}, "hidden_sizes must hold whole numbers, the units of each hidden layer; given 8"),
        ({"hidden_sizes": "8"}, "hidden_sizes must hold whole numbers, the units of each hidden layer; given '8'"),
        ({"hidden_sizes": (8, 0)}, "hidden_sizes must be at least 1; given 0"),
        ({"activation": "relux"}, 'activation must be one of "relu", "tanh", "sigmoid", "identity"; given \'relux\''),
        ({"batch_normalization": True}, 'batch_normalization must be one of "before", "after"; given True'),
        ({"l2_penalty": -1}, "l2_penalty must be at least 0; given -1"),
        ({"loss": "squared_error"}, "loss must be \"cross_entropy\" or a function; given 'squared_error'"),
        ({"metrics": {"auc": max}}, "metrics must have names of their own, not one of accuracy, auc"),
        ({"epochs": 0}, "epochs must be at least 1; given 0"),
    ],
)
def test_settings_that_make_no_sense(table, labels, settings, message):
    with pytest.raises((InputTypeError, InputValueError), match=message):
        td.TabularClassifier(**settings).fit(table, labels)


@pytest.mark.parametrize(
    ("X", "y", "validation_data", "message"),
    [
        (
            [[1], [2]],
            [0.5, 1.5],
            None,
            "y must hold class labels. Unknown label type: continuous; given 0.5. For numbers",
        ),
        ([[1], [2]], ["a", "b", "a"], None, "X and y must have the same length; given 2 rows and 3 targets"),
        ([[1], [2]], ["a", None], None, "labels must not be missing: element 1 is"),
        ([[1], [2]], "ab", None, "labels must be a sequence with one label per row; given 'ab'"),
        ([[1], [2]], None, None, "the target y is None"),
        ([[1], [2]], ["a", "b"], [1], r"validation_data must be two of the same length, X and y; given \[1\]"),
        (
            [[1], [2]],
            ["a", "b"],
            ([[1]], ["a", "b"]),
            "validation_data: X and y must have the same length; given 1 rows",
        ),
        ([[1], [2]], ["a", "b"], ([[1]], ["c"]), "validation_data: labels: 'c' is not one of the classes"),
        ([[1], [2]], ["a", "b"], ([[1, 2]], ["a"]), "validation_data: X has 2 features, but TabularClassifier is exp"),
        (
            pd.DataFrame({"size": [1, 2]}),
            ["a", "b"],
            (pd.DataFrame({"width": [1]}), ["a"]),
            "validation_data: X must have the columns that TabularClassifier was fitted on; missing: 'size'",
        ),
    ],
)
def test_data_that_does_not_fit(X, y, validation_data, message):  # noqa: N803
    with pytest.raises((InputTypeError, InputValueError), match=message):
        td.TabularClassifier(**QUICK).fit(X, y, validation_data)


def test_validation_data_without_names_goes_by_its_order(table, labels):
    named, unnamed = (
        td.TabularClassifier(**QUICK).fit(table, labels, (rows, labels)).history_.drop(columns="seconds")
        for rows in (table, table.to_numpy())
    )
    pd.testing.assert_frame_equal(unnamed, named)


def test_a_fit_that_fails_leaves_the_model_as_it_was(table, labels, fitted_to_table):
    model = copy.deepcopy(fitted_to_table)
    with pytest.raises(InputTypeError, match="column size holds dates"):
        model.fit(table.assign(size=pd.Timestamp("2020-01-01")), labels)
    assert model.predict_proba(table).tobytes() == fitted_to_table.predict_proba(table).tobytes()
