"""From texts to numbers: the vocabulary, and the look-up in it."""

from __future__ import annotations

from numbers import Integral
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Self

import numpy as np
import torch
from numpy.typing import NDArray

from torchduet import storage
from torchduet.embedding import check_ids, one_hot
from torchduet.errors import InputTypeError, InputValueError
from torchduet.estimator import Estimator
from torchduet.own_tokenizer import Tokenizer, check_tokenizer
from torchduet.parameters import check_choice, check_flag, check_integer
from torchduet.positions import Positions, PositionsLike
from torchduet.token_codes import TokenCodes, encode_tokens
from torchduet.tokens import LEVELS, Level, TextInput

if TYPE_CHECKING:
    from scipy import sparse

__all__ = ["PADDING_ID", "SPECIAL_TOKENS", "UNKNOWN_ID", "TextVectorizer", "checked_vocabulary"]

PADDING_ID = 0
UNKNOWN_ID = 1
SPECIAL_TOKENS = ["", "[UNK]"]  # the tokens of the two ids above

Output = Literal["ids", "one_hot", "count", "tfidf"]
OUTPUTS = ("ids", "one_hot", "count", "tfidf")
LARGEST_ONE_HOT = 4 * 2**30  # bytes


class TextVectorizer(Estimator):
    r"""Turn texts into numbers: rows of ids, or counts of tokens.

    Id 0 is padding, 1 stands for every token outside the vocabulary; the tokens follow by falling frequency, ties by
    first appearance. (In R these ids are 1, 2, and so on.)

    Parameters
    ----------
    level : {"word", "character"}, default "word"
        What a token is; see `tokenize`.
    ngram_range : (int, int), default (1, 1)
        Shortest and longest run of neighbouring tokens to take as a token; see `ngrams`. (1, 2): words and pairs.
    max_tokens : int or None, default 10000
        Largest size of the vocabulary, the two special tokens included. None: all tokens.
    max_length : int or None, default None
        Tokens kept of a text, from its start; rows of ids have this length. None: as long as the longest text given.
    output : {"ids", "one_hot", "count", "tfidf"}, default "ids"
        What `transform` returns: ids; a one-hot vector per id; how often each token occurs in a text; or that, weighted
        by how few texts have the token (see Notes).
    lowercase : bool, default True
        Fold letters to lower case.
    tokenizer : function, optional
        From a list of texts, all in one call, to a list with the tokens of each, in place of the rules of `level` and
        `lowercase`, which then play no part. A saved vectorizer does not hold it: `load` has to be given it again.

    Attributes
    ----------
    vocabulary_ : list of str
        The token of each id.
    idf_ : array of float64, shape (len(vocabulary_),)
        With output "tfidf": the weight of each token.

    Notes
    -----
    With n texts learned from, of which df have token t, and with tf its count in a text,

    .. math:: w_t = tf_t \left(1 + \ln\frac{1 + n}{1 + df_t}\right)

    and each text's w is divided by its length :math:`\lVert w \rVert`. This is what scikit-learn's TfidfVectorizer
    computes. Padding and unknown tokens have weight 0.

    Examples
    --------
    >>> vectorizer = TextVectorizer().fit(["eu gosto de gatos", "eu gosto de cachorros"])
    >>> vectorizer.vocabulary_[2:]
    ['eu', 'gosto', 'de', 'gatos', 'cachorros']
    >>> vectorizer.transform(["eu gosto de peixes", "gatos"])
    array([[2, 3, 4, 1],
           [5, 0, 0, 0]])
    >>> TextVectorizer(output="count").fit_transform(["a b a", "b c"]).toarray()
    array([[0., 0., 2., 1., 0.],
           [0., 0., 0., 1., 1.]])
    """

    vocabulary_: list[str]
    idf_: NDArray[np.float64]

    def __init__(
        self,
        *,
        level: Level = "word",
        ngram_range: tuple[int, int] = (1, 1),
        max_tokens: int | None = 10000,
        max_length: int | None = None,
        output: Output = "ids",
        lowercase: bool = True,
        tokenizer: Tokenizer | None = None,
    ) -> None:
        self.level = level
        self.ngram_range = ngram_range
        self.max_tokens = max_tokens
        self.max_length = max_length
        self.output = output
        self.lowercase = lowercase
        self.tokenizer = tokenizer

    def fit(self, texts: TextInput, y: object = None) -> Self:  # noqa: ARG002
        """Learn the vocabulary.

        Parameters
        ----------
        texts : str or sequence of str
        y : ignored
            There so that a vectorizer can stand in a scikit-learn pipeline.

        Returns
        -------
        TextVectorizer
            Itself.
        """
        self._check_params()
        self._learn(self._encode(texts))
        return self

    def transform(self, texts: TextInput) -> Positions | NDArray[np.float64] | sparse.csr_array:
        """Turn texts into numbers with the vocabulary learned.

        Parameters
        ----------
        texts : str or sequence of str, length n

        Returns
        -------
        array of int64, shape (n, time)
            With output "ids": padded on the right with 0.
        array of float64, shape (n, time, len(vocabulary_))
            With output "one_hot".
        scipy.sparse.csr_array of float64, shape (n, len(vocabulary_))
            With output "count" and "tfidf": a column per id.

        Raises
        ------
        NotFittedError
            `fit` was not called yet.
        InputValueError
            The one-hot vectors would take more than 4 GiB.
        """
        self._check_fitted("transform")
        return self._output(self._encode(texts))

    def fit_transform(
        self,
        texts: TextInput,
        y: object = None,  # noqa: ARG002
    ) -> Positions | NDArray[np.float64] | sparse.csr_array:
        """Learn the vocabulary of `texts` and transform them, as `fit` and `transform` do, in one pass."""
        self._check_params()
        encoded = self._encode(texts)
        self._learn(encoded)
        return self._output(encoded)

    def inverse_transform(self, ids: PositionsLike) -> list[str]:
        """Turn rows of ids back into texts: tokens joined, padding left out.

        Words, and tokens of one's own, are joined by blanks, characters by nothing. Where `ngram_range` begins with 1,
        the longer grams are left out, so that a text of known grams comes back.

        Parameters
        ----------
        ids : array of int, shape (n, time)
            Of other outputs only "one_hot" leads back to ids: ``one_hot.argmax(axis=-1)``.

        Returns
        -------
        list of n str
        """
        self._check_fitted("inverse_transform")
        if hasattr(ids, "tocsr"):
            raise InputTypeError('ids must be rows of ids; given counts, which have lost the order. Use output "ids"')
        rows = check_ids(ids, len(self.vocabulary_), f"the vocabulary has {len(self.vocabulary_)} tokens").numpy()
        if rows.ndim != 2:
            hint = ". Of one-hot vectors, ids.argmax(axis=-1) gives the ids" if rows.ndim == 3 else ""
            raise InputValueError(f"ids must have shape (text, time); given an array of {rows.ndim} dimension(s){hint}")
        blank = " " if self._joins_by_blanks() else ""
        shortest, longest = self._sizes()
        size = 1 if shortest == 1 else longest
        # Where nothing is joined, a token of the user's own may hold blanks itself.
        kept = [
            longest == 1 or self._gram_size(token) <= size or token == SPECIAL_TOKENS[UNKNOWN_ID]
            for token in self.vocabulary_
        ]
        kept[PADDING_ID] = False
        return [blank.join(self.vocabulary_[token] for token in row if kept[token]) for row in rows]

    def save(self, path: str | Path) -> None:
        """Write the vectorizer to a folder, or to one file where `path` ends in ``.zip``; `load` reads it back.

        A vectorizer saved there before is replaced. A tokenizer is a function and stays out of the file.
        """
        self._check_fitted("save")
        weights = {"idf": torch.from_numpy(self.idf_)} if self.output == "tfidf" else {}
        params = {**self.get_params(), "tokenizer": storage.tokenizer_mark(self.tokenizer)}
        storage.write(path, type(self), {"params": params, "vocabulary": self.vocabulary_}, weights)

    @classmethod
    def _from_storage(cls, description: dict[str, Any], weights: dict[str, torch.Tensor]) -> Self:
        params = description["params"]
        vectorizer = cls(**{**params, "ngram_range": tuple(params["ngram_range"])})  # JSON has no tuples
        vectorizer._check_params()
        vectorizer.vocabulary_ = checked_vocabulary(description["vocabulary"])
        if vectorizer.output == "tfidf":
            vectorizer.idf_ = weights["idf"].numpy().copy()
            if vectorizer.idf_.shape != (len(vectorizer.vocabulary_),):
                raise ValueError("idf must hold a number per token of the vocabulary")
        return vectorizer

    def _check_params(self) -> None:
        check_choice("level", self.level, LEVELS)
        check_choice("output", self.output, OUTPUTS)
        check_integer("max_tokens", self.max_tokens, at_least=len(SPECIAL_TOKENS) + 1, optional=True)
        check_integer("max_length", self.max_length, at_least=1, optional=True)
        check_flag("lowercase", self.lowercase)
        check_tokenizer(self.tokenizer)
        self._sizes()

    def _sizes(self) -> tuple[int, int]:
        sizes: list[Any] = list(self.ngram_range) if isinstance(self.ngram_range, tuple | list) else []
        if len(sizes) != 2 or not all(isinstance(size, Integral) and not isinstance(size, bool) for size in sizes):
            expected = "must be two whole numbers, the sizes of the shortest and the longest gram"
            raise InputTypeError.about("ngram_range", expected, self.ngram_range)
        shortest, longest = (int(size) for size in sizes)
        if not 1 <= shortest <= longest:
            expected = "must begin with 1 or more, and end with no less"
            raise InputValueError.about("ngram_range", expected, self.ngram_range)
        return shortest, longest

    def _encode(self, texts: TextInput) -> TokenCodes:
        return encode_tokens(
            texts,
            level=self.level,
            ngram_range=self._sizes(),
            lowercase=self.lowercase,
            tokenizer=self.tokenizer,
        )

    def _joins_by_blanks(self) -> bool:
        return self.level == "word" or self.tokenizer is not None

    def _learn(self, encoded: TokenCodes) -> None:
        # Codes are numbered by first appearance, and the stable sort keeps that order within equal counts.
        kept = np.argsort(-encoded.counts, kind="stable")[: self.max_tokens and self.max_tokens - len(SPECIAL_TOKENS)]
        self.vocabulary_ = SPECIAL_TOKENS + [encoded.tokens[code] for code in kept]
        if self.output == "tfidf":
            texts = len(encoded.lengths)
            having = np.diff(self._counts(encoded).tocsc().indptr)  # texts that have each token
            self.idf_ = 1.0 + np.log((1 + texts) / (1 + having))
            self.idf_[: len(SPECIAL_TOKENS)] = 0.0

    def _output(self, encoded: TokenCodes) -> NDArray[Any] | sparse.csr_array:
        if self.output == "ids":
            return self._padded_ids(encoded)
        if self.output == "one_hot":
            return self._one_hot(self._padded_ids(encoded))
        counts = self._counts(encoded)
        if self.output == "tfidf":
            counts.data *= self.idf_[counts.indices]
            lengths = np.sqrt(counts.power(2).sum(axis=1))
            counts.data /= np.repeat(np.where(lengths > 0, lengths, 1.0), np.diff(counts.indptr))
        return counts

    def _padded_ids(self, encoded: TokenCodes) -> NDArray[np.int64]:
        ids, lengths = self._kept_ids(encoded)
        width = self.max_length or int(lengths.max(initial=0))
        padded = np.full((len(lengths), width), PADDING_ID, dtype=np.int64)
        padded[np.arange(width) < lengths[:, None]] = ids  # row by row, as the ids come
        return padded

    def _kept_ids(self, encoded: TokenCodes) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the id of each token that `max_length` keeps, text after text, and how many each text has."""
        id_of = {token: position for position, token in enumerate(self.vocabulary_)}
        ids = np.array([id_of.get(token, UNKNOWN_ID) for token in encoded.tokens], dtype=np.int64)
        if self.max_length is None:
            return ids[encoded.codes], encoded.lengths
        kept = np.minimum(encoded.lengths, self.max_length)
        # Of each text a run of tokens that are kept, then a run of those that are not.
        runs = np.stack([kept, encoded.lengths - kept], axis=1)
        keep = np.repeat(np.tile([True, False], len(kept)), runs.ravel())
        return ids[encoded.codes[keep]], kept

    def _one_hot(self, ids: NDArray[np.int64]) -> NDArray[np.float64]:
        size = ids.size * len(self.vocabulary_) * 8
        if size > LARGEST_ONE_HOT:
            raise InputValueError(
                f"texts: one-hot vectors of {ids.shape[0]} texts, {ids.shape[1]} tokens and a vocabulary of "
                f"{len(self.vocabulary_)} would take {size / 2**30:.0f} GiB. Use fewer texts, or another output"
            )
        return one_hot(ids, num_classes=len(self.vocabulary_))

    def _counts(self, encoded: TokenCodes) -> sparse.csr_array:
        from scipy import sparse

        ids, lengths = self._kept_ids(encoded)
        texts = np.repeat(np.arange(len(lengths)), lengths)
        counts = sparse.csr_array((np.ones(len(ids)), (texts, ids)), shape=(len(lengths), len(self.vocabulary_)))
        counts.sum_duplicates()
        return counts

    def _gram_size(self, token: str) -> int:
        return token.count(" ") + 1 if self._joins_by_blanks() else len(token)


def checked_vocabulary(vocabulary: Any, *, special_tokens: list[str] = SPECIAL_TOKENS) -> list[str]:
    """Return a vocabulary that was read from a file, after making sure that it is one."""
    if not isinstance(vocabulary, list) or not all(isinstance(token, str) for token in vocabulary):
        raise TypeError("vocabulary must be a list of strings")
    if vocabulary[: len(special_tokens)] != special_tokens or len(set(vocabulary)) != len(vocabulary):
        raise ValueError(f"vocabulary must start with {special_tokens} and hold every token once")
    return vocabulary
