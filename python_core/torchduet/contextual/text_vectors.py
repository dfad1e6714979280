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
        left = self._checked(x)
        if y is None:
            return pd.DataFrame(cosine_similarity(self.embed_texts(left)), index=left, columns=left)
        right = self._checked(y)
        vectors = self.embed_texts([*left, *right])  # in one call: what a call may cost is for both
        found = cosine_similarity(vectors[: len(left)], vectors[len(left) :])
        return pd.DataFrame(found, index=left, columns=right)

    def _checked(self, texts: TextInput) -> list[str]:
        """Return texts after making sure that each can be embedded; an error says which cannot."""
        return as_strings(texts)
