"""Vectors of words trained from what cannot be learned from, and formulas given what does not fit."""

from tests.parity.mistakes.mistake import Mistake

MISTAKES = {
    "no window": Mistake(
        "td.co_occurrences(TEXTS, window=0)", "co_occurrences(texts, window = 0)", "window must be at least 1; given 0"
    ),
    "words that are all rare": Mistake(
        "td.train_glove(TEXTS, min_count=1000)",
        "train_glove(texts, min_count = 1000)",
        "texts must hold at least two words that occur min_count = 1000 times; there are 0. Give more texts, or a "
        "smaller min_count",
    ),
    "words that stand alone": Mistake(
        "td.train_glove(['good', 'tea'], min_count=1)",
        "train_glove(c('good', 'tea'), min_count = 1)",
        "texts must hold words near each other; no text has two words that occur min_count = 1 times",
    ),
    "vectors without numbers": Mistake(
        "td.train_glove(TEXTS, embedding_dim=0)",
        "train_glove(texts, embedding_dim = 0)",
        "embedding_dim must be at least 1; given 0",
    ),
    "memory in parts of a MiB": Mistake(
        "td.train_glove(TEXTS, memory=0.5)",
        "train_glove(texts, memory = 0.5)",
        "memory must be a whole number; given 0.5",
    ),
    "a method of another name": Mistake(
        "td.train_word2vec(TEXTS, method='skipgram')",
        "train_word2vec(texts, method = 'skipgram')",
        'method must be one of "cbow", "skip_gram"; given {value}',
        {"value": ("'skipgram'", '"skipgram"')},
    ),
    "an engine of another name": Mistake(
        "td.train_fasttext(TEXTS, engine='c')",
        "train_fasttext(texts, engine = 'c')",
        'engine must be one of "gensim", "torch"; given {value}',
        {"value": ("'c'", '"c"')},
    ),
    "no words drawn": Mistake(
        "td.train_word2vec(TEXTS, negative=0)",
        "train_word2vec(texts, negative = 0)",
        "negative must be at least 1; given 0",
    ),
    "parts longer than the longest": Mistake(
        "td.subwords('tea', minn=4, maxn=3)",
        "subwords('tea', minn = 4, maxn = 3)",
        "maxn must be at least minn = 4; given 3",
    ),
    "a negative count": Mistake(
        "td.glove_gradients([[-1.0]], [[1.0]], [[1.0]], [0.0], [0.0])",
        "glove_gradients(matrix(-1), matrix(1), matrix(1), 0, 0)",
        "counts must be a matrix of numbers that are not negative; given shape (1, 1)",
    ),
    "a bias too many": Mistake(
        "td.glove_gradients([[1.0]], [[1.0]], [[1.0]], [0.0, 1.0], [0.0])",
        "glove_gradients(matrix(1), matrix(1), matrix(1), c(0, 1), 0)",
        "word_biases must hold 1 numbers; given shape {shape}",
        {"shape": ("(2,)", "(2)")},
    ),
    "a target of another length": Mistake(
        "td.negative_sampling_gradients([1.0, 2.0], [1.0, 2.0, 3.0], [[1.0, 2.0, 3.0]])",
        "negative_sampling_gradients(c(1, 2), c(1, 2, 3), t(c(1, 2, 3)))",
        "inputs must be vectors as long as target, 3; given shape {shape}",
        {"shape": ("(2,)", "(2)")},
    ),
}
