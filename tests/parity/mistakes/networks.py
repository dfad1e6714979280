"""Settings of architectures, models with an answer at every step, and weights in files."""

from tests.parity.mistakes.mistake import Mistake, setting

PATH = {"path": ("path", "`path`"), "value": ("3", "<numeric>")}

MISTAKES = {
    # Architectures and their settings.
    "no hidden units": setting("hidden_size", "0", "0", "must be at least 1"),
    "half a hidden unit": setting("hidden_size", "2.5", "2.5", "must be a whole number"),
    "no layers": setting("layers", "0", "0", "must be at least 1"),
    "an unknown pooling": setting("pooling", "'sum'", '"sum"', 'must be one of "last", "mean", "max"'),
    "normalization in words": setting("batch_normalization", "'yes'", '"yes"', "must be {true} or {false}"),
    "all words dropped": setting("word_dropout", "1", "1", "must be at least 0 and less than 1 or {none}"),
    "a pooling of another architecture": Mistake(
        "fit(architecture='cnn', pooling='last')",
        "quick('cnn', pooling = 'last') |> fit(texts, labels)",
        'pooling must be "max" or "mean" with architecture "cnn"; given {value}',
        {"value": ("'last'", '"last"')},
    ),
    "directions of another architecture": Mistake(
        "fit(architecture='cnn', bidirectional=True)",
        "quick('cnn', bidirectional = TRUE) |> fit(texts, labels)",
        'bidirectional does not belong to architecture "cnn"; given {true}. Leave it out, or choose an architecture '
        'that it belongs to: "rnn", "lstm", "gru"',
    ),
    # Models with an answer at every step.
    "nothing to learn to write from": Mistake(
        "td.SequenceGenerator().fit(['', ' '])",
        "sequence_generator() |> fit(c('', ' '))",
        'texts must hold at least one token at level "word"; given none',
    ),
    "a single text, held back": Mistake(
        "td.SequenceGenerator().fit(['good tea'])",
        "sequence_generator() |> fit('good tea')",
        "validation_split = 0.125 of 1 text(s) leaves none to learn from; give more texts, or set it to 0",
    ),
    "a generator that reads windows": Mistake(
        "td.SequenceGenerator(architecture='cnn').fit(TEXTS)",
        "sequence_generator('cnn') |> fit(texts)",
        'architecture must be one of "rnn", "lstm", "gru"; given {value}',
        {"value": ("'cnn'", '"cnn"')},
    ),
    "a generator without hidden units": Mistake(
        "td.SequenceGenerator(hidden_size=0).fit(TEXTS)",
        "sequence_generator(hidden_size = 0) |> fit(texts)",
        "hidden_size must be at least 1; given 0",
    ),
    "a labeler without hidden units": Mistake(
        "td.SequenceLabeler(hidden_size=0).fit(TEXTS, [['x', 'y']] * 20)",
        "sequence_labeler(hidden_size = 0) |> fit(texts, rep(list(c('x', 'y')), 20))",
        "hidden_size must be at least 1; given 0",
    ),
    "a single text to label, held back": Mistake(
        "td.SequenceLabeler().fit(['good tea'], [['x', 'y']])",
        "sequence_labeler() |> fit('good tea', list(c('x', 'y')))",
        "validation_split = 0.125 of 1 text(s) leaves none to learn from; give more texts, or set it to 0",
    ),
    "a single text to classify": Mistake(
        "td.TextClassifier(architecture='lstm').fit(['good tea'], ['+'])",
        "quick('lstm') |> fit('good tea', '+')",
        "labels must hold at least two classes; given one class, {value}",
        {"value": ("'+'", '"+"')},
    ),
    "a vocabulary of special tokens": Mistake(
        "td.SequenceGenerator(max_tokens=3).fit(TEXTS)",
        "sequence_generator(max_tokens = 3) |> fit(texts)",
        "max_tokens must be at least 4 or {none}; given 3",
    ),
    "a prompt of unknown words": Mistake(
        "GENERATOR.generate(prompt='tea cosy')",
        "generate(generator, prompt = 'tea cosy')",
        "prompt: {word} is not in the vocabulary that the model learned from its texts. Leave it out",
        {"word": ("'cosy'", '"cosy"')},
    ),
    "a prompt that fills the text": Mistake(
        "GENERATOR.generate(prompt='good tea', max_length=2)",
        "generate(generator, prompt = 'good tea', max_length = 2)",
        "max_length must be greater than the number of the prompt's tokens, 2; given 2",
    ),
    "colder than ice": Mistake(
        "GENERATOR.generate(temperature=-1)",
        "generate(generator, temperature = -1)",
        "temperature must be at least 0; given -1",
    ),
    "no texts to measure by": Mistake(
        "BIGRAMS.evaluate([])",
        "evaluate(bigrams, character())",
        "texts must hold at least one text; given none",
    ),
    "fewer labels than words": Mistake(
        "td.SequenceLabeler().fit(['good', 'good tea'], [['x'], ['x']])",
        "sequence_labeler() |> fit(c('good', 'good tea'), list('x', 'x'))",
        "labels must hold one label per token; text {second} has 2 token(s) and 1 label(s)",
        {"second": (1, 2)},
    ),
    "no words to label": Mistake(
        "td.SequenceLabeler().fit([''], [[]])",
        "sequence_labeler() |> fit('', list(character()))",
        "texts must hold at least one token; given none",
    ),
    "an empty token": Mistake(
        "td.SequenceLabeler().fit([['a'], ['b', '']], [['x'], ['x', 'y']])",
        "sequence_labeler() |> fit(list('a', c('b', '')), list('x', c('x', 'y')))",
        "texts: text {second} has an empty token. Leave it out, with its label",
        {"second": (1, 2)},
    ),
    # Weights in files.
    "a file of another network": Mistake(
        "td.import_weights(FITTED, WEIGHTS)",
        "import_weights(fitted, weights)",
        "FILE: layers.recurrent.weight_ih_l0 must have shape (12, 64), as in the network; given (16, 64)",
    ),
    "a file that is not there": Mistake(
        "td.import_weights(FITTED, '/nowhere/weights.safetensors')",
        "import_weights(fitted, '/nowhere/weights.safetensors')",
        "there is no file of weights at /nowhere/weights.safetensors",
    ),
    "a folder in place of a file": Mistake(
        "td.export_weights(FITTED, '/')",
        "export_weights(fitted, '/')",
        "path must be the name of a file; given a folder, /",
    ),
    "a number in place of a file": Mistake(
        "td.export_weights(FITTED, 3)",
        "export_weights(fitted, 3)",
        "{path} must be the name of a file; given {value}",
        PATH,
    ),
    "a number in place of a file to read": Mistake(
        "td.import_weights(FITTED, 3)",
        "import_weights(fitted, 3)",
        "{path} must be the name of a file; given {value}",
        PATH,
    ),
    "a number in place of a model's folder": Mistake(
        "BIGRAMS.save(3)",
        "save_model(bigrams, 3)",
        "{path} must be the name of a folder or {zip} file; given {value}",
        PATH | {"zip": (".zip", "'.zip'")},
    ),
    "a file of a vector": Mistake(
        "td.import_weights(FITTED, SHORT)",
        "import_weights(fitted, short)",
        "SHORT: output.bias must have shape {wanted}, as in the network; given {given}",
        {"wanted": ("(2,)", "(2)"), "given": ("(1,)", "(1)")},
    ),
    "names of nobody": Mistake(
        "td.import_weights(FITTED, 'x', names='keras')",
        "import_weights(fitted, 'x', names = 'keras')",
        'names must be one of "torch", "r-torch"; given {value}',
        {"value": ("'keras'", '"keras"')},
    ),
}
