import sys
from pathlib import Path

import numpy as np
import pytest

import torchduet as td
from torchduet.errors import InputValueError


def test_a_folder_of_a_model_and_its_name_are_models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("transformers", reason='transformers is not installed (pip install "torchduet[bert]")')
    from tests.python.tiny_bert import write_tiny_bert

    folder = write_tiny_bert(tmp_path / "model")
    found = td.load_embeddings(folder)
    assert isinstance(found, td.ContextualVectors)
    np.testing.assert_array_equal(found.embed_texts("good"), td.ContextualVectors(folder).embed_texts("good"))
    monkeypatch.chdir(tmp_path)
    with pytest.raises(FileNotFoundError, match="model neuralmind/bert-base-portuguese-cased is not on"):
        td.load_embeddings("neuralmind/bert-base-portuguese-cased")
    for setting, value in {"max_words": 3, "problems": "error"}.items():
        with pytest.raises(InputValueError, match=f"{setting} is for files of word vectors"):
            td.load_embeddings(folder, **{setting: value})


def test_a_folder_may_begin_with_the_user_s_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("transformers", reason='transformers is not installed (pip install "torchduet[bert]")')
    from tests.python.tiny_bert import write_tiny_bert

    write_tiny_bert(tmp_path / "model")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert isinstance(td.load_embeddings("~/model"), td.ContextualVectors)
    assert td.ContextualVectors("~/model").dimension == 16


def test_a_file_that_is_not_there_may_look_like_a_model_s_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "transformers", None)
    with pytest.raises(ImportError, match="there is no file at vectors/glove; as the name of a model"):
        td.load_embeddings("vectors/glove")


def test_a_service_is_one_behind_its_mark() -> None:
    found = td.load_embeddings("openai:text-embedding-ada-002")
    assert isinstance(found, td.HostedEmbeddings)
    assert repr(found).startswith("<HostedEmbeddings text-embedding-ada-002 at http")


def test_a_service_s_vectors_are_not_kept_where_told_so() -> None:
    assert td.load_embeddings("openai:text-embedding-ada-002")._cache.folder is not None
    assert td.load_embeddings("openai:text-embedding-ada-002", cache=False)._cache.folder is None
    with pytest.raises(TypeError, match="cache must be True or False"):
        td.load_embeddings("openai:text-embedding-ada-002", cache="no")


def test_files_are_files_still(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "vectors").write_text("king 1 0\nqueen 0 1\n")
    monkeypatch.chdir(tmp_path)
    assert td.load_embeddings("folder/vectors", cache=False).words == ["king", "queen"]
    with pytest.raises(FileNotFoundError, match=r"there is no file at folder/other\.txt"):
        td.load_embeddings("folder/other.txt")
    with pytest.raises(IsADirectoryError):
        td.load_embeddings("folder")


def test_without_transformers_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "transformers", None)
    with pytest.raises(ImportError, match=r'needs transformers: pip install "torchduet\[bert\]"'):
        td.load_embeddings("somebody/model")
    monkeypatch.setitem(sys.modules, "openai", None)
    with pytest.raises(ImportError, match=r'hosted embeddings need openai: pip install "torchduet\[openai\]"'):
        td.HostedEmbeddings(cache=False).embed_texts("good")
