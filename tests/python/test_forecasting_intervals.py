import numpy as np
import pytest
from scipy.optimize import minimize

from torchduet.forecasting.intervals import (
    Conformal,
    ConformalQuantiles,
    conformal_quantile,
    few_stretches,
    intervals_of_arrays,
    rising,
)


@pytest.mark.parametrize(("count", "level"), [(9, 0.8), (19, 0.95), (20, 0.5), (199, 0.95)])
def test_the_conformal_quantile_is_the_smallest_that_enough_scores_stay_below(count, level):
    scores = np.sort(np.random.default_rng(count).normal(size=count))
    enough = [score for rank, score in enumerate(scores, 1) if rank >= (count + 1) * level - 1e-9]
    assert conformal_quantile(scores, level, count) == enough[0]


def test_too_few_scores_give_the_largest():
    assert conformal_quantile(np.array([1.0, 2.0, 3.0]), 0.95, 3) == 3.0


def test_exchangeable_errors_are_covered_as_promised():
    generator = np.random.default_rng(1)
    sizes = np.array([1.0, 2.0, 3.0])
    covered = {80: [], 95: []}
    for _ in range(400):
        made = Conformal.learn(generator.standard_t(4, size=(25, 3)) * sizes, 25)
        bounds = made.bounds(np.zeros((3, 1)), (80, 95))
        error = generator.standard_t(4, size=3) * sizes
        for level, found in covered.items():
            found.append((bounds[f"lower_{level}"] <= error) & (error <= bounds[f"upper_{level}"]))
    for level, found in covered.items():
        share = np.mean(found)
        # At least nominal, but for what 400 repetitions leave to chance (two standard errors).
        assert level / 100 - 2 * np.sqrt(0.25 / 1200) < share < level / 100 + 0.06


def test_overlapping_errors_are_covered_too():
    # Random walks, forecast by their last value: the error at step k is the sum of k shocks, and overlaps the next.
    generator = np.random.default_rng(1)
    covered = []
    for _ in range(300):
        walk = generator.normal(size=60 + 12).cumsum()
        errors = np.array(
            [[walk[o + k] - walk[o - 1] if o + k < 60 else np.nan for k in range(12)] for o in range(1, 60)]
        )
        bounds = Conformal.learn(errors, 59).bounds(np.full((12, 1), walk[59]), (80,))
        covered.append((bounds["lower_80"] <= walk[60:]) & (walk[60:] <= bounds["upper_80"]))
    share = np.mean(covered)
    assert 0.78 < share < 0.9
    assert few_stretches(0.8, 60, 12)[0] == 1.0


def test_errors_that_were_not_observed_do_not_count():
    errors = np.array([[1.0, 2.0], [-1.0, np.nan], [3.0, np.nan], [1.0, 2.0]])
    made = Conformal.learn(errors, 4)
    np.testing.assert_allclose(made.sizes, [1.5, 2.0])
    np.testing.assert_allclose(made.scores, np.sort([1 / 1.5, 1 / 1.5, 3 / 1.5, 1 / 1.5, 1.0, 1.0]))


def test_rising_is_the_closest_of_all_that_never_fall():
    values = np.random.default_rng(2).normal(size=6) + np.arange(6) / 3
    steps = {"type": "ineq", "fun": np.diff}
    best = minimize(lambda x: ((x - values) ** 2).sum(), np.sort(values), constraints=[steps], tol=1e-12).x
    np.testing.assert_allclose(rising(values), best, atol=1e-5)


def test_many_scores_are_kept_as_their_quantiles():
    errors = np.random.default_rng(3).normal(size=(20_000, 2))
    made = Conformal.learn(errors, 20_000)
    assert len(made.scores) == 2000
    exact = np.quantile(np.abs(errors) / made.sizes, 0.95)
    assert conformal_quantile(made.scores, 0.95, 20_000) == pytest.approx(exact, rel=0.01)


def test_quantiles_that_are_too_close_together_are_widened():
    generator = np.random.default_rng(4)
    targets = generator.normal(size=(500, 2))
    answers = np.tile([0.0, -0.5, -0.2, 0.2, 0.5], (500, 2, 1))
    made = ConformalQuantiles.learn(answers, targets, (0.025, 0.1, 0.9, 0.975), 500)
    assert made.levels() == [95.0, 80.0]
    bounds = made.bounds(answers[0], (80, 95))
    new = generator.normal(size=4000)
    for level in (80, 95):
        inside = (bounds[f"lower_{level}"][0] <= new) & (new <= bounds[f"upper_{level}"][0])
        assert abs(inside.mean() - level / 100) < 0.03
    back = intervals_of_arrays(made.arrays()).bounds(answers[0], (80, 95))
    for name, bound in bounds.items():
        np.testing.assert_array_equal(back[name], bound)
