"""Which name in R belongs to which name in Python, and why some names are in one language only.

The pages of the reference show these tables; the surface test (`tests/parity/test_surface.py`) fails on every name that
is in one language only without a line here, and on every line that names what is not there.

Python's names are written as seen from `torchduet`: `tokenize`, `datasets.fine_foods`, `TextClassifier.fit`. R's
methods are written generic.class: `fit.text_classifier`.
"""

from __future__ import annotations

import re
from collections.abc import Collection

PYTHON_ONLY = {
    "ContextualVectors.from_transformers": "what it takes are objects of Python's transformers",
    "ContextualVectors.dimension": "R's print() says it",
    "ContextualVectors.layers": "R's print() says it",
    "HostedEmbeddings.tokens_used": "R's print() says it",
    "ContextualVectors.as_matrix": "R's embed_texts() has the texts as names of the rows",
    "HostedEmbeddings.as_matrix": "R's embed_texts() has the texts as names of the rows",
    "Callback": "R's callbacks are functions",
    "Callback.on_epoch_begin": "R's callbacks are functions",
    "Callback.on_epoch_end": "R's callbacks are functions, called at each epoch's end",
    "Callback.on_fit_begin": "R's callbacks are functions",
    "Callback.on_fit_end": "R's callbacks are functions",
    "TextClassifier.predict_proba": "R's predict() has type = 'prob'",
    "TextClassifier.score": "the column accuracy of R's evaluate()",
    "TextClassifier.get_params": "an R model is a list; its element arguments holds them",
    "TextClassifier.set_params": "R objects are not changed in place; make another",
    "TextClassifier.classes_": "the levels of the factor that R's predict() gives",
    "TextClassifier.network_": "a torch module; R gets its weights with model_weights()",
    "TextClassifier.vectorizer_": "R's vocabulary() takes the classifier itself",
    "TextClassifier.seed_": "R users give the seed",
    "TextClassifier.interrupted_": "R users see it happen",
    "TextClassifier.intercept_": "the first row of R's coef()",
    **{
        f"{model}.{member}": reason
        for member, reason in {
            "get_params": "an R model is a list; its element arguments holds them",
            "set_params": "R objects are not changed in place; make another",
            "network_": "a torch module; R gets its weights with model_weights()",
            "seed_": "R users give the seed",
            "interrupted_": "R users see it happen",
        }.items()
        for model in ("SequenceGenerator", "SequenceLabeler")
    },
    **{
        f"{model}.{member}": reason
        for member, reason in {
            "score": "a column of R's evaluate()",
            "get_params": "an R model is a list; its element arguments holds them",
            "set_params": "R objects are not changed in place; make another",
            "features_": "the element features of R's summary()",
            "feature_names_in_": "scikit-learn's name; R's formula has the columns",
            "n_features_in_": "a column of R's glance()",
            "network_": "a torch module; R gets its weights with model_weights()",
            "seed_": "a column of R's glance()",
            "interrupted_": "R users see it happen",
        }.items()
        for model in ("TabularClassifier", "TabularRegressor")
    },
    "TabularClassifier.predict_proba": "R's predict() has type = 'prob'",
    "TabularClassifier.classes_": "the levels of the factor that R's predict() gives",
    "SequenceLabeler.predict_proba": "R's predict() has type = 'prob'",
    "SequenceLabeler.score": "the column accuracy of R's evaluate()",
    "SequenceLabeler.classes_": "the levels of the factor that R's predict() gives",
    **{
        f"Forecaster.{member}": reason
        for member, reason in {
            "get_params": "an R model is a list; its element arguments holds them",
            "set_params": "R objects are not changed in place; make another",
            "network_": "a torch module; R gets its weights with model_weights()",
            "seed_": "a column of R's glance()",
            "horizon_": "a column of R's glance()",
            "window_": "a column of R's glance()",
            "best_epoch_": "a column of R's glance()",
            "lambda_": "a column of R's glance()",
            "interrupted_": "R users see it happen",
        }.items()
    },
    "BigramModel.get_params": "an R model is a list; its element arguments holds them",
    "BigramModel.set_params": "R objects are not changed in place; make another",
    "NaiveForecaster.get_params": "an R model is a list; its element arguments holds them",
    "NaiveForecaster.set_params": "R objects are not changed in place; make another",
    "NaiveForecaster.sigma_": "the widths of R's intervals have it in them",
    "register_baseline": "R's backtest() takes functions as they are",
    "TextVectorizer.fit_transform": "it would lose the fitted vectorizer, as R does not change arguments",
    "TextVectorizer.idf_": "R's transform() has it multiplied in already",
    "TextVectorizer.get_params": "an R vectorizer is a list; its element arguments holds them",
    "TextVectorizer.set_params": "R objects are not changed in place; make another",
}

R_ONLY = {
    "install_torchduet": "installs the Python side; Python users use pip",
    "torchduet_status": "says which Python R uses",
    "fit": "generics' generic, re-exported",
    "refit": "generics' generic, re-exported",
    "evaluate": "generics' generic, re-exported",
    "tidy": "generics' generic, re-exported",
    "glance": "generics' generic, re-exported",
    "augment": "generics' generic, re-exported",
    "generate": "generics' generic, re-exported",
    "tidy.text_classifier": "coef() as a tibble, as tidymodels expects it",
    "glance.text_classifier": "a row of facts, as tidymodels expects it; Python has history_ and summary()",
    "augment.text_classifier": "predictions beside the data, as tidymodels expects them; Python has predict_proba()",
    "autoplot.text_classifier": "ggplot2's generic; plot() draws it",
    "autoplot.torchduet_trace": "ggplot2's generic; plot() draws it",
    "autoplot.torchduet_gradient_trace": "ggplot2's generic; plot() draws it",
    "autoplot.torchduet_perceptron_trace": "ggplot2's generic; plot() draws it",
    "autoplot.torchduet_optimizer_path": "ggplot2's generic; plot() draws it",
    "tidy.tabular_model": "the element layers of summary(), as tidymodels expects it",
    "glance.tabular_model": "a row of facts, as tidymodels expects it; Python has history_ and summary()",
    "augment.tabular_model": "predictions beside the data, as tidymodels expects them; Python has predict()",
    "autoplot.tabular_model": "ggplot2's generic; plot() draws it",
    "print.tabular_model": "Python has repr",
    "print.summary.tabular_model": "Python's summary() is a DataFrame",
    "glance.sequence_model": "a row of facts, as tidymodels expects it; Python has history_ and summary()",
    "autoplot.sequence_model": "ggplot2's generic; plot() draws it",
    "print.summary.sequence_model": "Python's summary() is a DataFrame",
    "print.sequence_model": "Python has repr",
    "print.bigram_model": "Python has repr",
    "glance.forecaster": "a row of facts, as tidymodels expects it; Python has history_ and attributes",
    "autoplot.forecaster": "ggplot2's generic; plot() draws it",
    "as.ts.torchduet_forecast": "a class of R's; pandas has the times in the table",
    "print.forecaster": "Python has repr",
    "print.summary.text_classifier": "Python's summary() is a DataFrame",
    "print.text_classifier": "Python has repr",
    "print.text_vectorizer": "Python has repr",
    "print.naive_forecaster": "Python has repr",
    "print.torchduet_backtest": "Python has repr",
    "print.word_vectors": "Python has repr",
    "print.text_vectors": "Python has repr",
    "embedding_problems": "Python's attribute problems",
    "autoplot.word_vectors": "ggplot2's generic; plot() draws it",
    "summary.torchduet_backtest": "a method of what Python's backtest() returns",
    "plot.torchduet_backtest": "a method of what Python's backtest() returns",
    "tidy.torchduet_backtest": "the element accuracy, as tidymodels expects it",
    "autoplot.torchduet_backtest": "ggplot2's generic; plot() draws it",
    "print.torchduet_cross_validation": "Python has repr",
    "summary.torchduet_cross_validation": "a method of what Python's cross_validate() returns",
    "tidy.torchduet_cross_validation": "the element metrics, as tidymodels expects it",
    "print.python_object": "Python has repr",
    "print.torchduet_status": "the set-up is R's",
}

# Python's name -> R's, where the rule of `r_name` does not give it.
RENAMED = {
    "plot_trace": "plot.torchduet_trace",  # a trace has a class in R; pandas' own DataFrame.plot stays what it is
    "plot_gradients": "plot.torchduet_gradient_trace",
    "plot_boundary": "plot.torchduet_perceptron_trace",
    "plot_path": "plot.torchduet_optimizer_path",
    "datasets.chicago": "chicago",  # R has no modules
    "datasets.childrens_book": "childrens_book",
    "datasets.sentence_kind": "sentence_kind",
    "datasets.fine_foods": "fine_foods",
    "datasets.series": "series",
    "load": "load_model",  # base R has load()
    "TextClassifier.save": "save_model",  # base R has save()
    "TextVectorizer.save": "save_model",
    "TextClassifier.get_weights": "model_weights",
    "TextClassifier.history_": "training_history",
    "TextClassifier.coef_": "coef.text_classifier",
    "TextClassifier.embedding_coverage_": "embedding_coverage",
    "TextVectorizer.vocabulary_": "vocabulary",
    "WordVectors.as_matrix": "as.matrix.word_vectors",
    "WordVectors.save": "save_model",
    "ContextualVectors.save": "save_model",
    "BigramModel.save": "save_model",
    "BigramModel.counts_": "bigram_counts",
    "BigramModel.probabilities_": "bigram_probabilities",
    "BigramModel.vocabulary_": "vocabulary",
    "BigramModel.predict_proba": "predict.bigram_model",
    "SequenceGenerator.predict_proba": "predict.sequence_generator",
    "Forecaster.save": "save_model",
    "Forecaster.get_weights": "model_weights",
    "Forecaster.history_": "training_history",
    "Forecaster.summary": "tidy.forecaster",
    "Forecaster.residuals": "augment.forecaster",  # as broom calls it
    **{
        f"{model}.{member}": name
        for member, name in {
            "fit": "fit.tabular_model",  # one for both
            "evaluate": "evaluate.tabular_model",
            "summary": "summary.tabular_model",
            "plot": "plot.tabular_model",
            "save": "save_model",
            "get_weights": "model_weights",
            "history_": "training_history",
        }.items()
        for model in ("TabularClassifier", "TabularRegressor")
    },
    **{
        f"{model}.{member}": name
        for member, name in {
            "save": "save_model",
            "get_weights": "model_weights",
            "history_": "training_history",
            "vocabulary_": "vocabulary",
            "summary": "summary.sequence_model",  # one for both
            "plot": "plot.sequence_model",
        }.items()
        for model in ("SequenceGenerator", "SequenceLabeler")
    },
}


def r_name(python_name: str, in_r: Collection[str]) -> str:
    """Return the name that a Python name has in R: by the table, else by the rule that classes become snake_case.

    Parameters
    ----------
    python_name : str
    in_r : collection of str
        The names there are in R. A method that is not among them is a plain function there: Python's
        `TextVectorizer.inverse_transform` is `inverse_transform`, but its `fit` is `fit.text_vectorizer`.
    """
    if python_name in RENAMED:
        return RENAMED[python_name]
    owner, _, member = python_name.rpartition(".")
    snake = snake_case(owner or member)
    method = f"{member}.{snake}"
    return snake if not owner else method if method in in_r else member


def snake_case(name: str) -> str:
    """Write the name of a class as R's functions are written: `TextClassifier` becomes `text_classifier`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()
