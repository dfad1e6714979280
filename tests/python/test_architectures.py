import pytest

import torchduet as td
from torchduet.architectures import ARCHITECTURES, network_settings


def params(**changed):
    return {**td.TextClassifier().get_params(), **changed}


@pytest.mark.parametrize("name", list(ARCHITECTURES))
def test_what_nobody_has_set_is_the_architectures_own(name):
    settings = network_settings(params(architecture=name))
    assert None not in settings.values()
    network = ARCHITECTURES[name].build(10, 4, 2, **settings)
    assert network.word_dropout.share == (0.2 if name in ("rnn", "lstm", "gru") else 0.0)
    assert getattr(network, "pooling", "mean") == ("mean" if name == "average_pooling" else "max")


def test_what_was_set_arrives():
    settings = network_settings(
        params(architecture="gru", hidden_size=3, layers=2, bidirectional=True, pooling="last", word_dropout=0.0)
    )
    network = ARCHITECTURES["gru"].build(10, 4, 2, **settings)
    recurrent = network.layers.recurrent
    assert (type(recurrent).__name__, recurrent.hidden_size, recurrent.num_layers) == ("GRU", 3, 2)
    assert recurrent.bidirectional
    assert (network.pooling, network.word_dropout.share) == ("last", 0.0)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        (
            {"architecture": "cnn", "bidirectional": True},
            'bidirectional does not belong to architecture "cnn"; given True. .* belongs to: "rnn", "lstm", "gru"',
        ),
        ({"architecture": "cnn", "layers": 2}, 'layers does not belong to architecture "cnn"; given 2'),
        ({"hidden_size": 32}, 'hidden_size does not belong to architecture "average_pooling"; .*: .*"gru", "cnn"'),
        ({"pooling": "max"}, 'pooling must be "mean" with architecture "average_pooling"; given \'max\''),
        ({"architecture": "cnn", "pooling": "last"}, 'pooling must be "max" or "mean" with architecture "cnn"'),
        ({"architecture": "rnn", "pooling": "sum"}, 'pooling must be one of "last", "mean", "max"; given \'sum\''),
        ({"architecture": "lstm", "hidden_size": 0}, "hidden_size must be at least 1; given 0"),
        ({"architecture": "lstm", "layers": 0}, "layers must be at least 1; given 0"),
        ({"architecture": "lstm", "bidirectional": 1}, "bidirectional must be True or False; given 1"),
        ({"batch_normalization": "yes"}, "batch_normalization must be True or False; given 'yes'"),
        ({"word_dropout": 1}, "word_dropout must be at least 0 and less than 1 or None; given 1"),
    ],
)
def test_a_setting_that_does_not_fit_is_refused(changed, message):
    with pytest.raises((ValueError, TypeError), match=message):
        td.TextClassifier(**changed).fit(["a", "b"], ["x", "y"])


def test_what_says_the_same_as_leaving_it_out_is_no_fault():
    assert network_settings(params(pooling="mean", word_dropout=0.0)) == network_settings(params())
