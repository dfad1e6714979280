"""The ground: perceptrons, networks of linear layers, losses and surfaces that do not fit."""

from tests.parity.mistakes.mistake import Mistake

MISTAKES = {
    "a perceptron without examples": Mistake(
        "td.perceptron_trace([], [])",
        "perceptron_trace(numeric(), numeric())",
        "inputs must have shape (examples, features), with at least one example and one feature; given shape (0,)",
    ),
    "a target of another class": Mistake(
        "td.perceptron_trace([1.0, 2.0], [0, 2])",
        "perceptron_trace(c(1, 2), c(0, 2))",
        "targets must be 0 or 1; given {value}",
        {"value": ("2.0", "2")},
    ),
    "a perceptron's weights without the bias": Mistake(
        "td.perceptron_trace([1.0, 2.0], [0, 1], weights=[1.0])",
        "perceptron_trace(c(1, 2), c(0, 1), weights = 1)",
        "weights must hold 2 numbers, the bias and one per feature; given shape (1,)",
    ),
    "no epoch": Mistake(
        "td.perceptron_trace([1.0, 2.0], [0, 1], epochs=0)",
        "perceptron_trace(c(1, 2), c(0, 1), epochs = 0)",
        "epochs must be at least 1; given 0",
    ),
    "an epoch that was not reached": Mistake(
        "td.plot_boundary(td.perceptron_trace([[1.0, 2.0]], [0]), epochs=[3])",
        "plot(perceptron_trace(t(c(1, 2)), 0), epochs = 3)",
        "epochs must be between 1 and 1, the last epoch of the trace; given 3",
    ),
    "a boundary without a plane": Mistake(
        "td.plot_boundary(td.perceptron_trace([1.0, 2.0], [0, 1]))",
        "plot(perceptron_trace(c(1, 2), c(0, 1)))",
        "trace must be of a perceptron with two inputs, to be drawn in a plane; it has 1",
    ),
    "an activation of another name": Mistake(
        "td.activation([1.0], 'swish')",
        "activation(1, 'swish')",
        'kind must be one of "identity", "heaviside", "sigmoid", "tanh", "relu", "softmax"; given {value}',
        {"value": ("'swish'", '"swish"')},
    ),
    "targets that are no probabilities": Mistake(
        "td.loss([1.0, 2.0], [0.5, 3.0], 'binary_cross_entropy')",
        "loss(c(1, 2), c(0.5, 3), 'binary_cross_entropy')",
        'targets must be between 0 and 1 for "binary_cross_entropy"; given {value}',
        {"value": ("3.0", "3")},
    ),
    "targets that do not add up": Mistake(
        "td.loss([1.0, 2.0], [0.5, 0.25], 'cross_entropy')",
        "loss(c(1, 2), c(0.5, 0.25), 'cross_entropy')",
        "targets must have rows that add up to 1, as one_hot makes them; given one that adds up to 0.75",
    ),
    "layers that do not fit each other": Mistake(
        "td.mlp_trace([1.0], [{'weight': [[1.0], [2.0]]}, {'weight': [[1.0]]}])",
        "mlp_trace(1, list(list(weight = matrix(1:2)), list(weight = matrix(1))))",
        "weights: the weight of layer {layer} must have shape (units, 2), units by what it reads; it has shape (1, 1)",
        {"layer": ("1", "2")},
    ),
    "a layer without a weight": Mistake(
        "td.mlp_trace([1.0], [{'w': [[1.0]]}])",
        "mlp_trace(1, list(list(w = matrix(1))))",
        "weights: layer {layer} must hold weight and may hold bias; it holds w",
        {"layer": ("0", "1")},
    ),
    "layers that are matrices": Mistake(
        "td.mlp_trace([1.0], [[[1.0]]])",
        "mlp_trace(1, list(matrix(1)))",
        "weights must hold one or more layers, each with its weight and its bias by these names; given {value}",
        {"value": ("[[[1.0]]]", "a list")},
    ),
    "a surface without a gradient": Mistake(
        "td.optimizer_path(lambda p: {'loss': 1.0}, [0.0, 0.0])",
        "optimizer_path(function(p) list(loss = 1), c(0, 0))",
        'surface must return two things by name, "loss" and "gradient"; given {value}',
        {"value": ("{'loss': 1.0}", "a list")},
    ),
    "a surface that is a number": Mistake(
        "td.optimizer_path(1.0, [0.0, 0.0])",
        "optimizer_path(1, c(0, 0))",
        "surface must be a function of two parameters; given {value}",
        {"value": ("1.0", "1")},
    ),
    "a start in a line": Mistake(
        "td.optimizer_path(abs, [0.0])",
        "optimizer_path(abs, 0)",
        "start must hold two numbers, one per parameter; given shape (1,)",
    ),
    "too much momentum": Mistake(
        "td.optimizer_path(abs, [0.0, 0.0], momentum=1.0)",
        "optimizer_path(abs, c(0, 0), momentum = 1)",
        "momentum must be at least 0 and less than 1; given {value}",
        {"value": ("1.0", "1")},
    ),
    "a batch of one": Mistake(
        "td.batch_norm_trace([[1.0, 2.0]])",
        "batch_norm_trace(t(c(1, 2)))",
        "inputs must hold two examples or more in training: the variance of one is nothing to divide by. "
        "Set training = {false}, or take larger batches",
    ),
    "a weight of another name": Mistake(
        "td.batch_norm_trace([[1.0], [2.0]], {'gamma': [1.0]})",
        "batch_norm_trace(matrix(1:2), list(gamma = 1))",
        "weights must hold arrays by the names weight, bias, running_mean, running_var; given {value}",
        {"value": ("{'gamma': [1.0]}", "a list")},
    ),
    "a layer's features all the same, and nothing added": Mistake(
        "td.layer_norm_trace([[2.0, 2.0]], eps=0.0)",
        "layer_norm_trace(t(c(2, 2)), eps = 0)",
        "eps must be greater than 0 where all features of an example are the same; given 0",
    ),
    "running statistics for a layer": Mistake(
        "td.layer_norm_trace([[1.0, 2.0]], {'running_mean': [0.0, 0.0]})",
        "layer_norm_trace(t(c(1, 2)), list(running_mean = c(0, 0)))",
        "weights must hold arrays by the names weight, bias; given {value}",
        {"value": ("{'running_mean': [0.0, 0.0]}", "a list")},
    ),
}
