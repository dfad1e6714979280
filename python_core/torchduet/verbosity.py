"""Whether a long computation shows how far it is."""

import sys
from typing import Any

from torchduet.parameters import check_flag

__all__ = ["shows_progress"]


def shows_progress(verbose: Any) -> bool:
    """Return whether to show progress: as `verbose` says or, where that is "auto", on a terminal.

    Examples
    --------
    >>> shows_progress(True)
    True
    """
    check_flag("verbose", verbose, words=("auto",))
    return sys.stderr.isatty() if isinstance(verbose, str) else bool(verbose)
