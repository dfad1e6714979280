"""What is no saved model, or no longer the one that was saved, is refused, and nothing in it runs."""

import hashlib
import json
import pickle
from pathlib import Path

import numpy as np
import pytest
import torch
from tests.python.stored_files import change, read_parts, seal, write_parts

import torchduet as td


class TestRefusal:
    def test_nothing_there(self, tmp_path):
        with pytest.raises(FileNotFoundError, match=r"there is no saved model at .*nowhere"):
            td.load(tmp_path / "nowhere")

    @pytest.mark.parametrize("name", ["model.json", "weights.safetensors"])
    def test_a_part_is_missing(self, saved, name):
        parts = read_parts(saved)
        del parts[name]
        write_parts(saved, parts)
        with pytest.raises(ValueError, match="is not a saved model, or is damaged"):
            td.load(saved)

    @pytest.mark.parametrize("content", [b"", b"PK", b"hello", pickle.dumps({"a": 1})])
    def test_a_file_of_another_kind(self, content, tmp_path):
        for name in ("model.zip", "model", "model.pkl"):
            (tmp_path / name).write_bytes(content)
            with pytest.raises(ValueError, match="is not a saved model, or is damaged"):
                td.load(tmp_path / name)

    def test_torchs_own_files_are_not_read_and_no_pickle_runs(self, tmp_path):
        class Trap:
            def __reduce__(self):
                return (Path.touch, (tmp_path / "ran",))

        torch.save({"trap": Trap()}, tmp_path / "model.zip")  # a zip file with a pickle in it
        with pytest.raises(ValueError, match="is not a saved model"):
            td.load(tmp_path / "model.zip")
        (tmp_path / "folder").mkdir()
        for name in ("model.json", "weights.safetensors"):
            (tmp_path / "folder" / name).write_bytes(pickle.dumps(Trap()))
        with pytest.raises(ValueError, match="is damaged"):
            td.load(tmp_path / "folder")
        assert not (tmp_path / "ran").exists()

    def test_a_pickle_in_place_of_the_weights(self, saved):
        weights = pickle.dumps({"output.bias": [0.0]})
        write_parts(saved, read_parts(saved) | {"weights.safetensors": weights})
        change(saved, weights_sha256=hashlib.sha256(weights).hexdigest())
        with pytest.raises(ValueError, match=r"is damaged: weights\.safetensors cannot be read"):
            td.load(saved)

    def test_json_of_another_program(self, saved):
        for content in (b"{}", b"[1]", b'"torchduet"', b"null", b'{"format": "keras", "class": "TextClassifier"}'):
            write_parts(saved, read_parts(saved) | {"model.json": content})
            with pytest.raises(ValueError, match="was not saved by torchduet"):
                td.load(saved)

    def test_a_newer_version(self, saved):
        change(saved, format_version=2)
        with pytest.raises(
            ValueError, match=r"has format version 2, this version of torchduet reads 1; update torchduet"
        ):
            td.load(saved)

    def test_an_unknown_class(self, saved):
        change(saved, **{"class": "VideoClassifier"})
        with pytest.raises(
            ValueError, match=r"holds a VideoClassifier, which this version does not know; it knows Text"
        ):
            td.load(saved)

    def test_truncated_at_any_place(self, saved):
        files = [saved] if saved.is_file() else list(saved.iterdir())
        for file in files:
            content = file.read_bytes()
            for length in {0, 1, len(content) // 3, len(content) // 2, len(content) - 1}:
                file.write_bytes(content[:length])
                with pytest.raises(ValueError, match=r"is damaged|was not saved"):
                    td.load(saved)
            file.write_bytes(content)
        td.load(saved)

    def test_one_bit_of_the_weights(self, saved):
        parts = read_parts(saved)
        weights = bytearray(parts["weights.safetensors"])
        weights[-3] ^= 1
        write_parts(saved, parts | {"weights.safetensors": bytes(weights)})
        with pytest.raises(ValueError, match=r"is damaged: weights.safetensors is not the one that was saved"):
            td.load(saved)

    def test_bytes_of_a_zip_file(self, fitted, tmp_path, reviews):
        path = tmp_path / "model.zip"
        fitted.save(path)
        content, expected = path.read_bytes(), fitted.predict_proba(reviews.texts[:3])
        generator = np.random.default_rng(1)
        refused = 0
        for place in generator.integers(len(content), size=150):
            damaged = bytearray(content)
            damaged[place] ^= 1 << int(generator.integers(8))
            path.write_bytes(damaged)
            try:
                model = td.load(path)
            except ValueError:
                refused += 1
            else:  # a date in the archive's directory, say
                np.testing.assert_array_equal(model.predict_proba(reviews.texts[:3]), expected)
        assert refused > 100

    @pytest.mark.parametrize(
        "changes",
        [
            {"params": {"unknown": 1}},
            {"params": {"architecture": "unknown"}},
            {"params": {"embedding_dim": 9}},
            {"params": {"embedding_dim": 10**12}},
            {"params": []},
            {"params": None},
            {"classes": ["a"]},
            {"classes": [["a", "b"], ["c"]]},
            {"classes": {"a": 1}},
            {"vocabulary": []},
            {"vocabulary": ["", "[UNK]", "a"]},
            {"vocabulary": 3},
            {"vocabulary": "abc"},
            {"history": 3},
            {"weights_sha256": None},
        ],
    )
    def test_a_description_that_was_tampered_with(self, saved, changes):
        change(saved, **changes)
        with pytest.raises(ValueError, match="is damaged"):
            td.load(saved)

    def test_a_description_that_was_changed_without_its_checksum(self, saved):
        parts = read_parts(saved)
        content = parts["model.json"].replace(b'"great"', b'"grand"')
        assert content != parts["model.json"]
        write_parts(saved, parts | {"model.json": content})
        with pytest.raises(ValueError, match=r"is damaged: model\.json was changed after it was saved"):
            td.load(saved)

    def test_a_description_laid_out_anew_is_the_same(self, saved):
        parts = read_parts(saved)
        write_parts(saved, parts | {"model.json": json.dumps(json.loads(parts["model.json"]), indent=4).encode()})
        laid_out_anew = td.load(saved)
        saved_before = saved.with_name("before.zip")
        write_parts(saved_before, parts)
        expected = td.load(saved_before)
        assert laid_out_anew.get_params() == expected.get_params()
        np.testing.assert_array_equal(laid_out_anew.predict_proba("good tea"), expected.predict_proba("good tea"))

    @pytest.mark.parametrize("name", ["params", "classes", "vocabulary", "history", "seed", "interrupted"])
    def test_a_description_that_lacks_a_field(self, saved, name):
        document = json.loads(read_parts(saved)["model.json"])
        del document[name]
        seal(saved, document)
        with pytest.raises(ValueError, match="is damaged"):
            td.load(saved)

    @pytest.mark.parametrize("vocabulary", [["a", "b", "c"], ["", "[UNK]", "a", "a"], ["", "[UNK]", 3]])
    def test_a_vocabulary_that_is_none(self, vocabulary, tmp_path):
        td.TextVectorizer().fit(["a"]).save(tmp_path / "vectorizer")
        change(tmp_path / "vectorizer", vocabulary=vocabulary)
        with pytest.raises(ValueError, match="is damaged"):
            td.load(tmp_path / "vectorizer")
