"""A loss that is a function on arrays: its numbers are torch's, and what it may not return is refused."""

import numpy as np
import pytest
import torch

import torchduet as td
from torchduet.errors import InputTypeError, InputValueError
from torchduet.losses import as_loss

QUICK = {"seed": 1, "embedding_dim": 8, "epochs": 2, "learning_rate": 0.02, "validation_split": 0.25}


def cross_entropy(scores, targets):
    """Written in NumPy: the mean of -log p(right class), and (p - one-hot) / n."""
    shifted = np.exp(scores - scores.max(axis=1, keepdims=True))
    probabilities = shifted / shifted.sum(axis=1, keepdims=True)
    rows = np.arange(len(targets))
    gradient = probabilities.copy()
    gradient[rows, targets] -= 1
    return {"loss": -np.log(probabilities[rows, targets]).mean(), "gradient": gradient / len(targets)}


def test_value_and_gradient_are_torchs_in_double_precision():
    generator = torch.Generator().manual_seed(3)
    scores = torch.randn(7, 4, dtype=torch.float64, generator=generator)
    targets = torch.randint(4, (7,), generator=generator)
    found, expected = scores.clone().requires_grad_(), scores.clone().requires_grad_()
    loss = as_loss(cross_entropy)(found, targets)
    (3 * loss).backward()  # whatever comes after it in the graph
    torch_loss = torch.nn.functional.cross_entropy(expected, targets)
    (3 * torch_loss).backward()
    np.testing.assert_allclose(loss.item(), torch_loss.item(), rtol=1e-12)
    np.testing.assert_allclose(found.grad.numpy(), expected.grad.numpy(), rtol=1e-12, atol=1e-15)


def test_what_the_function_does_to_its_arguments_stays_its_own():
    scores, targets = torch.ones(2, 2, dtype=torch.float64, requires_grad=True), torch.tensor([0, 1])

    def spoil(arrays, positions):
        answer = cross_entropy(arrays, positions)
        arrays[:], positions[:] = 7, 7
        return answer

    as_loss(spoil)(scores, targets).backward()
    assert scores.detach().eq(1).all()
    assert targets.tolist() == [0, 1]


@pytest.mark.parametrize("architecture", ["average_pooling", "gru"])
def test_cross_entropy_written_in_numpy_trains_the_same_model(reviews, architecture):
    models = [
        td.TextClassifier(**QUICK, architecture=architecture, loss=loss).fit(reviews.texts, reviews.labels)
        for loss in ("cross_entropy", cross_entropy)
    ]
    built_in, own = (model.get_weights() for model in models)
    for name, weight in built_in.items():
        np.testing.assert_allclose(own[name], weight, atol=1e-5)
    for column in ("loss", "validation_loss", "validation_accuracy"):
        np.testing.assert_allclose(models[1].history_[column], models[0].history_[column], rtol=1e-5)


def test_another_loss_trains_another_model(reviews):
    def half(scores, targets):
        return {name: value / 2 for name, value in cross_entropy(scores, targets).items()}

    built_in, own = (
        td.TextClassifier(**QUICK, loss=loss).fit(reviews.texts, reviews.labels) for loss in ("cross_entropy", half)
    )
    # Adam is blind to the scale of a loss, the history is not.
    np.testing.assert_allclose(own.history_["loss"], built_in.history_["loss"] / 2, rtol=1e-3)


def answering(**answer):
    return lambda scores, _: {"loss": 0.5, "gradient": np.zeros_like(scores), **answer}


@pytest.mark.parametrize(
    ("loss", "error", "message"),
    [
        ("hinge", InputValueError, "loss must be \"cross_entropy\" or a function; given 'hinge'"),
        (3, InputTypeError, 'loss must be "cross_entropy" or a function; given 3'),
        (lambda *_: None, InputTypeError, 'loss must return two things by name, "loss" and "gradient"; given None'),
        (lambda *_: {"loss": 1.0}, InputTypeError, r"by name, .*given {'loss': 1.0}"),
        (answering(loss=np.nan), InputValueError, 'loss must return one finite number as "loss"; given nan'),
        (answering(loss=np.inf), InputValueError, "one finite number"),
        (answering(loss=[0.5, 0.5]), InputValueError, "one finite number"),
        (answering(loss="low"), InputTypeError, 'loss: the "loss" that the function returns must hold numbers'),
        (answering(gradient=np.zeros(2)), InputValueError, r"of the scores, \(32, 2\); given one of .*\(2,\)"),
        (answering(gradient=0.0), InputValueError, "the shape of the scores"),
        (answering(gradient=np.full((32, 2), np.nan)), InputValueError, "of finite numbers; given nan"),
        (answering(gradient=[["a", "b"]]), InputTypeError, "must hold numbers"),
    ],
)  # fmt: skip
def test_what_is_no_loss_is_refused(reviews, loss, error, message):
    model = td.TextClassifier(**QUICK, loss=loss)
    with pytest.raises(error, match=message):
        model.fit(reviews.texts, reviews.labels)
    assert not hasattr(model, "network_")


def test_its_own_error_comes_out_and_ctrl_c_keeps_the_model(reviews):
    calls = []

    def fails(scores, targets):
        calls.append(len(targets))
        if len(calls) == 3:
            raise ZeroDivisionError("of my own")
        return cross_entropy(scores, targets)

    with pytest.raises(ZeroDivisionError, match=r"^of my own$"):
        td.TextClassifier(**QUICK, loss=fails).fit(reviews.texts, reviews.labels)
    assert calls[0] == 32

    def interrupts(scores, targets):
        calls.append(1)
        if len(calls) == 12:  # in the second epoch
            raise KeyboardInterrupt
        return cross_entropy(scores, targets)

    with pytest.warns(UserWarning, match="interrupted"):
        model = td.TextClassifier(**QUICK, loss=interrupts).fit(reviews.texts, reviews.labels)
    assert len(model.history_) == 1


def test_a_saved_model_has_the_built_in_loss(reviews, tmp_path):
    model = td.TextClassifier(**QUICK, loss=cross_entropy).fit(reviews.texts, reviews.labels)
    model.save(tmp_path / "m.zip")
    again = td.load(tmp_path / "m.zip")
    assert again.loss == "cross_entropy"
    np.testing.assert_array_equal(again.predict_proba(reviews.texts), model.predict_proba(reviews.texts))
