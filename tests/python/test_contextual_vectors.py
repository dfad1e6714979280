import json
import socket
from pathlib import Path

import numpy as np
import pytest
import torch
from sklearn.metrics.pairwise import cosine_similarity
from tests.python.tiny_bert import PIECES, tiny_bert, write_tiny_bert

pytest.importorskip("transformers", reason='transformers is not installed (pip install "torchduet[bert]")')

from torchduet.contextual.vectors import ContextualVectors
from torchduet.errors import InputTypeError, InputValueError, PositionError

TEXTS = ["The cat sat on the bank.", "unbelievable", "", "very very good, a river bank. It is a café!", "xyzzy"]


@pytest.fixture(scope="module")
def double() -> ContextualVectors:
    return ContextualVectors.from_transformers(*tiny_bert(), batch_size=2)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> str:
    return write_tiny_bert(tmp_path_factory.mktemp("model") / "tiny")


@torch.no_grad()
def hidden_states(text: str) -> tuple[list[str], tuple[np.ndarray, ...]]:
    """What transformers itself gives for one text: its pieces, and their vectors after each layer."""
    model, tokenizer = tiny_bert()
    given = tokenizer(text, return_tensors="pt")
    states = model.eval()(**given, output_hidden_states=True).hidden_states
    return tokenizer.convert_ids_to_tokens(given["input_ids"][0]), tuple(state[0].numpy() for state in states)


@pytest.mark.parametrize("layers", [None, 0, 1, 2])
def test_a_text_s_vector_is_the_mean_of_what_transformers_gives(double: ContextualVectors, layers: int | None) -> None:
    expected = [hidden_states(text)[1][-1 if layers is None else layers].mean(axis=0) for text in TEXTS]
    np.testing.assert_allclose(double.embed_texts(TEXTS, layers=layers), expected, rtol=1e-12, atol=1e-12)


def test_or_the_vector_of_the_mark_at_its_start(double: ContextualVectors) -> None:
    expected = [hidden_states(text)[1][-1][0] for text in TEXTS]
    np.testing.assert_allclose(double.embed_texts(TEXTS, pooling="cls"), expected, rtol=1e-12, atol=1e-12)


def test_a_word_s_vector_is_the_mean_of_its_pieces(double: ContextualVectors) -> None:
    table = double.embed_words(["The unbelievable bank.", "", "Café"])
    assert table[["text", "position", "word", "pieces"]].to_numpy().tolist() == [
        [0, 0, "The", 1], [0, 1, "unbelievable", 3], [0, 2, "bank", 1], [0, 3, ".", 1], [2, 0, "Café", 1],
    ]  # fmt: skip
    pieces, states = hidden_states("The unbelievable bank.")
    assert pieces == ["[CLS]", "the", "un", "##believ", "##able", "bank", ".", "[SEP]"]
    last = states[-1]
    expected = [last[1], last[2:5].mean(axis=0), last[5], last[6], hidden_states("Café")[1][-1][1]]
    vectors = table.filter(like="dimension_").to_numpy()
    np.testing.assert_allclose(vectors, expected, rtol=1e-12, atol=1e-12)


def test_a_word_has_another_vector_in_another_text_but_not_before_the_first_layer(double: ContextualVectors) -> None:
    def bank(layers: int | None) -> np.ndarray:
        table = double.embed_words(["the river bank", "the money bank"], layers=layers)
        return table.loc[table["word"] == "bank"].filter(like="dimension_").to_numpy()

    first, second = bank(None)
    assert np.abs(first - second).max() > 0.1
    np.testing.assert_array_equal(*bank(0))


def test_padding_never_changes_a_vector(folder: str) -> None:
    vectors = ContextualVectors(folder)
    long = "the cat sat on the bank . it is a very very good river bank"
    together = vectors.embed_texts(["bad", long])
    np.testing.assert_allclose(together[:1], vectors.embed_texts("bad"), atol=1e-6)
    words = vectors.embed_words(["bad", long]).filter(like="dimension_").to_numpy()
    np.testing.assert_allclose(words[:1], vectors.embed_words("bad").filter(like="dimension_"), atol=1e-6)


def test_the_order_of_texts_and_batches_changes_nothing(double: ContextualVectors) -> None:
    alone = np.concatenate([double.embed_texts(text) for text in TEXTS])
    np.testing.assert_allclose(double.embed_texts(TEXTS[::-1])[::-1], alone, rtol=1e-12, atol=1e-12)


def test_nothing_is_drawn_and_dropout_is_off_even_after_training(double: ContextualVectors) -> None:
    before = torch.get_rng_state()
    expected = double.embed_texts(TEXTS)
    double.encoder.train()
    np.testing.assert_array_equal(double.embed_texts(TEXTS), expected)
    assert torch.equal(torch.get_rng_state(), before)


def test_a_long_text_is_cut_with_its_marks_kept(double: ContextualVectors) -> None:
    short = ContextualVectors.from_transformers(*tiny_bert(), max_length=5)
    text = "the cat sat on the bank"
    assert short.embed_words(text)["word"].tolist() == ["the", "cat", "sat"]
    np.testing.assert_allclose(short.embed_texts(text), double.embed_texts("the cat sat"), rtol=1e-12)
    assert double.embed_texts("good " * 500).shape == (1, 16)  # more than the model can read


def test_similarity_and_matrix_are_named_by_the_texts(double: ContextualVectors) -> None:
    found = double.similarity(["good", "bad"], "very good")
    assert found.index.tolist() == ["good", "bad"]
    assert found.columns.tolist() == ["very good"]
    expected = cosine_similarity(double.embed_texts(["good", "bad"]), double.embed_texts("very good"))
    np.testing.assert_allclose(found, expected, rtol=1e-12)
    matrix = double.as_matrix(["good", "bad"])
    assert matrix.index.tolist() == ["good", "bad"]
    np.testing.assert_array_equal(matrix, double.embed_texts(["good", "bad"]))


def test_no_texts_give_no_rows(double: ContextualVectors) -> None:
    assert double.embed_texts([]).shape == (0, 16)
    assert double.embed_words([]).shape == (0, 4 + 16)


def test_saved_and_read_again(folder: str, tmp_path: Path) -> None:
    vectors = ContextualVectors(folder)
    vectors.save(tmp_path / "copy")
    assert not list((tmp_path / "copy").glob("*.bin"))
    again = ContextualVectors(tmp_path / "copy")
    np.testing.assert_array_equal(again.embed_texts(TEXTS), vectors.embed_texts(TEXTS))
    assert (again.dimension, again.layers, again.max_length) == (16, 2, 40)
    with pytest.raises(FileExistsError, match="choose another path"):
        vectors.save(tmp_path / "copy")
    assert [path.name for path in tmp_path.iterdir()] == ["copy"]


def test_a_model_that_is_not_here_is_not_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("the network was used")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    with pytest.raises(FileNotFoundError, match=r"is not on this machine.*download_embeddings"):
        ContextualVectors("nobody/has-this-model")
    with pytest.raises(FileNotFoundError, match="not on this machine"):
        ContextualVectors("/nowhere/at/all")


def test_a_model_in_hugging_face_s_cache_is_found(folder: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from huggingface_hub import constants

    cached = tmp_path / "models--somebody--tiny"
    (cached / "refs").mkdir(parents=True)
    (cached / "refs" / "main").write_text("abc")
    (cached / "snapshots").mkdir()
    (cached / "snapshots" / "abc").symlink_to(folder)
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path))
    found = ContextualVectors("somebody/tiny")
    assert repr(found) == "<ContextualVectors somebody/tiny: 2 layers, 16 dimensions>"
    np.testing.assert_array_equal(found.embed_texts(TEXTS), ContextualVectors(folder).embed_texts(TEXTS))


def damaged(folder: str, target: Path, name: str, content: bytes) -> Path:
    target.mkdir()
    for file in Path(folder).iterdir():
        (target / file.name).write_bytes(content if file.name == name else file.read_bytes())
    return target


def test_damaged_folders_are_refused(folder: str, tmp_path: Path) -> None:
    weights = (Path(folder) / "model.safetensors").read_bytes()
    config = json.loads((Path(folder) / "config.json").read_text())
    for number, (name, content, message) in enumerate([
        ("config.json", b"{", "cannot be read"),
        ("config.json", json.dumps({**config, "model_type": "nonesuch"}).encode(), "cannot be read"),
        ("config.json", json.dumps({**config, "num_hidden_layers": 3}).encode(), "weights are incomplete"),
        ("model.safetensors", weights[: len(weights) // 2], "weights cannot be read"),
    ]):  # fmt: skip
        with pytest.raises(InputValueError, match=message):
            ContextualVectors(damaged(folder, tmp_path / str(number), name, content))


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"max_length": 41}, InputValueError, "max_length must be at most 40"),
        ({"max_length": 2}, InputValueError, "max_length must be at least 3"),
        ({"batch_size": 0}, InputValueError, "batch_size must be at least 1"),
        ({"device": "abacus"}, InputValueError, "device must be a device of this machine"),
    ],
)
def test_settings_that_make_no_sense(arguments: dict[str, object], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        ContextualVectors.from_transformers(*tiny_bert(), **arguments)


def test_texts_that_make_no_sense(double: ContextualVectors) -> None:
    with pytest.raises(PositionError, match="element 1 is"):
        double.embed_texts(["good", None])
    with pytest.raises(PositionError, match="element 1 holds half a Unicode character"):
        double.embed_words(["good", "\ud800"])
    with pytest.raises(InputTypeError, match="texts must be strings"):
        double.embed_texts([1, 2])
    with pytest.raises(InputValueError, match="layers must be at most 2"):
        double.embed_texts("good", layers=3)
    with pytest.raises(InputValueError, match='pooling must be one of "mean", "cls"'):
        double.embed_texts("good", pooling="last")


def test_ids_are_the_model_s_own_and_one_more(double: ContextualVectors) -> None:
    ids = double.vectorizer.transform(["good", ""])
    assert ids.tolist() == [[PIECES.index("[CLS]") + 1, PIECES.index("good") + 1, PIECES.index("[SEP]") + 1],
                            [PIECES.index("[CLS]") + 1, PIECES.index("[SEP]") + 1, 0]]  # fmt: skip
    assert [double.vectorizer.vocabulary_[place] for place in ids[0]] == ["[CLS]", "good", "[SEP]"]
