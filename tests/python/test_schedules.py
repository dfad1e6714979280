"""Learning rates that are functions of the epoch."""

import numpy as np
import pytest
import torch
from tests.python.fitted_models import weights

import torchduet as td
from torchduet.errors import InputTypeError, InputValueError

QUICK = {"seed": 1, "embedding_dim": 8, "epochs": 4, "patience": None}


def test_it_is_called_once_before_each_epoch_counted_from_one(reviews):
    seen = []

    def rate(epoch):
        seen.append(epoch)
        return 0.02 / epoch

    model = td.TextClassifier(**QUICK, learning_rate=rate).fit(reviews.texts, reviews.labels)
    assert seen == [1, 2, 3, 4]
    assert list(model.history_)[-2:] == ["learning_rate", "seconds"]
    assert model.history_["learning_rate"].tolist() == [0.02, 0.02 / 2, 0.02 / 3, 0.02 / 4]


def test_a_constant_function_is_the_number(reviews):
    by_function = td.TextClassifier(**QUICK, learning_rate=lambda _: 0.02).fit(reviews.texts, reviews.labels)
    by_number = td.TextClassifier(**QUICK, learning_rate=0.02).fit(reviews.texts, reviews.labels)
    assert weights(by_function) == weights(by_number)
    assert "learning_rate" not in by_number.history_


def test_rates_are_those_of_torchs_scheduler(reviews):
    """The same training with torch's LambdaLR, whose epochs count from 0 and whose function gives a factor."""
    model = td.TextClassifier(**QUICK, learning_rate=lambda epoch: 0.02 * 0.5 ** (epoch - 1), validation_split=0).fit(
        reviews.texts, reviews.labels
    )
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.02)
    scheduler = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda epoch: 0.5**epoch)
    expected = []
    for _ in range(4):
        expected.append(scheduler.get_last_lr()[0])
        optimizer.step()
        scheduler.step()
    np.testing.assert_allclose(model.history_["learning_rate"], expected, rtol=1e-15)


def test_the_rate_reaches_the_optimizer(reviews):
    """A rate of next to nothing in the second epoch leaves the weights of the first."""
    settings = {**QUICK, "epochs": 2, "validation_split": 0}
    stopped = td.TextClassifier(**settings, learning_rate=lambda epoch: [0.02, 1e-30][epoch - 1])
    one_epoch = td.TextClassifier(**{**settings, "epochs": 1}, learning_rate=0.02)
    assert weights(stopped.fit(reviews.texts, reviews.labels)) == weights(one_epoch.fit(reviews.texts, reviews.labels))


@pytest.mark.parametrize(
    ("rate", "error", "message"),
    [
        (0, InputValueError, "learning_rate of epoch 2 must be greater than 0; given 0"),
        (-1.0, InputValueError, "learning_rate of epoch 2 must be greater than 0; given -1.0"),
        (float("nan"), InputValueError, "learning_rate of epoch 2 must be greater than 0; given nan"),
        (float("inf"), InputValueError, "learning_rate of epoch 2 must be greater than 0 and finite; given inf"),
        (None, InputTypeError, "learning_rate of epoch 2 must be a number; given None"),
        ([0.1, 0.2], InputTypeError, r"learning_rate of epoch 2 must be a number; given \[0.1, 0.2\]"),
        (True, InputTypeError, "learning_rate of epoch 2 must be a number; given True"),
    ],
)
def test_an_unfit_rate_is_named_with_its_epoch(reviews, rate, error, message):
    model = td.TextClassifier(**QUICK, learning_rate=lambda epoch: 0.02 if epoch == 1 else rate)
    with pytest.raises(error, match=message):
        model.fit(reviews.texts, reviews.labels)


def test_callbacks_see_the_rate_and_a_saved_model_has_the_default(reviews, tmp_path):
    seen = []
    model = td.TextClassifier(**QUICK, learning_rate=lambda _: np.float32(0.5), callbacks=[seen.append])
    model.fit(reviews.texts, reviews.labels).save(tmp_path / "m")
    assert [record["learning_rate"] for record in seen] == [0.5] * len(model.history_)
    again = td.load(tmp_path / "m")
    assert again.learning_rate == 0.001
    assert again.history_["learning_rate"].tolist() == [0.5] * len(model.history_)
