"""scikit-learn's own checks of an estimator.

They feed tables of numbers, which models of tables take as they are. For models of texts, each number becomes a word
("f0v3" for a 3 in the first column), by a subclass that does no more. What is left out is named, with the reason.
"""

from collections.abc import Callable
from typing import Any

import pytest
from sklearn.utils.estimator_checks import estimator_checks_generator
from sklearn.utils.validation import validate_data

import torchduet as td

LEFT_OUT = {
    "check_array_api_input": "needs arrays of numbers on other devices",
    "check_classifiers_regression_target": "needs numbers that are no classes; here labels of any type are classes",
    "check_fit_score_takes_y": "wants the labels to be called y",
    "check_n_features_in_after_fitting": "calls score(y=)",
    "check_transformer_preserve_dtypes": "needs numbers in; ids are integers whatever came in",
}


def as_words(numbers: Any) -> list[str]:
    return [" ".join(f"f{column}v{value:.0f}".replace("-", "m") for column, value in enumerate(row)) for row in numbers]


class ReadsNumbers:
    """Tables of numbers in the place of texts; what is a list of strings already passes."""

    def _words(self, numbers: Any, *, reset: bool = False) -> list[str]:
        if isinstance(numbers, list) and all(isinstance(text, str) for text in numbers):
            return numbers
        return as_words(validate_data(self, numbers, reset=reset))

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()  # type: ignore[misc]
        tags.input_tags.two_d_array, tags.input_tags.one_d_array, tags.input_tags.string = True, False, False
        return tags


class NumberClassifier(ReadsNumbers, td.TextClassifier):
    def fit(self, numbers, labels):
        self._check_params()
        numbers, labels = validate_data(self, numbers, labels)
        return super().fit(as_words(numbers), labels)

    def predict_proba(self, numbers):
        self._check_fitted("predict_proba")
        return super().predict_proba(self._words(numbers))

    def evaluate(self, numbers, labels):
        return super().evaluate(self._words(numbers), labels)


class NumberVectorizer(ReadsNumbers, td.TextVectorizer):
    def fit(self, numbers, y=None):
        return super().fit(self._words(numbers, reset=True), y)

    def fit_transform(self, numbers, y=None):
        return super().fit_transform(self._words(numbers, reset=True), y)

    def transform(self, numbers):
        self._check_fitted("transform")
        return super().transform(self._words(numbers))


OF_TABLES = {"hidden_sizes": (16,), "epochs": 8, "batch_size": 64, "learning_rate": 0.05, "seed": 0}

ESTIMATORS = [
    td.TabularClassifier(**OF_TABLES),
    td.TabularRegressor(**OF_TABLES),
    NumberClassifier(seed=0, embedding_dim=8, epochs=20, learning_rate=0.05, validation_split=0),
    NumberVectorizer(),
    NumberVectorizer(output="one_hot", max_tokens=50),
]


def left_out(estimator: Any) -> set[str]:
    """Return the names of the checks that an estimator is not put to."""
    return {*LEFT_OUT} if isinstance(estimator, ReadsNumbers) else {"check_array_api_input"}


def checks(estimator: Any) -> list[tuple[Any, Callable[[Any], None], str]]:
    return [(one, check, check.func.__name__) for one, check in estimator_checks_generator(estimator, legacy=True)]


@pytest.mark.parametrize("estimator", ESTIMATORS, ids=str)
def test_at_most_a_third_is_left_out(estimator):
    names = [name for _, _, name in checks(estimator)]
    assert len(names) >= 40
    assert sum(name in left_out(estimator) for name in names) <= len(names) / 3


def test_what_is_left_out_is_there():
    assert {name for estimator in ESTIMATORS for _, _, name in checks(estimator)} >= set(LEFT_OUT)


def assert_fulfils(estimator: Any, check: Callable[[Any], None], name: str) -> None:
    """Put an estimator to one of scikit-learn's checks, which asserts within and returns nothing.

    What it finds amiss is raised as it is, with the estimator and the check named; a check that does not apply skips.
    """
    try:
        check(estimator)
    except Exception as found:
        found.add_note(f"{estimator!r} does not fulfil {name} of sklearn.utils.estimator_checks")
        raise


@pytest.mark.filterwarnings("ignore")  # of the checks' own making
@pytest.mark.parametrize(
    ("estimator", "check", "name"),
    [
        pytest.param(one, check, name, id=f"{type(estimator).__name__}-{number}-{name}")
        for estimator in ESTIMATORS
        for number, (one, check, name) in enumerate(checks(estimator))
        if name not in left_out(estimator)
    ],
)
def test_check(estimator, check, name):
    assert_fulfils(estimator, check, name)


class FitsWithoutReturning(NumberVectorizer):
    def fit(self, numbers, y=None):
        super().fit(numbers, y)


def test_a_check_that_is_not_fulfilled_fails_and_is_named():
    wanted = "check_estimators_fit_returns_self"
    estimator, check = next((one, check) for one, check, name in checks(FitsWithoutReturning()) if name == wanted)
    with pytest.raises(AssertionError) as caught:
        assert_fulfils(estimator, check, wanted)
    assert caught.value.__notes__ == [
        "FitsWithoutReturning() does not fulfil check_estimators_fit_returns_self of sklearn.utils.estimator_checks"
    ]
