"""What is saved comes back as it was."""

import json

import numpy as np
import pandas as pd
import pytest
import safetensors.torch
import torch
from tests.python.stored_files import FORMS, read_parts

import torchduet as td

QUICK = {"seed": 1, "embedding_dim": 8, "epochs": 2}


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
