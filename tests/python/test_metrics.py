import numpy as np
import pytest
import sklearn.metrics
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from torchduet import metrics

SEVERAL = st.integers(2, 5)


@st.composite
def predictions(draw, classes=SEVERAL):
    """Targets and probabilities from few distinct values, so that there are ties."""
    count, columns = draw(st.integers(2, 40)), draw(classes)
    generator = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    scores = generator.integers(1, draw(st.sampled_from([3, 6, 1000])), size=(count, columns)).astype(float)
    targets = generator.integers(columns, size=count)
    return targets, scores / scores.sum(axis=1, keepdims=True)


@settings(max_examples=200, deadline=None)
@given(predictions(classes=st.just(2)))
def test_auc_of_two_classes_is_scikit_learns(case):
    targets, probabilities = case
    assume(len(np.unique(targets)) == 2)
    expected = sklearn.metrics.roc_auc_score(targets, probabilities[:, 1])
    assert metrics.roc_auc(targets, probabilities) == pytest.approx(expected, abs=1e-12)


@settings(max_examples=100, deadline=None)
@given(predictions(classes=st.integers(3, 5)))
def test_auc_of_several_classes_is_scikit_learns(case):
    targets, probabilities = case
    assume(len(np.unique(targets)) == probabilities.shape[1])
    expected = sklearn.metrics.roc_auc_score(targets, probabilities, multi_class="ovr", average="macro")
    assert metrics.roc_auc(targets, probabilities) == pytest.approx(expected, abs=1e-12)


@settings(max_examples=100, deadline=None)
@given(predictions())
def test_log_loss_and_accuracy_are_scikit_learns(case):
    targets, probabilities = case
    labels = np.arange(probabilities.shape[1])
    expected = sklearn.metrics.log_loss(targets, probabilities, labels=labels)
    assert metrics.log_loss(targets, probabilities) == pytest.approx(expected, rel=1e-12)
    expected = sklearn.metrics.accuracy_score(targets, probabilities.argmax(axis=1))
    assert metrics.accuracy(targets, probabilities) == pytest.approx(expected, rel=1e-15)


def test_auc_by_hand_with_a_tie():
    # Pairs (member, other): .8>.2, .8>.5, .5>.2 count one, .5=.5 counts a half: 3.5 of 4.
    score = np.array([0.8, 0.5, 0.5, 0.2])
    assert metrics.roc_auc(np.array([1, 1, 0, 0]), np.column_stack([1 - score, score])) == 3.5 / 4


def test_auc_needs_members_and_others():
    probabilities = np.array([[0.4, 0.6], [0.3, 0.7]])
    assert np.isnan(metrics.roc_auc(np.array([1, 1]), probabilities))
    assert np.isnan(metrics.roc_auc(np.array([0, 0]), probabilities))


def test_log_loss_stays_finite_when_a_probability_is_zero():
    loss = metrics.log_loss(np.array([1]), np.array([[1.0, 0.0]]))
    assert loss == pytest.approx(-np.log(np.finfo(float).tiny))


def test_classes_that_no_text_has_are_left_out_of_the_mean():
    generator = np.random.default_rng(3)
    targets, probabilities = generator.choice([0, 2, 3], size=60), generator.dirichlet(np.ones(4), size=60)
    columns = []
    for column in (0, 2, 3):
        score = probabilities[:, column]
        columns.append(sklearn.metrics.roc_auc_score(targets == column, score))
    assert metrics.roc_auc(targets, probabilities) == pytest.approx(np.mean(columns), abs=1e-12)
    assert np.isnan(metrics.roc_auc(np.zeros(5, dtype=np.int64), probabilities[:5]))
