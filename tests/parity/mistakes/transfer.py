"""Word vectors to start from that do not fit, and layers to freeze or refit that are not there."""

from tests.parity.mistakes.mistake import Mistake, setting

PYTHON_VECTORS = "td.WordVectors(['good', 'tea'], [[1.0, 2.0], [3.0, 4.0]])"
R_VECTORS = "word_vectors(c('good', 'tea'), rbind(c(1, 2), c(3, 4)))"
LSTM = "fit(architecture='lstm', hidden_size=3, epochs=1, seed=1)"
HOLDS = "embedding, layers.recurrent, output"

MISTAKES = {
    "embeddings that are no word vectors": setting(
        "embeddings", "3", "3", "must be word vectors or {none}", value=("3", "3")
    ),
    "vectors of another length than asked for": Mistake(
        f"fit(embeddings={PYTHON_VECTORS}, embedding_dim=5)",
        f"quick(embeddings = {R_VECTORS}, embedding_dim = 5) |> fit(texts, labels)",
        "embedding_dim must be that of embeddings, 2; given 5. Leave it out",
    ),
    "frozen, but what": Mistake(
        "fit(freeze_embeddings=True)",
        "quick(freeze_embeddings = TRUE) |> fit(texts, labels)",
        "freeze_embeddings needs embeddings, the word vectors that the model starts from; given {true}. Give them, too",
    ),
    "vectors of another language": Mistake(
        "fit(embeddings=td.WordVectors(['eu'], [[1.0]]))",
        "quick(embeddings = word_vectors('eu', matrix(1))) |> fit(texts, labels)",
        "embeddings must have vectors for words of the training texts; they have none of the 3. Are both in the same "
        "language, and split into words the same way?",
    ),
    "a layer that is not there": Mistake(
        f"{LSTM}.freeze('lstm')",
        "freeze(fitted, 'lstm')",
        f"layers must be among the network's, {HOLDS}; given {{value}}",
        {"value": ("'lstm'", '"lstm"')},
    ),
    "deeper than the network": Mistake(
        f"{LSTM}.unfreeze(depth=4)",
        "unfreeze(fitted, depth = 4)",
        "depth must be at most 3, the layers of this network; given 4",
    ),
    "all is frozen": Mistake(
        f"{LSTM}.freeze().freeze('output').refit(TEXTS, LABELS)",
        "freeze(fitted) |> freeze('output') |> refit(texts, labels)",
        "there is nothing to refit: all layers are frozen. Unfreeze some",
    ),
    "a rate for what is frozen": Mistake(
        f"{LSTM}.freeze('embedding').refit(TEXTS, LABELS, learning_rates={{'embedding': 0.1}})",
        "freeze(fitted, 'embedding') |> refit(texts, labels, learning_rates = c(embedding = 0.1))",
        "learning_rates must be of layers that are trained; {layer} is frozen. Unfreeze it, or leave it out",
        {"layer": ("'embedding'", '"embedding"')},
    ),
    "no rate at all": Mistake(
        f"{LSTM}.refit(TEXTS, LABELS, learning_rates={{'output': 0}})",
        "refit(fitted, texts, labels, learning_rates = c(output = 0))",
        "learning_rates of output must be greater than 0; given {value}",
        {"value": ("0", "0")},
    ),
    "a setting of the network": Mistake(
        f"{LSTM}.refit(TEXTS, LABELS, hidden_size=5)",
        "refit(fitted, texts, labels, hidden_size = 5)",
        "hidden_size is not a setting that refit can change; those are epochs, batch_size, learning_rate, "
        "weight_decay, gradient_clip, validation_split, patience, seed, device, loss, metrics, callbacks, verbose",
    ),
    "labels that the head does not know": Mistake(
        f"{LSTM}.refit(TEXTS, ['yes', 'no'] * 10)",
        "refit(fitted, texts, rep(c('yes', 'no'), 10))",
        'labels: {value} is not one of the classes that the model knows: {classes}. With head = "new" it learns others',
        {"value": ("'yes'", '"yes"'), "classes": ("['+', '-']", 'c("+", "-")')},
    ),
    "an unknown head": Mistake(
        f"{LSTM}.refit(TEXTS, LABELS, head='other')",
        "refit(fitted, texts, labels, head = 'other')",
        'head must be one of "keep", "new"; given {value}',
        {"value": ("'other'", '"other"')},
    ),
}
