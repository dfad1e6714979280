"""A BERT so small that a test can make it, its vocabulary written here."""

from pathlib import Path
from typing import Any

import torch

PIECES = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", ".", "'", "the", "bank", "river", "money", "cat", "sat", "on"]
PIECES += ["good", "bad", "very", "un", "##believ", "##able", "café", "a", "s", "it", "is"]


def tiny_bert(*, layers: int = 2, hidden: int = 16, positions: int = 40, seed: int = 1) -> tuple[Any, Any]:
    """Return a model in double precision and its tokenizer; torch's own random state is left as it was."""
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    backend = Tokenizer(models.WordPiece({piece: place for place, piece in enumerate(PIECES)}, unk_token="[UNK]"))
    backend.normalizer = normalizers.BertNormalizer(lowercase=True, strip_accents=False)
    backend.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    backend.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", PIECES.index("[CLS]")), ("[SEP]", PIECES.index("[SEP]"))]
    )
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=backend, pad_token="[PAD]", unk_token="[UNK]", cls_token="[CLS]", sep_token="[SEP]",
        mask_token="[MASK]",
    )  # fmt: skip
    config = BertConfig(
        vocab_size=len(PIECES), hidden_size=hidden, num_hidden_layers=layers, num_attention_heads=2,
        intermediate_size=2 * hidden, max_position_embeddings=positions, initializer_range=0.5,
    )  # fmt: skip
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return BertModel(config, add_pooling_layer=False).double(), tokenizer


def write_tiny_bert(folder: str | Path) -> str:
    """Write one in single precision to a folder, as a model of Hugging Face's lies there; return the folder."""
    model, tokenizer = tiny_bert()
    model.float().save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return str(folder)
