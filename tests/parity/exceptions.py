"""Arguments and defaults that differ between the languages.

What is public in one language only, or under another name, stands in `tools/reference/pairs.py`, as the reference shows
it.
"""

CROSS_VALIDATION = ["repeats", "test_size", "stratified", "seed", "callbacks", "verbose"]

# Python's name -> (Python's arguments, R's) where they differ: R's generics name the first ones.
OTHER_ARGUMENTS = {
    "plot_trace": (
        ["trace", "type", "quantities", "layer", "direction", "units"],
        ["x", "type", "quantities", "layer", "direction", "units"],
    ),
    "plot_gradients": (["trace", "quantity", "layer", "direction"], ["x", "quantity", "layer", "direction"]),
    "plot_boundary": (["trace", "epochs"], ["x", "epochs"]),
    "plot_path": (["path", "surface"], ["x", "surface"]),
    "cross_validate": (
        ["model", "x", "y", "method", "folds", *CROSS_VALIDATION],
        ["model", "x", "y", "data", "method", "folds", *CROSS_VALIDATION],
    ),
    "TextClassifier.fit": (
        ["texts", "labels", "validation_data"],
        ["object", "x", "y", "data", "validation_data"],
    ),
    "TextClassifier.freeze": (["layers", "depth"], ["object", "layers", "depth"]),
    "TextClassifier.unfreeze": (["layers", "depth"], ["object", "layers", "depth"]),
    "TextClassifier.refit": (
        ["texts", "labels", "validation_data", "head", "learning_rates"],
        ["object", "x", "y", "data", "validation_data", "head", "learning_rates"],
    ),
    "TextClassifier.predict": (["texts"], ["object", "new_data", "type"]),
    "TextClassifier.evaluate": (["texts", "labels"], ["x", "new_data", "y"]),
    "TextClassifier.summary": ([], ["object"]),
    "TextClassifier.plot": ([], ["x"]),
    "TextClassifier.get_weights": ([], ["object"]),
    "TextClassifier.save": (["path"], ["object", "path"]),
    **{
        f"{model}.{method}": arguments
        for method, arguments in {
            "fit": (["X", "y", "validation_data"], ["object", "x", "y", "data", "validation_data"]),
            "predict": (["X"], ["object", "new_data", "type"]),
            "evaluate": (["X", "y"], ["x", "new_data", "y"]),
            "summary": ([], ["object"]),
            "plot": ([], ["x"]),
            "get_weights": ([], ["object"]),
            "save": (["path"], ["object", "path"]),
        }.items()
        for model in ("TabularClassifier", "TabularRegressor")
    },
    **{
        f"{model}.{method}": arguments
        for method, arguments in {
            "fit": (["texts"], ["object", "texts"]),
            "generate": (
                ["n", "prompt", "temperature", "max_length", "seed"],
                ["x", "n", "prompt", "temperature", "max_length", "seed"],
            ),
            "predict_proba": (["prompt"], ["object", "prompt"]),
            "evaluate": (["texts"], ["x", "texts"]),
            "perplexity": (["texts"], ["object", "texts"]),
        }.items()
        for model in ("BigramModel", "SequenceGenerator")
    },
    "SequenceLabeler.fit": (["texts", "labels"], ["object", "x", "y"]),
    "SequenceLabeler.predict": (["texts"], ["object", "new_data", "type"]),
    "SequenceLabeler.evaluate": (["texts", "labels"], ["x", "new_data", "y"]),
    **{
        f"{model}.{method}": arguments
        for method, arguments in {
            "summary": ([], ["object"]),
            "plot": ([], ["x"]),
            "get_weights": ([], ["object"]),
            "save": (["path"], ["object", "path"]),
        }.items()
        for model in ("SequenceGenerator", "SequenceLabeler")
    },
    "NaiveForecaster.fit": (
        ["series", "covariates", "past_covariates", "time", "value", "key"],
        ["object", "series", "covariates", "past_covariates", "time", "value", "key"],
    ),
    "NaiveForecaster.predict": (["h", "covariates", "levels"], ["object", "h", "covariates", "levels"]),
    **{
        f"Forecaster.{method}": (arguments, [first, *arguments])
        for method, arguments, first in (
            ("fit", ["series", "covariates", "past_covariates", "time", "value", "key"], "object"),
            ("predict", ["h", "covariates", "levels"], "object"),
            ("update", ["series", "covariates", "past_covariates", "epochs"], "object"),
            ("plot", ["h", "covariates", "levels", "last"], "x"),
            ("residuals", [], "x"),
            ("summary", [], "x"),
            ("get_weights", [], "object"),
            ("save", ["path"], "object"),
        )
    },
    "TextVectorizer.save": (["path"], ["object", "path"]),
    "BigramModel.save": (["path"], ["object", "path"]),
    "ContextualVectors.embed_texts": (["texts", "pooling", "layers"], ["object", "texts", "pooling", "layers"]),
    "ContextualVectors.embed_words": (["texts", "layers"], ["object", "texts", "layers"]),
    "ContextualVectors.similarity": (["x", "y"], ["object", "x", "y"]),
    "ContextualVectors.save": (["path"], ["object", "path"]),
    "HostedEmbeddings.embed_texts": (["texts"], ["object", "texts", "pooling", "layers"]),
    "HostedEmbeddings.similarity": (["x", "y"], ["object", "x", "y"]),
    "HostedEmbeddings.estimate_cost": (["texts"], ["object", "texts"]),
    "HostedEmbeddings.clear_cache": ([], ["object"]),
    "WordVectors.lookup": (["words", "unknown"], ["object", "words", "unknown"]),
    "WordVectors.similarity": (["x", "y"], ["object", "x", "y"]),
    "WordVectors.most_similar": (["words", "k"], ["object", "words", "k"]),
    "WordVectors.analogy": (["a", "b", "c", "k"], ["object", "a", "b", "c", "k"]),
    "WordVectors.as_matrix": ([], ["x"]),
    "WordVectors.plot": (["words", "type", "k"], ["x", "words", "type", "k"]),
    "WordVectors.save": (["path"], ["object", "path"]),
    "TextVectorizer.fit": (["texts", "y"], ["object", "texts"]),
    "TextVectorizer.transform": (["texts"], ["_data", "texts"]),
    "TextVectorizer.inverse_transform": (["ids"], ["object", "ids"]),
}

# (Python's name, argument) -> (Python's default, R's) where they differ.
OTHER_DEFAULTS = {
    ("TabularClassifier", "hidden_sizes"): ([64], 64),  # R's numbers are vectors
    ("TabularRegressor", "hidden_sizes"): ([64], 64),
    **{
        (f"{model}.{method}", "y"): ("(required)", None)  # R's formula may say it
        for model in ("TabularClassifier", "TabularRegressor")
        for method in ("fit", "evaluate")
    },
    ("plot_trace", "layer"): (0, 1),  # a position
    ("plot_gradients", "layer"): (0, 1),
}
