"""Data to learn on, real and made up.

Real data comes from R packages that the set-up installs. It is exported once, with a checksum, into the user's cache;
after that no R is needed. The children's book is written anew, by its rule.
"""

from torchduet.datasets.austen_novels import austen_novels
from torchduet.datasets.chicago import chicago
from torchduet.datasets.childrens_book import childrens_book, sentence_kind
from torchduet.datasets.fine_foods import fine_foods
from torchduet.datasets.series import series

__all__ = ["austen_novels", "chicago", "childrens_book", "fine_foods", "sentence_kind", "series"]
