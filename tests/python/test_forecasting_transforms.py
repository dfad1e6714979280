import shutil
import subprocess

import numpy as np
import pytest

from torchduet.errors import InputValueError, PositionError
from torchduet.forecasting.transforms import SCALES, TRANSFORMS, Scaling, guerrero_lambda

NUMBERS = np.random.default_rng(1).gamma(2.0, 3.0, size=60) + 0.1


@pytest.mark.parametrize("transform", TRANSFORMS)
@pytest.mark.parametrize("scale", SCALES)
def test_undo_gives_the_numbers_back(transform, scale):
    scaling = Scaling.learn(NUMBERS, transform=transform, scale=scale, period=12)
    np.testing.assert_allclose(scaling.undo(scaling.apply(NUMBERS)), NUMBERS, rtol=1e-10)


def test_scales():
    standard = Scaling.learn(NUMBERS, transform="log", scale="standard", period=12).apply(NUMBERS)
    np.testing.assert_allclose([standard.mean(), standard.std()], [0, 1], atol=1e-12)
    np.testing.assert_allclose(standard, (np.log(NUMBERS) - np.log(NUMBERS).mean()) / np.log(NUMBERS).std())
    spread = Scaling.learn(NUMBERS, transform="sqrt", scale="min_max", period=12).apply(NUMBERS)
    assert (spread.min(), spread.max()) == (0.0, 1.0)


def test_lambda_tells_the_kind_of_spread():
    generator = np.random.default_rng(2)
    level = np.repeat(np.linspace(10, 100, 40), 12)
    noise = generator.normal(size=480)
    assert guerrero_lambda(level * np.exp(0.1 * noise), 12) < 0.2
    assert 0.3 < guerrero_lambda((np.sqrt(level) + 0.3 * noise) ** 2, 12) < 0.7
    assert guerrero_lambda(200 + level + noise, 12) > 0.6
    assert guerrero_lambda(np.arange(1.0, 4.0), 12) == 1.0  # too few seasons to tell


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="R is not there to compare with")
def test_lambda_is_that_of_r():
    numbers = (np.sqrt(np.repeat(np.linspace(10, 100, 20), 12)) + np.random.default_rng(3).normal(size=240)) ** 2
    given = ",".join(f"{number!r}" for number in numbers.tolist())
    code = f"cat(forecast::BoxCox.lambda(ts(c({given}), frequency = 12), 'guerrero', 0, 1))"
    done = subprocess.run(["Rscript", "-e", code], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip("R's package forecast is not installed")
    assert guerrero_lambda(numbers, 12) == pytest.approx(float(done.stdout), abs=0.006)


def test_a_zero_allows_no_less_than_the_square_root():
    numbers = np.r_[NUMBERS, 0.0]
    assert 0.5 <= Scaling.learn(numbers, transform="auto", scale="none", period=12).power <= 1
    assert Scaling.learn(-NUMBERS, transform="auto", scale="none", period=12).power == 1
    with pytest.raises(
        PositionError, match='transform = "box_cox" needs numbers that are greater than 0, and element 60'
    ):
        Scaling.learn(numbers, transform="box_cox", scale="none", period=12)
    assert Scaling.learn(numbers, transform="sqrt", scale="none", period=12).power == 0.5


def test_below_what_a_power_can_be_is_its_smallest():
    scaling = Scaling.learn(NUMBERS, transform="sqrt", scale="none", period=12)
    assert scaling.undo(np.array([-5.0])).tolist() == [0.0]


def test_nothing_to_scale():
    with pytest.raises(InputValueError, match="sales is constant in the part to learn from: 3"):
        Scaling.learn(np.full(9, 3.0), transform="none", scale="standard", period=1, name="sales")
