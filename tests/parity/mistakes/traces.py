"""Traces, by hand and of models: sequences, weights and states that do not fit."""

from tests.parity.mistakes.mistake import Mistake

LAYERS = {"first": ("l0", "l1"), "second": ("l1", "l2")}
NO_STEPS = "inputs must have shape (time, features), with at least one step and one feature; given shape {shape}"
WITHOUT_RECURRENT_LAYERS = (
    '{caller} needs a model with recurrent layers; given one with architecture = "{architecture}". '
    'Fit one with architecture = "lstm", for instance'
)


def vectors(**lengths: int) -> dict[str, tuple[str, str]]:
    """Return how each language writes the shape of vectors of some lengths."""
    return {name: (f"({length},)", f"({length})") for name, length in lengths.items()}


MISTAKES = {
    # What a network reads: no step, one step, padding only.
    "a sequence of no steps": Mistake(
        "td.rnn_trace([], RNN)",
        "rnn_trace(numeric(), rnn)",
        NO_STEPS,
        vectors(shape=0),
    ),
    "a gradient over no steps": Mistake(
        "td.gradient_trace([], RNN)", "gradient_trace(numeric(), rnn)", NO_STEPS, vectors(shape=0)
    ),
    "steps without features": Mistake(
        "td.rnn_trace(np.zeros((2, 0)), RNN)",
        "rnn_trace(matrix(0, 2, 0), rnn)",
        NO_STEPS.format(shape="(2, 0)"),
    ),
    "a trace of nothing but padding": Mistake(
        "td.lstm_trace(FITTED, '')",
        "lstm_trace(fitted, '')",
        "lstm_trace needs a text of at least one word; given {value}",
        {"value": ("''", '""')},
    ),
    "a labeler's trace of nothing but padding": Mistake(
        "td.lstm_trace(LABELER, '')",
        "lstm_trace(labeler, '')",
        "lstm_trace needs a text of at least one word; given {value}",
        {"value": ("''", '""')},
    ),
    "a gradient of nothing but padding": Mistake(
        "td.gradient_trace(FITTED, '', label='+')",
        "gradient_trace(fitted, '', label = '+')",
        "gradient_trace needs a text of at least one word; given {value}",
        {"value": ("''", '""')},
    ),
    "a trace of two texts": Mistake(
        "td.lstm_trace(FITTED, ['good', 'bad'])",
        "lstm_trace(fitted, c('good', 'bad'))",
        "lstm_trace with a fitted model needs one text, a string, as its second argument",
    ),
    "a trace of words that were never seen": Mistake(
        "td.lstm_trace(GENERATOR, 'tea cosy')",
        "lstm_trace(generator, 'tea cosy')",
        "the text of lstm_trace: {word} is not in the vocabulary that the model learned from its texts. Leave it out",
        {"word": ("'cosy'", '"cosy"')},
    ),
    "a trace of a model without recurrent layers": Mistake(
        "td.lstm_trace(AVERAGE, 'good tea')",
        "lstm_trace(average, 'good tea')",
        WITHOUT_RECURRENT_LAYERS.format(caller="lstm_trace", architecture="average_pooling"),
    ),
    "a trace of a model of convolutions": Mistake(
        "td.rnn_trace(fit(architecture='cnn', epochs=1, seed=1), 'good tea')",
        "quick('cnn', epochs = 1, seed = 1) |> fit(texts, labels) |> rnn_trace('good tea')",
        WITHOUT_RECURRENT_LAYERS.format(caller="rnn_trace", architecture="cnn"),
    ),
    "a gradient of a model without recurrent layers": Mistake(
        "td.gradient_trace(AVERAGE, 'good tea', label='+')",
        "gradient_trace(average, 'good tea', label = '+')",
        WITHOUT_RECURRENT_LAYERS.format(caller="gradient_trace", architecture="average_pooling"),
    ),
    "memory units of a model without recurrent layers": Mistake(
        "td.memory_units(AVERAGE, ['good', 'bad'], ['x', 'y'])",
        "memory_units(average, c('good', 'bad'), c('x', 'y'))",
        WITHOUT_RECURRENT_LAYERS.format(caller="memory_units", architecture="average_pooling"),
    ),
    "a trace of a model without a network": Mistake(
        "td.rnn_trace(BIGRAMS, 'good')",
        "rnn_trace(bigrams, 'good')",
        "inputs must be numbers or a fitted model with recurrent layers; given {value}",
        {"value": ("BigramModel()", "an object of class BigramModel")},
    ),
    "a GRU's trace of an LSTM": Mistake(
        "td.gru_trace(FITTED, 'good tea')",
        "gru_trace(fitted, 'good tea')",
        "weights must be those of a GRU; given those of an LSTM. Use lstm_trace",
    ),
    # Weights by hand: which shape was expected.
    "weights without names": Mistake(
        "td.rnn_trace([1.0], [1.0, 2.0])",
        "rnn_trace(1, c(1, 2))",
        "weights must be matrices by torch's names, as nn.LSTM has them; given {value}",
        {"value": ("[1.0, 2.0]", "c(1, 2)")},
    ),
    "weights that are missing": Mistake(
        "td.rnn_trace([1.0], {'weight_hh_l0': [[1.0]]})",
        "rnn_trace(1, list(weight_hh_l1 = matrix(1)))",
        "weights must hold weight_ih_{first}, of shape (1, 1)",
        LAYERS,
    ),
    "weights of another name": Mistake(
        "td.rnn_trace([1.0], RNN | {'weight_xh_l0': [1.0]})",
        "rnn_trace(1, c(rnn, list(weight_xh_l1 = 1)))",
        "weights must have the names weight_ih_{first}, weight_hh_{first}, bias_ih_{first}, bias_hh_{first}, for more "
        "layers _{second} and so on, and _reverse after them for the backward direction; given weight_xh_{first}",
        LAYERS,
    ),
    "weights for more features": Mistake(
        "td.rnn_trace([[1.0, 2.0], [3.0, 4.0]], RNN)",
        "rnn_trace(matrix(1:4, 2), rnn)",
        "weights: weight_ih_{first} must have shape (1, 2), as there is 1 hidden unit, and a column for each of the "
        "inputs' features; given (1, 1)",
        LAYERS,
    ),
    "weights without hidden units": Mistake(
        "td.gru_trace([1.0], {'weight_ih_l0': np.zeros((0, 1)), 'weight_hh_l0': np.zeros((0, 0))})",
        "gru_trace(1, list(weight_ih_l1 = matrix(0, 0, 1), weight_hh_l1 = matrix(0, 0, 0)))",
        "weights: weight_hh_{first} must have shape (3 * hidden_size, hidden_size), hidden_size at least 1; "
        "given (0, 0)",
        LAYERS,
    ),
    "an LSTM's trace of an RNN's weights": Mistake(
        "td.lstm_trace([1.0], RNN)",
        "lstm_trace(1, rnn)",
        "weights: weight_hh_{first} must have shape (4 * hidden_size, hidden_size), hidden_size at least 1; "
        "given (1, 1)",
        LAYERS,
    ),
    "peepholes that are missing": Mistake(
        "td.lstm_trace([1.0], LSTM, variant='peephole')",
        "lstm_trace(1, lstm, variant = 'peephole')",
        "weights must hold weight_ci_{first}, of shape {shape}",
        LAYERS | vectors(shape=1),
    ),
    "peepholes between units": Mistake(
        "td.lstm_trace([1.0], LSTM | dict.fromkeys(['weight_ci_l0', 'weight_cf_l0', 'weight_co_l0'], [[1.0]]), "
        "variant='peephole')",
        "lstm_trace(1, c(lstm, list(weight_ci_l1 = matrix(1), weight_cf_l1 = matrix(1), weight_co_l1 = matrix(1))), "
        "variant = 'peephole')",
        "weights: weight_ci_{first} must have shape {shape}, as there is 1 hidden unit; given (1, 1)",
        LAYERS | vectors(shape=1),
    ),
    "biases of another length": Mistake(
        "td.rnn_trace([1.0], RNN | {'bias_hh_l0': [1.0, 2.0]})",
        "rnn_trace(1, c(rnn, list(bias_hh_l1 = c(1, 2))))",
        "weights: bias_hh_{first} must have shape {wanted}, as there is 1 hidden unit; given {given}",
        LAYERS | vectors(wanted=1, given=2),
    ),
    "a second layer for more units than the first has": Mistake(
        "td.rnn_trace([1.0], RNN | {'weight_ih_l1': [[1.0, 2.0]], 'weight_hh_l1': [[1.0]]})",
        "rnn_trace(1, c(rnn, list(weight_ih_l2 = matrix(1:2, 1), weight_hh_l2 = matrix(1))))",
        "weights: weight_ih_{second} must have shape (1, 1), as there is 1 hidden unit, and a column for each state "
        "below; given (1, 2)",
        LAYERS,
    ),
    "a start for other units": Mistake(
        "td.rnn_trace([1.0], RNN, initial_state=[1.0, 2.0])",
        "rnn_trace(1, rnn, initial_state = c(1, 2))",
        "initial_state must have shape (1, 1), layers times directions by units; given shape (1, 2)",
    ),
    "one start for the two states of an LSTM": Mistake(
        "td.lstm_trace([1.0], LSTM, initial_state=[1.0])",
        "lstm_trace(1, lstm, initial_state = list(1))",
        "initial_state must be 2 arrays (hidden, cell), each of shape (1, 1), layers times directions by units; "
        "given {value}",
        {"value": ("[1.0]", "a list")},
    ),
    "names for other steps": Mistake(
        "td.rnn_trace([1.0], RNN, tokens=['a', 'b'])",
        "rnn_trace(1, rnn, tokens = c('a', 'b'))",
        "tokens must hold one string per step of inputs, 1; given 2",
    ),
    "names that are numbers": Mistake(
        "td.rnn_trace([1.0], RNN, tokens=[1])",
        "rnn_trace(1, rnn, tokens = 1)",
        "tokens must be strings; given 1",
    ),
    # The way back.
    "a gradient of another shape": Mistake(
        "td.gradient_trace([1.0], RNN, loss_gradient=[1.0, 2.0])",
        "gradient_trace(1, rnn, loss_gradient = c(1, 2))",
        "loss_gradient must have shape (1, 1), steps by units of the top layer, or {final} for the final states; "
        "given {given}",
        vectors(final=1, given=2),
    ),
    "a gradient through weights of another shape": Mistake(
        "td.gradient_trace([1.0], LSTM, variant='coupled')",
        "gradient_trace(1, lstm, variant = 'coupled')",
        "weights: weight_hh_{first} must have shape (3 * hidden_size, hidden_size), hidden_size at least 1; "
        "given (4, 1)",
        LAYERS,
    ),
    "a gradient through peepholes that are missing": Mistake(
        "td.gradient_trace([1.0], LSTM, variant='peephole')",
        "gradient_trace(1, lstm, variant = 'peephole')",
        "weights must hold weight_ci_{first}, of shape {shape}",
        LAYERS | vectors(shape=1),
    ),
    "a variant of another cell": Mistake(
        "td.gradient_trace([1.0], RNN, cell='rnn', variant='coupled')",
        "gradient_trace(1, rnn, cell = 'rnn', variant = 'coupled')",
        'variant must be "standard" with cell "rnn": others are LSTMs; given {value}',
        {"value": ("'coupled'", '"coupled"')},
    ),
    "gradients of an unknown kind of cell": Mistake(
        "td.gradient_trace([1.0], {'weight_ih_l0': [[1.0]], 'weight_hh_l0': [[1.0], [1.0]]})",
        "gradient_trace(1, list(weight_ih_l1 = matrix(1), weight_hh_l1 = matrix(1, 2, 1)))",
        "weights must hold weight_hh_{first}, a matrix of hidden_size columns and, of an RNN, as many rows, of a GRU "
        "three times, of an LSTM four times as many; given (2, 1)",
        LAYERS,
    ),
    "a cell that the model does not have": Mistake(
        "td.gradient_trace(FITTED, 'good tea', label='+', cell='gru')",
        "gradient_trace(fitted, 'good tea', label = '+', cell = 'gru')",
        'cell must be "lstm", as the weights are; given {value}. Leave it out',
        {"value": ("'gru'", '"gru"')},
    ),
    "no steps before a cut": Mistake(
        "td.gradient_trace([1.0], RNN, truncate=0)",
        "gradient_trace(1, rnn, truncate = 0)",
        "truncate must be at least 1 or {none}; given 0",
    ),
    "a gradient without a label": Mistake(
        "td.gradient_trace(FITTED, 'good tea')",
        "gradient_trace(fitted, 'good tea')",
        "gradient_trace with a fitted model needs label: the text's class",
    ),
    "a gradient of a model and of numbers": Mistake(
        "td.gradient_trace(FITTED, 'good tea', label='+', loss_gradient=[1.0])",
        "gradient_trace(fitted, 'good tea', label = '+', loss_gradient = 1)",
        "gradient_trace with a fitted model takes label, the right answer, not loss_gradient",
    ),
    "a generator's gradient without the token that comes": Mistake(
        "td.gradient_trace(GENERATOR, 'good')",
        "gradient_trace(generator, 'good')",
        "gradient_trace with a fitted model needs label: the token that comes after the text",
    ),
    "a generator's gradient for a token that it does not know": Mistake(
        "td.gradient_trace(GENERATOR, 'good', label='cosy')",
        "gradient_trace(generator, 'good', label = 'cosy')",
        "label must be a token of the model's vocabulary; given {value}",
        {"value": ("'cosy'", '"cosy"')},
    ),
    "a labeler's gradient with too few labels": Mistake(
        "td.gradient_trace(LABELER, 'good tea', label='x')",
        "gradient_trace(labeler, 'good tea', label = 'x')",
        "label must be one for each token, 2; given 1",
    ),
    "a gradient for an unseen label": Mistake(
        "td.gradient_trace(FITTED, 'good tea', label='?')",
        "gradient_trace(fitted, 'good tea', label = '?')",
        "label must be one of the classes that the model knows, {classes}; given {value}",
        {"value": ("'?'", '"?"'), "classes": ("['+', '-']", 'c("+", "-")')},
    ),
    "a gradient of a model without a network": Mistake(
        "td.gradient_trace(BIGRAMS, 'good', label='tea')",
        "gradient_trace(bigrams, 'good', label = 'tea')",
        "inputs must be numbers or a fitted model with recurrent layers; given {value}",
        {"value": ("BigramModel()", "an object of class BigramModel")},
    ),
    "traces of two kinds in one table": Mistake(
        "td.bind_traces({'a': td.rnn_trace([1.0], RNN), 'b': td.gradient_trace([1.0], RNN)})",
        "bind_traces(list(a = rnn_trace(1, rnn), b = gradient_trace(1, rnn)))",
        "{traces} must all have the same columns; given {value}",
        {"traces": ("traces", "`traces`"), "value": ("['a', 'b']", '"a" and "b"')},
    ),
    "a picture of an unknown type": Mistake(
        "td.plot_trace(td.rnn_trace([1.0], RNN), type='bars')",
        "plot(rnn_trace(1, rnn), type = 'bars')",
        '{type} must be one of "heatmap", "trajectory"; given {value}',
        {"type": ("type", "`type`"), "value": ("'bars'", '"bars"')},
    ),
    "one unit in a plane": Mistake(
        "td.plot_trace(td.rnn_trace([1.0], RNN), type='trajectory')",
        "plot(rnn_trace(1, rnn), type = 'trajectory')",
        "trace must be of a layer of at least two units to be drawn in a plane; given one of 1 unit. Draw it with "
        'type = "heatmap", or trace a larger layer',
    ),
    "a unit that is not there in a plane": Mistake(
        "td.plot_trace(td.lstm_trace(FITTED, 'good tea'), type='trajectory', units=[0, 3])",
        "plot(lstm_trace(fitted, 'good tea'), type = 'trajectory', units = c(1, 4))",
        "units must be two of the layer's units, {first} to {last}: one for each axis of the plane",
        {"first": (0, 1), "last": (2, 3)},
    ),
    "a picture of a layer that is not there": Mistake(
        "td.plot_trace(td.rnn_trace([1.0], RNN), layer=1)",
        "plot(rnn_trace(1, rnn), layer = 2)",
        "layer must be between {first} and {first}; given {second}",
        {"first": (0, 1), "second": (1, 2)},
    ),
    "units of texts of different lengths": Mistake(
        "td.memory_units(FITTED, ['good tea', 'tea'], ['x', 'y'])",
        "memory_units(fitted, c('good tea', 'tea'), c('x', 'y'))",
        "texts must all have the same number of tokens, so that their steps can be compared; given 1 to 2",
    ),
}
