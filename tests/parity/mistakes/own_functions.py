"""Functions of the user's that return something else than what training or prediction needs."""

from tests.parity.mistakes.mistake import Mistake, setting

MISTAKES = {
    # Functions of the user's that return something else.
    "a loss without its gradient": Mistake(
        "fit(loss=lambda scores, targets: {'loss': 1.0})",
        "quick(loss = function(scores, targets) list(loss = 1)) |> fit(texts, labels)",
        'loss must return two things by name, "loss" and "gradient"; given {value}',
        {"value": ("{'loss': 1.0}", "a list")},
    ),
    "a loss that is no number": Mistake(
        "fit(loss=lambda scores, targets: {'loss': float('nan'), 'gradient': scores})",
        "quick(loss = function(scores, targets) list(loss = NaN, gradient = scores)) |> fit(texts, labels)",
        'loss must return one finite number as "loss"; given {value}',
        {"value": ("nan", "NaN")},
    ),
    "a gradient of the loss of another shape": Mistake(
        "fit(loss=lambda scores, targets: {'loss': 1.0, 'gradient': scores[:, :1]})",
        "quick(loss = function(scores, targets) list(loss = 1, gradient = scores[, 1, drop = FALSE])) |>"
        " fit(texts, labels)",
        'loss must return a "gradient" of the shape of the scores, {wanted}; given one of shape {found}',
        {"wanted": ("(18, 2)", "(18, 2)"), "found": ("(18, 1)", "(18, 1)")},
    ),
    "a loss in words": setting("loss", "'mse'", '"mse"', 'must be "cross_entropy" or a function'),
    "metrics without names": Mistake(
        "fit(metrics=3)",
        "quick(metrics = 3) |> fit(texts, labels)",
        "metrics must hold functions by their names; given 3",
    ),
    "a metric of a name that is taken": Mistake(
        "fit(metrics={'auc': lambda labels, probabilities: 1.0})",
        "quick(metrics = list(auc = function(labels, probabilities) 1)) |> fit(texts, labels)",
        "metrics must have names of their own, not one of accuracy, auc, log_loss, loss; given {value}. Choose another",
        {"value": ("'auc'", '"auc"')},
    ),
    "a metric that is no number": Mistake(
        "fit(metrics={'mine': lambda labels, probabilities: 'good'})",
        "quick(metrics = list(mine = function(labels, probabilities) 'good')) |> fit(texts, labels)",
        "metrics: {name} must return a number; given {value}",
        {"name": ("'mine'", '"mine"'), "value": ("'good'", '"good"')},
    ),
    "a rate of nothing in an epoch": Mistake(
        "fit(learning_rate=lambda epoch: 0.1 if epoch < 3 else 0)",
        "quick(learning_rate = function(epoch) if (epoch < 3) 0.1 else 0) |> fit(texts, labels)",
        "learning_rate of epoch 3 must be greater than 0; given 0",
    ),
    "a rate in words": Mistake(
        "fit(learning_rate=lambda epoch: 'fast')",
        "quick(learning_rate = function(epoch) 'fast') |> fit(texts, labels)",
        "learning_rate of epoch 1 must be a number; given {value}",
        {"value": ("'fast'", '"fast"')},
    ),
    "tokens of one text for all": Mistake(
        "fit(tokenizer=lambda texts: [['a']])",
        "quick(tokenizer = function(texts) list('a')) |> fit(texts, labels)",
        "tokenizer must return a list with the tokens of each of the 18 text(s); given 1",
    ),
    "tokens that are numbers": Mistake(
        "fit(tokenizer=lambda texts: [[1] for _ in texts])",
        "quick(tokenizer = function(texts) lapply(texts, function(text) 1)) |> fit(texts, labels)",
        "tokenizer must return strings, none of them missing, empty or [UNK]; what it returns for text {first} is not",
        {"first": (0, 1)},
    ),
    "a tokenizer without tokens": Mistake(
        "fit(tokenizer=lambda texts: None)",
        "quick(tokenizer = function(texts) NULL) |> fit(texts, labels)",
        "tokenizer must return a list with the tokens of each text; given {none}",
    ),
}
