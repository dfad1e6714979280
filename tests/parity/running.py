"""Where the repository is, and the type of the fixture that runs R."""

from collections.abc import Callable
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]
RunR = Callable[..., str]
