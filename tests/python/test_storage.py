import hashlib
import json
import os
import pickle
import shutil
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import safetensors.torch
import torch

import torchduet as td

QUICK = {"seed": 1, "embedding_dim": 8, "epochs": 2}
FORMS = ["model", "model.zip"]


@pytest.fixture(params=FORMS)
def saved(request, fitted, tmp_path) -> Path:
    """A model saved as a folder, and as a file."""
    path = tmp_path / request.param
    fitted.save(path)
    return path


def read_parts(path: Path) -> dict[str, bytes]:
    if path.is_dir():
        return {file.name: file.read_bytes() for file in path.iterdir()}
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def write_parts(path: Path, parts: dict[str, bytes]) -> None:
    if path.is_dir():
        shutil.rmtree(path)
        path.mkdir()
        for name, content in parts.items():
            (path / name).write_bytes(content)
    else:
        with zipfile.ZipFile(path, "w") as archive:
            for name, content in parts.items():
                archive.writestr(name, content)


def change(path: Path, **changes: object) -> None:
    """Change fields of a saved model's description, as somebody who knows about the checksum would."""
    seal(path, json.loads(read_parts(path)["model.json"]) | changes)


def seal(path: Path, document: dict[str, object]) -> None:
    document.pop("sha256", None)
    document["sha256"] = hashlib.sha256(json.dumps(document, sort_keys=True).encode()).hexdigest()
    write_parts(path, read_parts(path) | {"model.json": json.dumps(document).encode()})


class TestRoundTrip:
    def test_a_classifier_comes_back_bit_for_bit(self, saved, fitted, reviews):
        model = td.load(saved)
        assert model.predict_proba(reviews.texts).tobytes() == fitted.predict_proba(reviews.texts).tobytes()
        for name, tensor in fitted.network_.state_dict().items():
            assert torch.equal(model.network_.state_dict()[name], tensor)
        assert model.get_params() == fitted.get_params()
        assert model.vectorizer_.vocabulary_ == fitted.vectorizer_.vocabulary_
        assert (model.seed_, model.interrupted_) == (fitted.seed_, fitted.interrupted_)
        pd.testing.assert_frame_equal(model.history_, fitted.history_)
        assert not model.network_.training

    def test_what_was_loaded_can_be_trained_further_and_saved_again(self, saved, tmp_path, reviews):
        model = td.load(saved)
        ids = torch.tensor(model.vectorizer_.transform(reviews.texts))
        optimizer = torch.optim.SGD(model.network_.parameters(), lr=0.1)
        before = model.predict_proba(reviews.texts)
        torch.nn.functional.cross_entropy(model.network_(ids), torch.zeros(160, dtype=torch.int64)).backward()
        optimizer.step()
        assert not np.array_equal(model.predict_proba(reviews.texts), before)
        model.save(tmp_path / "again.zip")
        again = td.load(tmp_path / "again.zip").predict_proba(reviews.texts)
        assert again.tobytes() == model.predict_proba(reviews.texts).tobytes()

    def test_what_was_loaded_can_be_fitted(self, saved, fitted, reviews):
        model = td.load(saved).fit(reviews.texts, reviews.labels)
        assert model.predict_proba(reviews.texts).tobytes() == fitted.predict_proba(reviews.texts).tobytes()

    @pytest.mark.parametrize(
        "labels",
        [
            ["ruim", "ótimo"],
            [-3, 10],
            [False, True],
            [0.1, 1e300],
            pd.Categorical(["z", "a"], categories=["z", "unused", "a"]),
            pd.Series([2, 1], dtype="Int64"),
            np.array([1, 2], dtype=np.int8),
        ],
    )
    def test_class_labels_keep_their_type_and_order(self, labels, tmp_path):
        texts = ["a b", "c d"] * 5
        given = pd.concat([pd.Series(labels)] * 5) if not isinstance(labels, list) else labels * 5
        model = td.TextClassifier(**QUICK).fit(texts, given)
        model.save(tmp_path / "model.zip")
        classes = td.load(tmp_path / "model.zip").classes_
        assert classes.dtype == model.classes_.dtype
        assert classes.tolist() == model.classes_.tolist()

    @pytest.mark.parametrize("form", FORMS)
    def test_a_vectorizer_comes_back(self, form, tmp_path):
        vectorizer = td.TextVectorizer(max_tokens=9, max_length=4, lowercase=False).fit(["Não gosto", "d'água 😀 日本"])
        vectorizer.save(str(tmp_path / form))
        loaded = td.load(str(tmp_path / form))
        assert loaded.get_params() == vectorizer.get_params()
        assert loaded.vocabulary_ == vectorizer.vocabulary_
        np.testing.assert_array_equal(loaded.transform(["gosto Não"]), vectorizer.transform(["gosto Não"]))

    def test_an_interrupted_model_without_history(self, reviews, tmp_path, monkeypatch):
        def press_ctrl_c(*_):
            raise KeyboardInterrupt

        with monkeypatch.context() as patched:
            patched.setattr(torch.optim.AdamW, "step", press_ctrl_c)
            with pytest.warns(UserWarning, match="interrupted"):
                model = td.TextClassifier(**QUICK).fit(reviews.texts, reviews.labels)
        model.save(tmp_path / "model")
        loaded = td.load(tmp_path / "model")
        assert loaded.interrupted_
        assert list(loaded.history_) == list(model.history_)

    def test_folders_on_the_way_are_made(self, fitted, tmp_path):
        fitted.save(tmp_path / "a" / "b" / "model.zip")
        assert td.load(tmp_path / "a" / "b" / "model.zip").seed_ == fitted.seed_

    def test_the_file_holds_json_and_safetensors_and_no_callbacks(self, reviews, tmp_path):
        model = td.TextClassifier(**QUICK, callbacks=[lambda _: None]).fit(reviews.texts, reviews.labels)
        model.save(tmp_path / "model")
        parts = read_parts(tmp_path / "model")
        assert set(parts) == {"model.json", "weights.safetensors"}
        document = json.loads(parts["model.json"])
        assert (document["format"], document["format_version"]) == ("torchduet", 1)
        tensors = safetensors.torch.load(parts["weights.safetensors"])
        assert set(tensors) == set(model.network_.state_dict())
        assert td.load(tmp_path / "model").callbacks == ()

    def test_labels_that_json_cannot_hold_are_refused_before_anything_is_written(self, tmp_path):
        model = td.TextClassifier(**QUICK).fit(["a", "b"] * 5, [("x", 1), ("y", 2)] * 5)
        with pytest.raises(TypeError, match="class labels must be strings, numbers or booleans; given tuple"):
            model.save(tmp_path / "model")
        assert list(tmp_path.iterdir()) == []


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


class TestOverwriting:
    @pytest.mark.parametrize("form", FORMS)
    def test_a_saved_model_is_replaced(self, form, tmp_path):
        td.TextVectorizer().fit(["old"]).save(tmp_path / form)
        td.TextVectorizer().fit(["new"]).save(tmp_path / form)
        assert td.load(tmp_path / form).vocabulary_[2:] == ["new"]
        assert [item.name for item in tmp_path.iterdir()] == [form]

    def test_an_empty_folder_is_filled(self, tmp_path):
        (tmp_path / "model").mkdir()
        td.TextVectorizer().fit(["a"]).save(tmp_path / "model")
        assert td.load(tmp_path / "model").vocabulary_[2:] == ["a"]

    @pytest.mark.parametrize(
        "files",
        [
            {"thesis.txt": b"years of work"},
            {"model.json": b"{}"},
            {"model.json": b"not json"},
            {"model.json": b'{"format": "another"}', "weights.safetensors": b""},
            {"weights.safetensors": b"someone's weights"},
        ],
    )
    def test_a_foreign_folder_is_left_alone(self, files, tmp_path):
        folder = tmp_path / "model"
        folder.mkdir()
        for name, content in files.items():
            (folder / name).write_bytes(content)
        with pytest.raises(FileExistsError, match="exists and is not a saved model; choose another path or remove it"):
            td.TextVectorizer().fit(["a"]).save(folder)
        assert read_parts(folder) == files

    def test_a_model_with_a_file_added_is_left_alone(self, tmp_path):
        td.TextVectorizer().fit(["a"]).save(tmp_path / "model")
        (tmp_path / "model" / "notes.txt").write_text("mine")
        with pytest.raises(FileExistsError, match="is not a saved model"):
            td.TextVectorizer().fit(["b"]).save(tmp_path / "model")
        assert (tmp_path / "model" / "notes.txt").read_text() == "mine"

    @pytest.mark.parametrize("name", ["model", "model.zip", "model.json"])
    def test_a_foreign_file_is_left_alone(self, name, tmp_path):
        (tmp_path / name).write_bytes(b"years of work")
        with pytest.raises(FileExistsError, match="is not a saved model"):
            td.TextVectorizer().fit(["a"]).save(tmp_path / name)
        assert (tmp_path / name).read_bytes() == b"years of work"

    def test_a_foreign_zip_file_is_left_alone(self, tmp_path):
        for parts in ({"photo.jpg": b"1"}, {"model.json": b"{}", "weights.safetensors": b""}):
            path = tmp_path / "model.zip"
            write_parts(path, parts)
            with pytest.raises(FileExistsError, match="is not a saved model"):
                td.TextVectorizer().fit(["a"]).save(path)
            assert read_parts(path) == parts

    def test_a_folder_named_like_a_zip_file_is_left_alone(self, tmp_path):
        (tmp_path / "model.zip").mkdir()
        with pytest.raises(FileExistsError, match="is not a saved model"):
            td.TextVectorizer().fit(["a"]).save(tmp_path / "model.zip")


class TestInterruption:
    """Whatever happens while a model is written, the one saved before stays, and nothing else is left behind."""

    @pytest.mark.parametrize("form", FORMS)
    @pytest.mark.parametrize("failure", [OSError("no space left on device"), KeyboardInterrupt()])
    @pytest.mark.parametrize("where", ["writing", "first rename", "last rename"])
    def test_the_old_model_stays(self, form, failure, where, tmp_path, monkeypatch):
        path = tmp_path / form
        td.TextVectorizer().fit(["old"]).save(path)
        new = td.TextVectorizer().fit(["new"])

        def fail(*_args, **_kwargs):
            raise failure

        replace, calls = os.replace, []

        def fail_at_rename(source, target):
            calls.append(target)
            if where == "first rename" or (Path(target) == path and Path(source).name != "before"):
                fail()
            replace(source, target)

        with monkeypatch.context() as patched:
            if where == "writing":
                patched.setattr(Path, "write_bytes", fail)
                patched.setattr(zipfile.ZipFile, "writestr", fail)
            else:
                patched.setattr(os, "replace", fail_at_rename)
            with pytest.raises(type(failure)):
                new.save(path)

        assert td.load(path).vocabulary_[2:] == ["old"]
        assert [item.name for item in tmp_path.iterdir()] == [form]
        new.save(path)
        assert td.load(path).vocabulary_[2:] == ["new"]
