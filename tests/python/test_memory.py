import numpy as np
import pytest
import scipy.stats

import torchduet as td
from torchduet.datasets import childrens_book
from torchduet.errors import InputTypeError, InputValueError

BOOK = childrens_book(300, fillers=2, seed=1)
SENTENCES, SUBJECTS = BOOK[:40], [sentence.split()[0] for sentence in BOOK[:40]]


@pytest.fixture(scope="module", params=["rnn", "lstm", "gru"])
def model(request):
    return td.SequenceGenerator(
        architecture=request.param, hidden_size=6, embedding_dim=4, learning_rate=0.02, epochs=8, seed=1
    ).fit(BOOK)


def test_the_share_of_variance_is_that_of_an_analysis_of_variance(model):
    table = td.memory_units(model, SENTENCES, SUBJECTS)
    hidden = table.query("quantity == 'hidden' and step == 3").set_index("unit")["eta_squared"]
    trace = {"rnn": td.rnn_trace, "lstm": td.lstm_trace, "gru": td.gru_trace}[model.architecture]
    values = np.stack(
        [trace(model, text).query("quantity == 'hidden' and step == 3")["value"].to_numpy() for text in SENTENCES]
    )
    groups = np.array(SUBJECTS)
    for unit in range(6):
        f = scipy.stats.f_oneway(*(values[groups == name, unit] for name in np.unique(groups))).statistic
        expected = 2 * f / (2 * f + len(SENTENCES) - 3)  # F = (between / (k - 1)) / (within / (n - k))
        assert hidden[unit] == pytest.approx(expected, rel=1e-9)


def test_before_the_subject_nothing_is_known_and_just_after_it_all(model):
    table = td.memory_units(model, SENTENCES, SUBJECTS)
    assert list(table) == ["step", "layer", "direction", "quantity", "unit", "eta_squared"]
    assert (table.loc[table["step"] == 0, "eta_squared"] == 0).all()  # the start of a text is the same in all
    at_the_name = table.query("step == 1 and quantity == 'hidden'")["eta_squared"]
    np.testing.assert_allclose(at_the_name, 1.0, rtol=1e-9)  # a state for each of the three names
    assert table["eta_squared"].between(0, 1 + 1e-12).all()
    assert "input" not in set(table["quantity"])


def test_labels_that_say_nothing_of_the_texts_are_found_by_no_unit(model):
    labels = np.random.default_rng(1).permutation(np.repeat(["x", "y"], 20))
    table = td.memory_units(model, SENTENCES, labels)
    assert table["eta_squared"].max() < 0.5


def test_bad_input_is_named(model):
    with pytest.raises(InputValueError, match=r"texts must all have the same number of tokens, .* given 3 to 6"):
        td.memory_units(model, ["Doug saw", "Jane saw big old Spot"], ["Doug", "Jane"])
    with pytest.raises(InputValueError, match="texts and labels must have the same length; given 1 texts and 2 labels"):
        td.memory_units(model, ["Doug saw"], ["Doug", "Jane"])
    with pytest.raises(InputValueError, match="labels must hold at least two classes"):
        td.memory_units(model, ["Doug saw"], ["Doug"])
    with pytest.raises(ValueError, match="memory_units needs a fitted SequenceGenerator"):
        td.memory_units(td.SequenceGenerator(), ["Doug saw", "Jane saw"], ["Doug", "Jane"])
    averaged = td.TextClassifier(seed=1, epochs=1, validation_split=0).fit(["a", "b"], ["x", "y"])
    with pytest.raises(InputTypeError, match="memory_units needs a model with recurrent layers"):
        td.memory_units(averaged, ["a", "b"], ["x", "y"])
    with pytest.raises(InputTypeError, match="model must be a fitted"):
        td.memory_units([1], ["a", "b"], ["x", "y"])
