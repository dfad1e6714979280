"""The groups of the reference's first page, in their order."""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase

from lessons.errors import LessonError
from reference.topics import OVERVIEW, Topic

# Title, and what belongs to the group: names of topics, or patterns of topics' names or of Python names. A topic that
# is named stands where it is named; a pattern takes what nothing names, so that a new method or data set needs no line.
GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "The ground",
        (
            "perceptron_trace",
            "autoplot.torchduet_perceptron_trace",
            "mlp_trace",
            "activation",
            "loss",
            "optimizer_path",
            "autoplot.torchduet_optimizer_path",
            "batch_norm_trace",
            "layer_norm_trace",
        ),
    ),
    ("Text", ("tokenize", "ngrams", "text_vectorizer")),
    ("Embedding and pooling", ("one_hot", "embed", "average_pool", "attention", "cosine_similarity")),
    (
        "Vectors of words and texts",
        (
            "load_embeddings",
            "download_embeddings",
            "word_vectors",
            "autoplot.word_vectors",
            "contextual_vectors",
            "hosted_embeddings",
            "train_glove",
            "train_word2vec",
            "co_occurrences",
            "glove_gradients",
            "negative_sampling_gradients",
            "subwords",
        ),
    ),
    (
        "Inside recurrent networks",
        (
            "rnn_trace",
            "gradient_trace",
            "bind_traces",
            "autoplot.torchduet_trace",
            "autoplot.torchduet_gradient_trace",
            "memory_units",
        ),
    ),
    (
        "Models",
        (
            "text_classifier",
            "fit.text_classifier",
            "predict.text_classifier",
            "training_history",
            "cross_validate",
            "embedding_coverage",
            "refit.text_classifier",
            "freeze",
            "*.*_*",
            "callback",
        ),
    ),
    (
        "Models of tables",
        (
            "tabular_classifier",
            "tabular_regressor",
            "fit.tabular_model",
            "predict.tabular_classifier",
            "summary.tabular_model",
        ),
    ),
    (
        "Models with an answer at every step",
        ("sequence_generator", "sequence_labeler", "bigram_model", "summary.sequence_model"),
    ),
    (
        "Forecasting",
        (
            "forecaster",
            "autoplot.forecaster",
            "naive_forecaster",
            "forecast_accuracy",
            "backtest",
            "autoplot.torchduet_backtest",
        ),
    ),
    ("Data sets", ("fine_foods", "austen_novels", "childrens_book", "datasets.*")),
    ("Saving", ("save_model", "export_weights")),
    ("Lessons’ results", ("record_result",)),
    ("Set-up", (OVERVIEW, "install_torchduet", "torchduet_status")),
)
OTHERS = "Other topics"


def grouped(topics: Sequence[Topic]) -> list[tuple[str, list[Topic]]]:
    """Put each topic into its group, in the order of the table; groups without topics are left out."""
    named = {pattern: title for title, patterns in GROUPS for pattern in patterns if "*" not in pattern}
    by_name = {topic.name: topic for topic in topics}
    if gone := [name for name in named if name not in by_name]:
        raise LessonError(f"tools/reference/groups.py names what has no page: {', '.join(gone)}.")
    found = {title: [by_name[name] for name in patterns if "*" not in name] for title, patterns in GROUPS}
    found[OTHERS] = []
    for topic in topics:
        if topic.name not in named:
            found[_by_pattern(topic)].append(topic)
    return [(title, members) for title, members in found.items() if members]


def _by_pattern(topic: Topic) -> str:
    names = [topic.name, *(one.name for one in topic.python)]
    for kinds in (names[1:], names[:1]):  # Python's module says more than R's name
        for title, patterns in GROUPS:
            if any(fnmatchcase(name, pattern) for name in kinds for pattern in patterns if "*" in pattern):
                return title
    return OTHERS
