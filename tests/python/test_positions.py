import typing

import pytest
import scipy.sparse

import torchduet as td
from torchduet.positions import ZERO_BASED


@pytest.mark.parametrize(
    ("function", "name"),
    [
        (td.one_hot, "ids"),
        (td.embed, "ids"),
        (td.TextVectorizer.inverse_transform, "ids"),
    ],
)
def test_what_counts_from_zero_says_so_in_its_type(function, name):
    hint = typing.get_type_hints(function, include_extras=True)[name]
    assert ZERO_BASED in hint.__metadata__


@pytest.mark.parametrize("function", [td.TextVectorizer.transform, td.TextVectorizer.fit_transform])
def test_what_may_count_from_zero_says_so_too(function):
    names = {"sparse": scipy.sparse}  # imported for the type checker only
    hint = typing.get_type_hints(function, localns=names, include_extras=True)["return"]
    assert any(ZERO_BASED in getattr(member, "__metadata__", ()) for member in typing.get_args(hint))
