"""The children's book: sentences so plain that one can see what a model remembers of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd

from torchduet.parameters import check_integer
from torchduet.running_text import join_tokens, split_texts
from torchduet.tokens import TextInput

__all__ = ["childrens_book", "sentence_kind"]

NAMES: Final = ("Doug", "Jane", "Spot")
VERB: Final = "saw"
PERIOD: Final = "."
FILLERS: Final = ("big", "dear", "kind", "little", "old")

# A sentence as a string with a sign per word: D, J or S for a name, v for the verb, f for a filler word.
_SIGNS: Final = {**{name: name[0] for name in NAMES}, VERB: "v", PERIOD: ".", **dict.fromkeys(FILLERS, "f")}
_ONE_VERB: Final = re.compile(r"([DJS])vf*([DJS])\.")
_MISTAKES: Final = {
    "run-on": re.compile(r"[DJS](vf*[DJS])+vf*([DJS]\.?)?"),
    "no verb": re.compile(r"[DJS]\."),
}
KINDS: Final = ("right", "same name", "run-on", "no verb", "other")


def childrens_book(n_sentences: int = 1000, *, fillers: int = 0, seed: int | None = None) -> list[str]:
    """Write the children's book: every sentence is *name* saw *name*. with two different names.

    The names are Doug, Jane and Spot; each pair, in either order, is as probable as any other. To write the second
    name, one has to remember the first. Filler words (big, dear, kind, little, old), drawn at random, say nothing and
    make that harder: "Doug saw dear old Jane."

    Parameters
    ----------
    n_sentences : int
    fillers : int
        Filler words in each sentence, between the verb and the second name.
    seed : int, optional
        Settles what is drawn; without it, every book is another one.

    Returns
    -------
    list of n_sentences str

    Notes
    -----
    After the book in B. Rohrer (2017), "How recurrent neural networks and long short-term memory work".

    Examples
    --------
    >>> childrens_book(3, seed=1)
    ['Jane saw Doug.', 'Jane saw Spot.', 'Spot saw Doug.']
    >>> childrens_book(1, fillers=2, seed=1)
    ['Jane saw little old Doug.']
    """
    check_integer("n_sentences", n_sentences, at_least=1)
    check_integer("fillers", fillers, at_least=0)
    check_integer("seed", seed, at_least=0, optional=True)
    generator = np.random.default_rng(seed)
    subjects = generator.integers(len(NAMES), size=n_sentences)
    objects = (subjects + generator.integers(1, len(NAMES), size=n_sentences)) % len(NAMES)  # one of the other two
    between = generator.integers(len(FILLERS), size=(n_sentences, fillers))
    return [
        join_tokens([NAMES[subject], VERB, *(FILLERS[word] for word in words), NAMES[object_], PERIOD], level="word")
        for subject, words, object_ in zip(subjects, between, objects, strict=True)
    ]


def sentence_kind(texts: TextInput) -> pd.Categorical[str]:
    """Say which sentences are right, and which of the typical mistakes the others make.

    Filler words between a verb and a name are passed over, however many there are.

    Parameters
    ----------
    texts : str or sequence of str, length n
        A sentence each.

    Returns
    -------
    Categorical, length n
        "right": *name* saw another *name*. "same name": Doug saw Doug. "run-on": more than one verb, as in Jane saw
        Spot saw Doug, whether it comes to an end or not. "no verb": a name alone, as in Spot. "other": anything else.

    Examples
    --------
    >>> list(sentence_kind(["Doug saw dear Jane.", "Doug saw Doug.", "Jane saw Spot saw Doug saw", "Spot.", "saw"]))
    ['right', 'same name', 'run-on', 'no verb', 'other']
    """
    kinds = [_kind(tokens) for tokens in split_texts(texts, level="word", lowercase=False)]
    return pd.Categorical(kinds, categories=list(KINDS))


def _kind(tokens: Sequence[str]) -> str:
    signs = "".join(_SIGNS.get(token, "?") for token in tokens)
    if one_verb := _ONE_VERB.fullmatch(signs):
        return "same name" if one_verb[1] == one_verb[2] else "right"
    return next((kind for kind, pattern in _MISTAKES.items() if pattern.fullmatch(signs)), "other")
