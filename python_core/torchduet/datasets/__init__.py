"""Real data to learn on.

The data comes from R packages that the set-up installs. It is exported once, with a checksum, into the user's cache;
after that no R is needed.
"""

from torchduet.datasets.chicago import chicago
from torchduet.datasets.fine_foods import fine_foods
from torchduet.datasets.series import series

__all__ = ["chicago", "fine_foods", "series"]
