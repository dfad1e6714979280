"""Labels beside points: none covers another, none leaves the picture, the same every time."""

import itertools

import numpy as np
import pandas as pd
import pytest
from tests.python.recurrent_examples import make_inputs, make_module

import torchduet as td
from torchduet.label_places import place_labels


def points_of(x, y, tokens):
    return pd.DataFrame({"x": x, "y": y, "token": np.array(tokens, dtype=object)})


def test_four_words_find_room_at_one_point_and_the_fifth_does_not():
    x, y = [0.0, 1.0, *[0.5] * 5], [0.0, 1.0, *[0.5] * 5]
    placed = place_labels(points_of(x, y, [None, None, *"abcde"]), most=10).iloc[2:]
    assert placed["label"].tolist()[:4] == [*"abcd"]
    assert placed["label"].isna().tolist() == [False] * 4 + [True]
    sides = list(zip(placed["right"], placed["above"], strict=True))
    assert sides[:4] == [(True, True), (True, False), (False, True), (False, False)]


def test_a_word_stays_within_the_picture():
    placed = place_labels(points_of([0.0, 1.0], [0.0, 1.0], ["leftmost", "rightmost"]), most=10)
    assert placed["right"].tolist() == [True, False]
    too_long = place_labels(points_of([0.0, 1.0], [0.0, 1.0], ["word " * 30, None]), most=10)
    assert too_long["label"].isna().all()


def test_too_many_words_are_not_written():
    assert place_labels(points_of([0.0, 1.0], [0.0, 1.0], ["a", "b"]), most=1)["label"].isna().all()


def test_points_that_are_all_the_same():
    assert place_labels(points_of([2.0] * 2, [2.0] * 2, ["a", "b"]), most=2)["label"].tolist() == ["a", "b"]


@pytest.mark.filterwarnings("ignore:Matplotlib")
def test_no_word_covers_another_in_a_picture_of_a_state_that_hardly_moves():
    """Measured in pixels, by what matplotlib drew."""
    tokens = ["the", "service", "here", "was", "not", "what", "we", "had", "hoped", "it", "would", "be"]
    weights = {name: value * 0.3 for name, value in make_module("rnn", hidden=2).state_dict().items()}
    trace = td.rnn_trace(make_inputs(len(tokens)) * 0.2, weights, tokens=tokens)
    figure = td.plot_trace(trace, type="trajectory").figure
    figure.canvas.draw()
    texts = figure.axes[0].texts
    boxes = [text.get_window_extent() for text in texts]
    assert 6 <= len(texts) <= 12
    assert not any(one.overlaps(other) for one, other in itertools.combinations(boxes, 2))
