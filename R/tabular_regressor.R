#' Predict a number for each row of a table with a neural network
#'
#' A multi-layer perceptron for data frames with numbers and factors. `tabular_regressor()` says what to fit;
#' [fit()][fit.tabular_model] learns it.
#'
#' @inheritParams tabular_classifier
#' @param hidden_sizes Units of each hidden layer. Without one, `integer()`, the model is linear: linear regression.
#' @param l2_penalty Adds half of it times the sum of all squared weights, biases left out, to the loss that is made
#'   small. A linear model of n training rows then is ridge regression, on scaled columns and a scaled target, with
#'   penalty `n * l2_penalty / 2` on the sum of squared coefficients beside the sum of squared errors.
#' @param loss What training makes small, of the scaled target: `"squared_error"`, `"absolute_error"` or `"huber"`; or a
#'   function of `predictions` and `targets`, vectors in the target's units. It returns `list(loss = , gradient = )`:
#'   the mean loss of the batch, and a vector of its derivatives with respect to the predictions.
#' @param metrics A named list of functions of `targets` and `predictions`, numeric vectors; each returns a number. They
#'   measure the validation data at each epoch's end (columns `validation_` and the name in [training_history()]), and
#'   what [evaluate()][evaluate.tabular_model] is given.
#' @return An object of class `tabular_regressor`.
#' @details What the network is given of each column is told with [tabular_classifier()]. The target is scaled to mean 0
#'   and standard deviation 1 of the training rows that are not held back; predictions are in its own units, the losses
#'   of [training_history()] are not.
#' @seealso [fit()][fit.tabular_model], [predict()][predict.tabular_regressor], [tabular_classifier()]
#' @export
#' @examplesIf torchduet_status(quiet = TRUE)$ready
#' model <- tabular_regressor(seed = 1, epochs = 20) |>
#'   fit(mpg ~ wt + hp + factor(cyl), data = mtcars)
#' predict(model, mtcars[1:3, ])
#' evaluate(model, mtcars)
tabular_regressor <- function(hidden_sizes = 64,
                              activation = "relu",
                              batch_normalization = NULL,
                              dropout = 0,
                              epochs = 100,
                              batch_size = 32,
                              learning_rate = 0.01,
                              weight_decay = 0,
                              l2_penalty = 0,
                              gradient_clip = NULL,
                              validation_split = 0.125,
                              patience = 10,
                              seed = NULL,
                              device = "auto",
                              loss = "squared_error",
                              metrics = NULL,
                              callbacks = list(),
                              verbose = "auto") {
  new_tabular_model("tabular_regressor", as.list(environment())[names(formals())])
}
