"""The six novels of Jane Austen: a corpus without labels, to learn the vectors of words from."""

import pandas as pd

from torchduet.datasets import cache

__all__ = ["austen_novels"]

BOOKS = ["Sense & Sensibility", "Pride & Prejudice", "Mansfield Park", "Emma", "Northanger Abbey", "Persuasion"]


def austen_novels() -> pd.DataFrame:
    """Return the six finished novels of Jane Austen, a paragraph per row: 720,000 words.

    Returns
    -------
    DataFrame
        ``book`` (categorical, in the order in which they were published) and ``text`` (str): a paragraph, a heading.

    Raises
    ------
    DataNotFoundError
        The data has not been exported yet and R is not there to do it.

    References
    ----------
    R package janeaustenr, ``austen_books``, with the texts of Project Gutenberg.

    Examples
    --------
    >>> austen_novels()["book"].cat.categories[1]  # doctest: +SKIP
    'Pride & Prejudice'
    """
    novels = cache.read("austen_novels")
    return pd.DataFrame({"book": pd.Categorical(novels["book"], categories=BOOKS), "text": novels["text"]})
