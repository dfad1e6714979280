"""What is public in one language only, or under another name, or with other arguments, and why.

The surface test fails on every difference without a line here, and on every line that names what is not there.
"""

PYTHON_ONLY = {
    "TextClassifier.predict_proba": "R's predict() has type = 'prob'",
    "TextClassifier.score": "the column accuracy of R's evaluate()",
    "TextClassifier.get_params": "an R model is a list; its element arguments holds them",
    "TextClassifier.set_params": "R objects are not changed in place; make another",
    "TextClassifier.classes_": "the levels of the factor that R's predict() gives",
    "TextClassifier.network_": "a torch module; R gets its weights with model_weights()",
    "TextClassifier.vectorizer_": "R's vocabulary() takes the classifier itself",
    "TextClassifier.seed_": "R users give the seed",
    "TextClassifier.interrupted_": "R users see it happen",
    "TextVectorizer.fit_transform": "it would lose the fitted vectorizer, as R does not change arguments",
    "TextVectorizer.get_params": "an R vectorizer is a list; its element arguments holds them",
    "TextVectorizer.set_params": "R objects are not changed in place; make another",
}

R_ONLY = {
    "install_torchduet": "installs the Python side; Python users use pip",
    "torchduet_status": "says which Python R uses",
    "fit": "generics' generic, re-exported",
    "evaluate": "generics' generic, re-exported",
    "autoplot.fitted_text_classifier": "ggplot2's generic; plot() draws it",
    "print.text_classifier": "Python has repr",
    "print.fitted_text_classifier": "Python has repr",
    "print.text_vectorizer": "Python has repr",
    "print.python_object": "Python has repr",
}

# Python's name -> R's.
RENAMED = {
    "datasets.fine_foods": "fine_foods",  # R has no modules
    "load": "load_model",  # base R has load()
    "TextClassifier.save": "save_model",  # base R has save()
    "TextVectorizer.save": "save_model",
    "TextClassifier.get_weights": "model_weights",
    "TextClassifier.history_": "training_history",
    "TextClassifier.plot": "plot.fitted_text_classifier",
    "TextVectorizer.vocabulary_": "vocabulary",
}

# Python's name -> (Python's arguments, R's) where they differ: R's generics name the first ones.
OTHER_ARGUMENTS = {
    "TextClassifier.fit": (["texts", "labels"], ["object", "x", "y", "data"]),
    "TextClassifier.predict": (["texts"], ["object", "new_data", "type"]),
    "TextClassifier.evaluate": (["texts", "labels"], ["x", "new_data", "y"]),
    "TextClassifier.plot": ([], ["x"]),
    "TextClassifier.get_weights": ([], ["object"]),
    "TextClassifier.save": (["path"], ["object", "path"]),
    "TextVectorizer.save": (["path"], ["object", "path"]),
    "TextVectorizer.fit": (["texts", "labels"], ["object", "texts"]),
    "TextVectorizer.transform": (["texts"], ["_data", "texts"]),
    "TextVectorizer.inverse_transform": (["ids"], ["object", "ids"]),
}
