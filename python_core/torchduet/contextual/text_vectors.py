"""What gives a vector for a text, whatever it is."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from torchduet.similarity import cosine_similarity
from torchduet.tokens import TextInput, as_strings

__all__ = ["TextVectors"]


class TextVectors:
    """Base of what turns texts into vectors of one length."""

    def embed_texts(self, texts: TextInput) -> NDArray[np.float64]:
        """Return a vector for each text, shape (n, dimension)."""
        raise NotImplementedError

    def as_matrix(self, texts: TextInput) -> pd.DataFrame:
        """Return the vectors of texts, shape (n, dimension), with the texts as names of the rows."""
        strings = as_strings(texts)
        return pd.DataFrame(self.embed_texts(strings), index=strings)

    def similarity(self, x: TextInput, y: TextInput | None = None) -> pd.DataFrame:
        """Return how alike texts are: the cosine of the angle between their vectors; see `cosine_similarity`.

        Parameters
        ----------
        x : str or sequence of str, length n
        y : str or sequence of str, length m, optional
            What to compare with; `x` itself if left out.

        Returns
        -------
        DataFrame of float, shape (n, m)
            Its index and its columns are the texts.
        """
        left = as_strings(x)
        right = left if y is None else as_strings(y)
        found = cosine_similarity(self.embed_texts(left), None if y is None else self.embed_texts(right))
        return pd.DataFrame(found, index=left, columns=right)
