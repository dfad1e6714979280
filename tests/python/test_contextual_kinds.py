"""Models of other kinds than BERT: RoBERTa's places, and one that brings its own program."""

import json
from pathlib import Path

import pytest
import torch
from tests.python.tiny_bert import PIECES, tiny_bert, write_tiny_bert

pytest.importorskip("transformers", reason='transformers is not installed (pip install "torchduet[bert]")')

from torchduet.contextual.vectors import ContextualVectors
from torchduet.errors import InputValueError


def test_the_longest_text_of_roberta_leaves_out_the_places_up_to_padding_s() -> None:
    from transformers import RobertaConfig, RobertaModel

    config = RobertaConfig(
        vocab_size=len(PIECES), hidden_size=8, num_hidden_layers=1, num_attention_heads=2, intermediate_size=8,
        max_position_embeddings=14, pad_token_id=1,
    )  # fmt: skip
    with torch.random.fork_rng(devices=[]):
        model = RobertaModel(config, add_pooling_layer=False)
    vectors = ContextualVectors.from_transformers(model, tiny_bert()[1], device="cpu")
    assert vectors.max_length == 12  # rows 2 to 13
    assert vectors.embed_texts("good " * 50).shape == (1, 8)
    with pytest.raises(InputValueError, match="max_length must be at most 12"):
        ContextualVectors.from_transformers(model, tiny_bert()[1], max_length=13, device="cpu")


def test_no_program_beside_a_model_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = Path(write_tiny_bert(tmp_path / "model"))
    config = json.loads((folder / "config.json").read_text())
    own = {"model_type": "own", "auto_map": {"AutoConfig": "own.OwnConfig", "AutoModel": "own.OwnModel"}}
    (folder / "config.json").write_text(json.dumps({**config, **own}))
    (folder / "own.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')")
    asked: list[object] = []
    monkeypatch.setattr("builtins.input", lambda *question: asked.append(question) or "y")
    with pytest.raises(InputValueError, match="its settings or its tokenizer cannot be read"):
        ContextualVectors(folder)
    assert not asked
    assert not (tmp_path / "ran").exists()
