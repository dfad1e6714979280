import math
from collections import Counter

import numpy as np
import pandas as pd
import pytest
import torch

import torchduet as td
from torchduet.datasets import childrens_book, sentence_kind
from torchduet.errors import InputTypeError, InputValueError
from torchduet.estimator import NotFittedError

BOOK = childrens_book(300, seed=1)
QUICK = {"seed": 1, "embedding_dim": 4, "hidden_size": 8, "epochs": 3, "learning_rate": 0.02, "validation_split": 0.2}
TRACES = {"rnn": td.rnn_trace, "lstm": td.lstm_trace, "gru": td.gru_trace}


@pytest.fixture(scope="module", params=["rnn", "lstm", "gru"])
def model(request):
    return td.SequenceGenerator(architecture=request.param, layers=2, **QUICK).fit(BOOK)


def next_probabilities(model, prompt=""):
    return model.predict_proba(prompt).set_index("token")["probability"]


@pytest.mark.parametrize("architecture", ["rnn", "lstm", "gru"])
def test_it_learns_the_childrens_book(architecture):
    model = td.SequenceGenerator(
        architecture=architecture, hidden_size=16, embedding_dim=8, learning_rate=0.02, epochs=15, seed=1
    )
    model.fit(childrens_book(1000, seed=1))
    counts = sentence_kind(model.generate(2000, seed=1)).value_counts()
    assert counts["right"] > 0.9 * 2000  # a bigram table: 1/6
    # At best one guesses among three names, then among two, and knows the other three tokens.
    assert model.perplexity(BOOK) == pytest.approx(6 ** (1 / 5), rel=0.03)


def test_learned_values(model):
    assert list(model.history_) == ["epoch", "loss", "validation_loss", "validation_accuracy", "seconds"]
    assert model.history_["loss"].is_monotonic_decreasing
    assert model.vocabulary_[:3] == ["", "[UNK]", "[END]"]
    assert set(model.vocabulary_[3:]) == {"Doug", "Jane", "Spot", "saw", "."}
    assert model.seed_ == 1
    assert not model.interrupted_
    assert model.summary()["parameters"].sum() == sum(weight.size for weight in model.get_weights().values())


def test_probabilities_are_those_of_a_plain_torch_network_in_double_precision(model):
    weights = {name: torch.from_numpy(value) for name, value in model.get_weights().items()}
    plain = {"rnn": torch.nn.RNN, "lstm": torch.nn.LSTM, "gru": torch.nn.GRU}[model.architecture]
    layers = plain(4, 8, num_layers=2, batch_first=True).double()
    prefix = "layers.recurrent."
    layers.load_state_dict({name.removeprefix(prefix): v for name, v in weights.items() if name.startswith(prefix)})
    ids = [model.vocabulary_.index(token) for token in ["[END]", "Jane", "saw"]]
    states, _ = layers(weights["embedding.weight"][ids].unsqueeze(0))
    scores = states[0, -1] @ weights["output.weight"].T + weights["output.bias"]
    expected = scores.softmax(dim=0).detach().numpy()  # of all tokens but padding
    found = next_probabilities(model, "Jane saw")
    np.testing.assert_allclose(found[model.vocabulary_[1:]], expected, rtol=1e-5)
    assert found.sum() == pytest.approx(1.0, rel=1e-12)
    assert found.is_monotonic_decreasing


def test_a_trace_ends_in_the_probabilities(model):
    trace = TRACES[model.architecture](model, "Jane saw")
    assert trace["token"].unique().tolist() == ["[END]", "Jane", "saw"]
    last = trace.query("step == 2 and layer == 1 and quantity == 'hidden'")["value"].to_numpy()
    weights = model.get_weights()
    scores = np.exp(weights["output.weight"] @ last + weights["output.bias"])
    np.testing.assert_allclose(
        next_probabilities(model, "Jane saw")[model.vocabulary_[1:]], scores / scores.sum(), rtol=1e-5
    )


def test_perplexity_is_that_of_the_chain_of_probabilities(model):
    tokens = ["Doug", "saw", "Jane", ".", "[END]"]
    logs = [math.log(next_probabilities(model, " ".join(tokens[:place]))[token]) for place, token in enumerate(tokens)]
    found = model.evaluate(["Doug saw Jane."])
    assert found["log_loss"] == pytest.approx(-np.mean(logs), rel=1e-5)
    assert found["perplexity"] == pytest.approx(math.exp(-np.mean(logs)), rel=1e-5)
    right = [model.predict_proba(" ".join(tokens[:place]))["token"][0] == token for place, token in enumerate(tokens)]
    assert found["accuracy"] == pytest.approx(np.mean(right))
    assert model.perplexity(["Doug saw Jane."]) == found["perplexity"]


def test_a_text_alone_and_with_a_long_one_gives_the_same_loss(model):
    short, long = ["Doug."], ["Jane saw Spot saw Doug saw Jane saw Spot saw Doug."]
    together = model.evaluate(short + long)["log_loss"]
    expected = (3 * model.evaluate(short)["log_loss"] + 13 * model.evaluate(long)["log_loss"]) / 16
    assert together == pytest.approx(expected, abs=1e-6)


def test_temperature_zero_takes_the_most_probable_token(model):
    text, tokens = "", []
    for _ in range(4):
        table = model.predict_proba(text)
        token = table.loc[table["token"] != "[UNK]", "token"].iloc[0]
        if token == "[END]":
            break
        tokens.append(token)
        text = " ".join(tokens)
    expected = text.replace(" .", ".")
    assert model.generate(3, temperature=0, max_length=4) == [expected] * 3


@pytest.mark.parametrize("temperature", [0.5, 1.0, 3.0])
def test_tokens_are_drawn_by_their_probability(model, temperature):
    power = next_probabilities(model, "Jane").drop("[UNK]") ** (1 / temperature)
    expected = 4000 * power / power.sum()
    texts = model.generate(4000, prompt="Jane", max_length=2, temperature=temperature, seed=1)
    counts = Counter(text.removeprefix("Jane").strip() or "[END]" for text in texts)
    assert all(abs(counts[token] - e) < 5 * math.sqrt(e + 1) for token, e in expected.items())


def test_prompt_length_and_seed(model):
    texts = model.generate(50, prompt="Spot saw", max_length=6, seed=2)
    assert all(text.startswith("Spot saw") for text in texts)
    assert max(len(text.replace(".", " .").split()) for text in texts) <= 6
    assert texts == model.generate(50, prompt="Spot saw", max_length=6, seed=2)
    assert texts != model.generate(50, prompt="Spot saw", max_length=6, seed=3)
    torch.manual_seed(5)
    one = model.generate(50)
    assert one != model.generate(50)
    torch.manual_seed(5)
    assert one == model.generate(50)


def test_a_seed_settles_the_model_and_torchs_state_is_left_alone():
    torch.manual_seed(9)
    before = torch.get_rng_state()
    one, two = (td.SequenceGenerator(**QUICK).fit(BOOK).get_weights() for _ in range(2))
    assert torch.equal(torch.get_rng_state(), before)
    assert all((one[name] == two[name]).all() for name in one)


def test_characters():
    model = td.SequenceGenerator(level="character", seed=1, learning_rate=0.05, epochs=40, validation_split=0)
    model.fit(["banana."] * 20)
    assert model.generate(temperature=0) == ["banana."]
    assert model.generate(temperature=0, prompt="ban") == ["banana."]
    assert model.generate(temperature=0, max_length=3) == ["ban"]


@pytest.mark.parametrize("texts", [["a"], ["a a a a"] * 5, ["a", ""], ["?"]])
def test_the_smallest_corpora(texts):
    model = td.SequenceGenerator(seed=1, epochs=2, validation_split=0).fit(texts)
    assert math.isfinite(model.perplexity(texts))
    assert set("".join(model.generate(20, seed=1, max_length=5)).replace(" ", "")) <= set("".join(texts))


def test_words_outside_the_vocabulary_are_learned_as_unknown_and_never_written():
    model = td.SequenceGenerator(**QUICK | {"max_tokens": 5}).fit(["a b c", "a b d", "a b e", "a b f"] * 10)
    assert model.vocabulary_ == ["", "[UNK]", "[END]", "a", "b"]
    assert next_probabilities(model, "a b")["[UNK]"] > next_probabilities(model)["[UNK]"]
    assert "[UNK]" not in " ".join(model.generate(200, seed=1))
    assert math.isfinite(model.perplexity(["a z"]))


@pytest.mark.parametrize("suffix", ["", ".zip"])
def test_a_saved_model_writes_the_same(model, tmp_path, suffix):
    model.save(tmp_path / f"model{suffix}")
    again = td.load(tmp_path / f"model{suffix}")
    assert again.get_params() == model.get_params()
    assert again.vocabulary_ == model.vocabulary_
    assert again.generate(30, seed=1) == model.generate(30, seed=1)
    pd.testing.assert_frame_equal(again.history_, model.history_, check_dtype=False)
    assert repr(again) == repr(model)


def test_patience_and_callbacks_are_those_of_all_trainings():
    seen = []
    td.SequenceGenerator(**QUICK | {"callbacks": [lambda record: seen.append(record["epoch"]) or "stop"]}).fit(BOOK)
    assert seen == [1]
    model = td.SequenceGenerator(**QUICK | {"epochs": 60, "patience": 2, "learning_rate": 0.1}).fit(BOOK)
    assert len(model.history_) < 60
    best = int(model.history_["validation_loss"].argmin())
    assert len(model.history_) == best + 3


@pytest.mark.parametrize(
    ("params", "message"),
    [
        ({"architecture": "cnn"}, 'architecture must be one of "rnn", "lstm", "gru"; given \'cnn\''),
        ({"level": "sentence"}, 'level must be one of "word", "character"'),
        ({"hidden_size": 0}, "hidden_size must be at least 1; given 0"),
        ({"embedding_dim": 0}, "embedding_dim must be at least 1; given 0"),
        ({"layers": 0}, "layers must be at least 1; given 0"),
        ({"max_tokens": 3}, "max_tokens must be at least 4 or None; given 3"),
        ({"lowercase": 1}, "lowercase must be True or False; given 1"),
        ({"epochs": 0}, "epochs must be at least 1; given 0"),
        ({"dropout": 1}, "dropout must be at least 0 and less than 1; given 1"),
        ({"callbacks": 1}, "callbacks must be a sequence of functions; given 1"),
    ],
)
def test_unfit_settings_are_named(params, message):
    with pytest.raises((InputValueError, InputTypeError)) as caught:
        td.SequenceGenerator(**params).fit(BOOK)
    assert message in str(caught.value)


@pytest.mark.parametrize("texts", [[], [""], ["", "  "]])
def test_an_empty_corpus_is_refused(texts):
    with pytest.raises(InputValueError, match='texts must hold at least one token at level "word"; given none'):
        td.SequenceGenerator().fit(texts)


def test_one_text_cannot_be_split():
    with pytest.raises(InputValueError, match=r"validation_split = 0.125 of 1 text\(s\) leaves none to learn from"):
        td.SequenceGenerator().fit(["a b"])


def test_unfit_requests_are_named(model):
    with pytest.raises(InputValueError, match="prompt: 'Mary' is not in the vocabulary that the model learned from"):
        model.generate(prompt="Doug saw Mary")
    with pytest.raises(InputValueError, match="prompt: 'Mary'"):
        model.predict_proba("Mary")
    with pytest.raises(InputTypeError, match="prompt must be a string; given "):
        model.generate(prompt=["Doug"])
    with pytest.raises(InputValueError, match=r"temperature must be at least 0; given -0\.1"):
        model.generate(temperature=-0.1)
    with pytest.raises(InputValueError, match="temperature must be at least 0 and finite; given inf"):
        model.generate(temperature=math.inf)
    with pytest.raises(InputTypeError, match="n must be a whole number; given '3'"):
        model.generate("3")
    with pytest.raises(InputValueError, match="max_length must be greater than the number of the prompt's tokens, 1"):
        model.generate(prompt="Doug", max_length=1)
    with pytest.raises(InputValueError, match="texts must hold at least one text; given none"):
        model.evaluate([])
    with pytest.raises(NotFittedError, match="generate needs a fitted SequenceGenerator; call fit first"):
        td.SequenceGenerator().generate()


def test_a_fit_that_fails_leaves_the_model_as_it_was():
    model = td.SequenceGenerator(**QUICK).fit(BOOK)
    before = model.generate(10, seed=1)
    with pytest.raises(InputValueError):
        model.fit([""])
    assert model.generate(10, seed=1) == before


def test_the_history_is_drawn(model):
    pytest.importorskip("matplotlib").use("agg")
    assert len(model.plot().get_lines()) == 2
