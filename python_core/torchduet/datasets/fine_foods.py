"""Reviews of fine foods: the texts that the lessons learn from."""

from typing import Literal

import pandas as pd

from torchduet.datasets import cache
from torchduet.errors import InputValueError

__all__ = ["fine_foods"]


def fine_foods(subset: Literal["train", "test"] = "train") -> pd.DataFrame:
    """Return reviews of food bought at an on-line shop, and whether they gave the best score.

    Parameters
    ----------
    subset : {"train", "test"}
        4,000 reviews to learn from, or the 1,000 to be tested on.

    Returns
    -------
    DataFrame
        ``review`` (str) and ``score`` (categorical: "great" for five stars, "other" for fewer).

    Raises
    ------
    InputValueError
        There is no subset of that name.
    DataNotFoundError
        The data has not been exported yet and R is not there to do it.

    References
    ----------
    R package modeldata, ``small_fine_foods``; J. McAuley and J. Leskovec (2013), "From amateurs to connoisseurs:
    modeling the evolution of user expertise through online reviews", WWW.

    Examples
    --------
    >>> fine_foods(subset="test")["score"].value_counts().to_dict()  # doctest: +SKIP
    {'great': 658, 'other': 342}
    """
    if subset not in ("train", "test"):
        raise InputValueError.about("subset", "must be 'train' or 'test'", subset)
    reviews = cache.read(f"fine_foods_{subset}")
    return pd.DataFrame(
        {
            "review": reviews["review"],
            "score": pd.Categorical(reviews["score"], categories=["great", "other"]),
        }
    )
