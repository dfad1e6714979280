"""Make the stored tables again: ``python -m experiments`` (all of them), or with the names of some."""

import sys
import time

from experiments import (
    architecture_settings,
    architecture_test,
    average_pooling_settings,
    average_pooling_test,
    batch_normalization_learning_rates,
    childrens_book,
    childrens_book_units,
    contextual_labels,
    contextual_words,
    forecasting_settings,
    forecasting_test,
    glove_settings,
    label_efficiency,
    label_efficiency_settings,
    last_state_settings,
    learning_curve,
    recurrent_normalization,
    regularization_early_stopping,
    regularization_masks,
    regularization_reviews,
    regularization_settings,
    regularization_test,
    tfidf_cross_validation,
    word_vectors_few_labels,
)
from experiments.stored_table import use_fixed_threads, write_table

EXPERIMENTS = {
    "batch_normalization_learning_rates": batch_normalization_learning_rates,
    "tfidf_cross_validation": tfidf_cross_validation,
    "average_pooling_settings": average_pooling_settings,
    "average_pooling_test": average_pooling_test,
    "architecture_settings": architecture_settings,
    "last_state_settings": last_state_settings,
    "architecture_test": architecture_test,
    "recurrent_normalization": recurrent_normalization,
    "childrens_book": childrens_book,
    "childrens_book_units": childrens_book_units,
    "learning_curve": learning_curve,
    "contextual_labels": contextual_labels,
    "contextual_words": contextual_words,
    "label_efficiency_settings": label_efficiency_settings,
    "label_efficiency": label_efficiency,
    "forecasting_settings": forecasting_settings,
    "forecasting_test": forecasting_test,
    "glove_settings": glove_settings,
    "word_vectors_few_labels": word_vectors_few_labels,
    "regularization_settings": regularization_settings,
    "regularization_test": regularization_test,
    "regularization_masks": regularization_masks,
    "regularization_early_stopping": regularization_early_stopping,
    "regularization_reviews": regularization_reviews,
}


def main(names: list[str]) -> int:
    """Run experiments and store their tables; return the exit status."""
    unknown = [name for name in names if name not in EXPERIMENTS]
    if unknown:
        print(f"no experiment is called {', '.join(unknown)}; there are {', '.join(EXPERIMENTS)}", file=sys.stderr)
        return 2
    use_fixed_threads()
    for name in names or EXPERIMENTS:
        started = time.perf_counter()
        experiment = EXPERIMENTS[name]
        table = experiment.run()
        path = write_table(name, table, about=experiment.ABOUT, seeds=experiment.SEEDS)
        print(f"{path}  ({time.perf_counter() - started:.0f} s)\n{experiment.summary(table).to_string()}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
