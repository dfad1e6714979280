"""Arguments that differ between the languages.

What is public in one language only, or under another name, stands in `tools/reference/pairs.py`, as the reference shows
it.
"""

# Python's name -> (Python's arguments, R's) where they differ: R's generics name the first ones.
OTHER_ARGUMENTS = {
    # A layer is a position: its default counts from 0 here and from 1 there.
    "plot_trace": (
        ["trace", "type", "quantities", "layer", "direction", "units"],
        ["x", "type", "quantities", "layer", "direction", "units"],
    ),
    "plot_gradients": (["trace", "quantity", "layer", "direction"], ["x", "quantity", "layer", "direction"]),
    "TextClassifier.fit": (
        ["texts", "labels", "validation_data"],
        ["object", "x", "y", "data", "validation_data"],
    ),
    "TextClassifier.predict": (["texts"], ["object", "new_data", "type"]),
    "TextClassifier.evaluate": (["texts", "labels"], ["x", "new_data", "y"]),
    "TextClassifier.summary": ([], ["object"]),
    "TextClassifier.plot": ([], ["x"]),
    "TextClassifier.get_weights": ([], ["object"]),
    "TextClassifier.save": (["path"], ["object", "path"]),
    "TextVectorizer.save": (["path"], ["object", "path"]),
    "TextVectorizer.fit": (["texts", "y"], ["object", "texts"]),
    "TextVectorizer.transform": (["texts"], ["_data", "texts"]),
    "TextVectorizer.inverse_transform": (["ids"], ["object", "ids"]),
}
