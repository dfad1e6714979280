"""Tables, targets and settings that do not fit."""

from tests.parity.mistakes.mistake import Mistake

X = "pd.DataFrame({'a': [1.0, 2.0, 3.0, 4.0], 'b': ['u', 'v', 'u', 'v']})"
DATA = "data.frame(a = c(1, 2, 3, 4), b = c('u', 'v', 'u', 'v'))"


def wrong_setting(name: str, python: str, r: str, message: str, values: tuple[str, str] | None = None) -> Mistake:
    """Return a setting that makes no sense."""
    return Mistake(
        f"td.TabularRegressor({name}={python}, verbose=False).fit({X}, [1, 2, 3, 4])",
        f"tabular_regressor({name} = {r}, verbose = FALSE) |> fit({DATA}, c(1, 2, 3, 4))",
        f"{message}; given {{value}}",
        {"value": values or (python, r)},
    )


MISTAKES = {
    "numbers for a classifier": Mistake(
        f"td.TabularClassifier().fit({X}, [1.0, 2.5, 1.0, 2.0])",
        f"tabular_classifier() |> fit({DATA}, c(1, 2.5, 1, 2))",
        "y must hold class labels. Unknown label type: continuous; given 2.5. For numbers, use a regressor",
    ),
    "labels for a regressor": Mistake(
        f"td.TabularRegressor().fit({X}, ['u', 'v', 'u', 'v'])",
        f"tabular_regressor() |> fit({DATA}, c('u', 'v', 'u', 'v'))",
        "y must hold numbers; given {value}",
        {"value": ("'u'", '"u"')},
    ),
    "a missing number": Mistake(
        f"td.TabularRegressor().fit({X}, [1, None, 3, 4])",
        f"tabular_regressor() |> fit({DATA}, c(1, NA, 3, 4))",
        "y must not be missing: element {second} is. Leave it out",
        {"second": (1, 2)},
    ),
    "a target too few": Mistake(
        f"td.TabularRegressor().fit({X}, [1, 2, 3])",
        f"tabular_regressor() |> fit({DATA}, c(1, 2, 3))",
        "X and y must have the same length; given 4 rows and 3 targets",
    ),
    "dates": Mistake(
        "td.TabularRegressor().fit(pd.DataFrame({'day': pd.to_datetime(['2020-01-01', '2020-01-02'])}), [1, 2])",
        "tabular_regressor() |> fit(y ~ day, data.frame(day = as.Date('2020-01-01') + 0:1, y = 1:2))",
        "column day holds dates or times, of which there are many ways to make numbers. Give what may matter, such as "
        "the year, the month or the day of the week",
    ),
    "infinity": Mistake(
        "td.TabularRegressor(validation_split=0).fit([[1.0], [float('inf')]], [1, 2])",
        "tabular_regressor(validation_split = 0) |> fit(data.frame(x0 = c(1, Inf)), 1:2)",
        "column x0 must hold finite numbers; it holds infinity",
    ),
    "nothing to learn from": Mistake(
        "td.TabularRegressor(validation_split=0).fit([[1], [1]], [1, 2])",
        "tabular_regressor(validation_split = 0) |> fit(matrix(1, 2), 1:2)",
        "X must have a column that is not the same in all rows to learn from; given none",
    ),
    "no list of layers": Mistake(
        f"td.TabularRegressor(hidden_sizes=None).fit({X}, [1, 2, 3, 4])",
        f"tabular_regressor(hidden_sizes = NULL) |> fit({DATA}, 1:4)",
        "hidden_sizes must hold whole numbers, the units of each hidden layer; given {none}. For a linear model, give "
        "none of them",
        {"none": ("None", "NULL")},
    ),
    "a layer of none": wrong_setting(
        "hidden_sizes", "(8, 0)", "c(8, 0)", "hidden_sizes must be at least 1", ("0", "0")
    ),
    "half a unit": wrong_setting(
        "hidden_sizes", "(8, 0.5)", "c(8, 0.5)", "hidden_sizes must be a whole number", ("0.5", "0.5")
    ),
    "an unknown activation of hidden layers": wrong_setting(
        "activation", "'relux'", '"relux"', 'activation must be one of "relu", "tanh", "sigmoid", "identity"'
    ),
    "an unknown place of normalization": wrong_setting(
        "batch_normalization", "'between'", '"between"', 'batch_normalization must be one of "before", "after"'
    ),
    "a penalty below zero": wrong_setting("l2_penalty", "-1", "-1", "l2_penalty must be at least 0"),
    "an unknown loss of numbers": wrong_setting(
        "loss", "'mse'", '"mse"', 'loss must be "squared_error", "absolute_error", "huber" or a function'
    ),
}
