import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest

mpl.use("Agg")

from matplotlib import pyplot

from torchduet.plots import plot_history

HISTORY = pd.DataFrame({"epoch": [1, 2, 3], "loss": [0.7, 0.5, 0.4], "validation_loss": [0.7, 0.6, 0.65]})


@pytest.fixture(autouse=True)
def _close():
    yield
    pyplot.close("all")


def test_it_draws_both_losses_against_the_epoch():
    axes = plot_history(HISTORY)
    training, validation = axes.get_lines()
    np.testing.assert_array_equal(training.get_xydata(), HISTORY[["epoch", "loss"]])
    np.testing.assert_array_equal(validation.get_xydata(), HISTORY[["epoch", "validation_loss"]])
    assert [text.get_text() for text in axes.get_legend().get_texts()] == ["training", "validation"]
    assert axes.get_xlabel() == "epoch"
    # Whoever does not see the colours tells the lines apart.
    assert training.get_linestyle() != validation.get_linestyle()
    assert training.get_marker() != validation.get_marker()


def test_without_validation_there_is_one_line():
    assert len(plot_history(HISTORY.drop(columns="validation_loss")).get_lines()) == 1


def test_a_fitted_model_plots_its_history(fitted):
    assert len(fitted.plot().get_lines()[0].get_xdata()) == len(fitted.history_)


def test_epochs_are_whole_numbers_on_the_axis():
    axes = plot_history(HISTORY)
    axes.figure.canvas.draw()
    assert all(tick == round(tick) for tick in axes.get_xticks())
