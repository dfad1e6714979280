"""Saving replaces saved models and nothing else, and all of one or nothing of it."""

import os
import zipfile
from pathlib import Path

import pytest
from tests.python.stored_files import FORMS, read_parts, write_parts

import torchduet as td


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
