"""Sets of vectors that have a name, and where they are found."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from torchduet.datasets.cache import cache_root

__all__ = ["EXPECTED", "KnownSet", "downloads_folder", "find_set", "locate"]

GLOVE = "https://nlp.stanford.edu/data/glove.6B.zip"
# Of the archive as a whole; in the registry of NumPy's tutorials (pooch), in Keras examples and in Julia's
# Embeddings.jl it is the same.
GLOVE_SHA256 = "617afb2fe6cbd085c235baf7a465b96f4112bd7f7ccb2b2cbd649fed9cbcf2fb"
NILC = "http://143.107.183.175:22980/download.php?file=embeddings/{model}/{file}.zip"
NILC_NAME = re.compile(r"nilc\.(?:(glove)|(fasttext|wang2vec|word2vec)\.(cbow|skip))\.(50|100|300|600|1000)d")
EXPECTED = (
    '"glove.6B.50d" (100d, 200d, 300d), "nilc.glove.50d" (100d, 300d, 600d, 1000d), "nilc.fasttext.cbow.50d" (or '
    "word2vec, wang2vec; or skip)"
)


@dataclass(frozen=True)
class KnownSet:
    """Where a set of vectors is found.

    Parameters
    ----------
    url : str
    file : str
        What the archive is called in the cache.
    member : str, optional
        The file in the archive, where it holds several.
    sha256 : str, optional
        Of the archive; None where nobody has published one.
    size : int, optional
        In bytes.
    source : str
        Whose it is, and under which licence.
    """

    url: str
    file: str
    member: str | None
    sha256: str | None
    size: int | None
    source: str


def find_set(name: str) -> KnownSet | None:
    """Return the set of a name, if there is one.

    Examples
    --------
    >>> find_set("nilc.glove.100d").file
    'nilc-glove-glove_s100.zip'
    """
    if match := re.fullmatch(r"glove\.6B\.(50|100|200|300)d", name):
        member = f"glove.6B.{match[1]}d.txt"
        source = "J. Pennington, R. Socher, C. D. Manning (Stanford), public domain (PDDL 1.0)"
        return KnownSet(GLOVE, "glove.6B.zip", member, GLOVE_SHA256, 862_182_613, source)
    if match := NILC_NAME.fullmatch(name):
        model, size = match[1] or match[2], match[4]
        file = f"{match[3] or 'glove'}_s{size}"
        source = "N. Hartmann et al. (NILC, Universidade de São Paulo); see http://nilc.icmc.usp.br/embeddings"
        return KnownSet(NILC.format(model=model, file=file), f"nilc-{model}-{file}.zip", None, None, None, source)
    return None


def downloads_folder() -> Path:
    """Return where archives are kept."""
    return cache_root() / "downloads"


def locate(path: Path, member: str | None) -> tuple[Path, str | None]:
    """Return the file to read, and its member: of a known set, the one that was fetched.

    Raises
    ------
    FileNotFoundError
        There is neither such a file nor such a set, or the set was not fetched.
    IsADirectoryError
    """
    if path.is_dir():
        raise IsADirectoryError(f"path must be the name of a file; given a folder, {path}")
    if path.exists():
        return path, member
    if (known := find_set(str(path))) is None:
        raise FileNotFoundError(f"there is no file at {path}, and it is not the name of a known set: {EXPECTED}")
    file = downloads_folder() / known.file
    if not file.exists():
        raise FileNotFoundError(f'{path} is not in your cache; download_embeddings("{path}") fetches it')
    return file, member or known.member
