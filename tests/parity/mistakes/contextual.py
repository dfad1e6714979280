"""Attention that does not fit, texts that a service refuses, settings that make no sense."""

from tests.parity.mistakes.mistake import Mistake

MISTAKES = {
    "keys of another width": Mistake(
        "td.attention(np.ones((2, 3)), np.ones((4, 2)), np.ones((4, 1)))",
        "attention(matrix(1, 2, 3), matrix(1, 4, 2), matrix(1, 4, 1))",
        "keys must have columns as queries have, and rows as values have, at least one; given queries of shape (2, 3), "
        "keys of shape (4, 2) and values of shape (4, 1)",
    ),
    "a mask that leaves no word": Mistake(
        "td.attention(np.ones((2, 3)), np.ones((2, 3)), np.ones((2, 1)), [False, False])",
        "attention(matrix(1, 2, 3), matrix(1, 2, 3), matrix(1, 2, 1), c(FALSE, FALSE))",
        "mask must have one element per row of keys, 2, not all false; given shape {shape}",
        {"shape": ("(2,)", "(2)")},
    ),
    "an empty text for a service": Mistake(
        "td.HostedEmbeddings(cache=False).embed_texts(['good', ''])",
        "embed_texts(hosted_embeddings(cache = FALSE), c('good', ''))",
        "texts: element {second} is empty, which services refuse; leave it out",
        {"second": (1, 2)},
    ),
    "too many texts in one request": Mistake(
        "td.HostedEmbeddings(batch_size=3000)",
        "hosted_embeddings(batch_size = 3000)",
        "batch_size must be at most 2,048; given 3000",
    ),
    "an address that is none": Mistake(
        "td.HostedEmbeddings(base_url='localhost')",
        "hosted_embeddings(base_url = 'localhost')",
        "base_url must be an address that begins with https:// or http://; given {value}",
        {"value": ("'localhost'", '"localhost"')},
    ),
    "a cost that is not covered": Mistake(
        "td.HostedEmbeddings('text-embedding-ada-002', cache=False, max_cost=0).embed_texts('four')",
        "embed_texts(hosted_embeddings('text-embedding-ada-002', cache = FALSE, max_cost = 0), 'four')",
        "max_cost would not cover 1 texts, which may cost 0.000000 US dollars; given 0",
    ),
    "words of a file for a service": Mistake(
        "td.load_embeddings('openai:text-embedding-ada-002', max_words=3)",
        "load_embeddings('openai:text-embedding-ada-002', max_words = 3)",
        "max_words is for files of word vectors, and this is none; given 3. Leave it out",
    ),
}
