"""Word vectors that cannot be made, read, fetched or compared."""

from tests.parity.mistakes.mistake import Mistake

MISTAKES = {
    "vectors for fewer words": Mistake(
        "td.WordVectors(['a'], np.ones((2, 3)))",
        "word_vectors('a', matrix(1, 2, 3))",
        "vectors must have shape (words, dimension), a row per word, at least one; given 1 words and shape (2, 3)",
    ),
    "a word that is there twice": Mistake(
        "td.WordVectors(['a', 'b', 'b'], np.ones((3, 2)))",
        "word_vectors(c('a', 'b', 'b'), matrix(1, 3, 2))",
        "words must be there once each; {word} is there twice",
        {"word": ("'b'", '"b"')},
    ),
    "a missing word": Mistake(
        "VECTORS.lookup(['king', None])",
        "lookup(vectors, c('king', NA))",
        "words must not be missing: element {second} is. Leave it out",
        {"second": (1, 2)},
    ),
    "a word without a vector": Mistake(
        "VECTORS.similarity('jester')",
        "similarity(vectors, 'jester')",
        "words must have vectors; {word} has none. Is it spelled, and in lower case, as there?",
        {"word": ("'jester'", '"jester"')},
    ),
    "unknown words that are averaged": Mistake(
        "VECTORS.lookup('jester', unknown='mean')",
        "lookup(vectors, 'jester', unknown = 'mean')",
        'unknown must be one of "missing", "zero", "error"; given {value}',
        {"value": ("'mean'", '"mean"')},
    ),
    "no neighbours": Mistake(
        "VECTORS.most_similar('king', 0)", "most_similar(vectors, 'king', 0)", "k must be at least 1; given 0"
    ),
    "neighbours of a shorter vector": Mistake(
        "VECTORS.most_similar([1.0])",
        "most_similar(vectors, 1)",
        "words must be words, or vectors of 2 finite numbers; given shape ({shape})",
        {"shape": ("1,", "1")},
    ),
    "an analogy of two words": Mistake(
        "VECTORS.analogy('king', 'queen', ['king', 'queen'])",
        "analogy(vectors, 'king', 'queen', c('king', 'queen'))",
        "c must be {wanted}; given {value}",
        {
            "wanted": ("a word", "a single value"),
            "value": ("['king', 'queen']", 'c("king", "queen")'),
        },
    ),
    "a map of one word": Mistake(
        "VECTORS.plot('king', k=0)",
        "plot(vectors, 'king', k = 0)",
        "words must be at least two with their neighbours, with vectors of at least two numbers, to be drawn in a "
        "plane; given 1",
    ),
    "weights for vectors of words": Mistake(
        "td.load_embeddings(WEIGHTS)",
        "load_embeddings(weights)",
        "FILE is a safetensors file, but not one of word vectors",
    ),
    "a file that is not there": Mistake(
        "td.load_embeddings('nothing')",
        "load_embeddings('nothing')",
        'there is no file at nothing, and it is not the name of a known set: "glove.6B.50d" (100d, 200d, 300d), '
        '"nilc.glove.50d" (100d, 300d, 600d, 1000d), "nilc.fasttext.cbow.50d" (or word2vec, wang2vec; or skip)',
    ),
    "problems that are ignored": Mistake(
        "td.load_embeddings(WEIGHTS, problems='ignore')",
        "load_embeddings(weights, problems = 'ignore')",
        'problems must be one of "skip", "error"; given {value}',
        {"value": ("'ignore'", '"ignore"')},
    ),
    "nothing fetched without consent": Mistake(
        "td.download_embeddings('glove.6B.50d', consent=False)",
        "download_embeddings('glove.6B.50d', consent = FALSE)",
        "glove.6B.50d was not fetched: it needs your consent. glove.6B.50d is in an archive of 862 MB at "
        "https://nlp.stanford.edu/data/glove.6B.zip, made by J. Pennington, R. Socher, C. D. Manning (Stanford), "
        "public domain (PDDL 1.0).",
    ),
    "a checksum of another length": Mistake(
        "td.download_embeddings('glove.6B.50d', checksum='abc')",
        "download_embeddings('glove.6B.50d', checksum = 'abc')",
        "checksum must be a SHA-256 in hexadecimal, 64 digits; given {value}",
        {"value": ("'abc'", '"abc"')},
    ),
}
