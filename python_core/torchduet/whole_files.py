"""Files and folders that are written whole or not at all: made beside their place, then put there in one step."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["written_whole"]


@contextmanager
def written_whole(target: Path, *, replaces_folder: bool = False) -> Iterator[Path]:
    """Yield a path to write a file or a folder at, which takes the place of `target` when the block ends.

    After an error, a full disk or an interrupt, nothing of it is left, and what was at `target` before is still there.
    Files of a replaced folder that somebody else holds open may stay behind, in a hidden folder beside it.

    Parameters
    ----------
    target : Path
        A file that is there is replaced. The folder that it is in is made.
    replaces_folder : bool, default False
        Whether a folder that is there may be replaced, with all that is in it.

    Examples
    --------
    >>> folder = Path(tempfile.mkdtemp())
    >>> with written_whole(folder / "small.txt") as made:
    ...     _ = made.write_text("one, two")
    ...     (folder / "small.txt").exists()
    False
    >>> (folder / "small.txt").read_text()
    'one, two'
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    # In the same folder, so on the same disk: elsewhere it could not be put in place in one step.
    with tempfile.TemporaryDirectory(
        dir=target.parent, prefix=f".{target.name}.", ignore_cleanup_errors=True
    ) as workplace:
        made, before = Path(workplace) / "made", Path(workplace) / "before"
        yield made
        try:
            if replaces_folder and target.is_dir():
                os.replace(target, before)  # a folder cannot be replaced by another in one step
            os.replace(made, target)
        except BaseException:
            if before.exists() and not target.exists():
                os.replace(before, target)
            raise
