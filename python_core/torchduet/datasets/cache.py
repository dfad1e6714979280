"""The user's copy of the data sets: exported from R once, checked whenever it is read."""

import hashlib
import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd
import platformdirs
from numpy.typing import NDArray

__all__ = ["DataNotFoundError", "as_doubles", "cache_folder", "cache_root", "export", "read"]

# Every data set that R exports; a cache that lacks one is of an older version.
NAMES = ("AirPassengers", "Chicago", "austen_novels", "fine_foods_test", "fine_foods_train", "nottem", "sunspots")

MANIFEST = "SHA256.json"
EXPORT_SCRIPT = Path(__file__).with_name("export.R")


class DataNotFoundError(FileNotFoundError):
    """A data set is not in the cache and could not be exported."""


def cache_root() -> Path:
    """Return the folder of all that is kept for the user; the environment variable TORCHDUET_CACHE moves it."""
    root = os.environ.get("TORCHDUET_CACHE")
    return Path(root) if root else Path(platformdirs.user_cache_dir("torchduet"))


def cache_folder() -> Path:
    """Return the folder of the exported data."""
    return cache_root() / "datasets"


def read(name: str) -> pd.DataFrame:
    """Return a data set; export all of them first where the cache has none or a damaged copy.

    Raises
    ------
    DataNotFoundError
        It is not there and R, or one of R's packages, is missing.
    """
    if not is_intact(name):
        export()
        if not is_intact(name):
            raise DataNotFoundError(f"the export from R made no data set named {name!r}")
    # Every column as text: the data set's own function knows its types, and "NA" may be a word.
    return pd.read_csv(cache_folder() / f"{name}.csv", dtype=str, keep_default_na=False, encoding="utf-8")


def as_doubles(column: "pd.Series[str]") -> NDArray[np.float64]:
    """Return the numbers of a column of `read`, to the last bit as they were written."""
    return np.array([float(text) for text in column])


def is_intact(name: str | None = None) -> bool:
    """Say whether a data set (None: every one) is in the cache and has the checksum it was exported with."""
    folder = cache_folder()
    try:
        checksums: dict[str, str] = json.loads((folder / MANIFEST).read_text())
        files = [f"{wanted}.csv" for wanted in ([name] if name else NAMES)]
        return all(_checksum(folder / file) == checksums[file] for file in files)
    except (OSError, ValueError, KeyError, TypeError):
        return False


def export() -> Path:
    """Let R write its data sets into the cache, whole or not at all; return the folder.

    Raises
    ------
    DataNotFoundError
        R, or one of the packages modeldata and janeaustenr, is missing, with what to do about it.
    """
    folder = cache_folder()
    rscript = shutil.which("Rscript")
    if rscript is None:
        raise DataNotFoundError(
            f"the data sets are not in {folder}, and there is no R to export them from (no Rscript on the PATH). "
            "Install R with its packages modeldata and janeaustenr and try again, copy that folder from a machine that "
            "has it, or use a file of your own: pandas.read_csv(path)"
        )
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as made:
        result = subprocess.run(
            [rscript, "--vanilla", str(EXPORT_SCRIPT), made], capture_output=True, text=True, check=False
        )
        if result.returncode != 0:
            raise DataNotFoundError(
                "R could not export the data sets; are its packages modeldata and janeaustenr installed (Debian: "
                "r-cran-modeldata r-cran-janeaustenr)? "
                f"R said:\n{result.stderr.strip()}"
            )
        checksums = {file.name: _checksum(file) for file in sorted(Path(made).glob("*.csv"))}
        (Path(made) / MANIFEST).write_text(json.dumps(checksums, indent=1))
        folder.mkdir(exist_ok=True)
        # The manifest last: a copy without one, or with an older one, is not taken for intact.
        for file in [*checksums, MANIFEST]:
            os.replace(Path(made) / file, folder / file)
    return folder


def _checksum(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
