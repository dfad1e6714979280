#' Classify the rows of a table with a neural network
#'
#' A multi-layer perceptron for data frames with numbers and factors. `tabular_classifier()` says what to fit;
#' [fit()][fit.tabular_model] learns it.
#'
#' @param hidden_sizes Units of each hidden layer. Without one, `integer()`, the model is linear: multinomial logistic
#'   regression.
#' @param activation Of the hidden layers: `"relu"`, `"tanh"`, `"sigmoid"` or `"identity"`.
#' @param batch_normalization Whether to normalise the units of each hidden layer over a batch: `"before"` the
#'   activation, `"after"` it, or `NULL`.
#' @param dropout Share of each hidden layer's outputs dropped in training.
#' @param epochs Most passes over the training rows.
#' @param batch_size Rows per step.
#' @param learning_rate Size of a step of the optimizer, AdamW: a number, or a function that is called before each
#'   epoch with its number, counted from 1 (in Python too), and returns the epoch's rate.
#' @param weight_decay Decoupled weight decay; biases are left out.
#' @param l2_penalty Adds half of it times the sum of all squared weights, biases left out, to the loss that is made
#'   small.
#' @param gradient_clip Largest norm of the gradient, or `NULL`.
#' @param validation_split Share of the training rows held back, at random, to choose the best epoch by; 0 trains on
#'   all, for all epochs.
#' @param patience Epochs without a lower validation loss after which training stops; `NULL` never stops early. The
#'   weights of the best epoch are kept either way.
#' @inheritParams text_classifier
#' @param loss What training makes small: `"cross_entropy"`, or a function of `scores`, a matrix `(row, class)`, and
#'   `targets`, the column of each row's class, counted from 1. It returns `list(loss = , gradient = )`: the mean loss
#'   of the batch, and a matrix of its derivatives with respect to the scores.
#' @param metrics A named list of functions of `labels`, a factor, and `probabilities`, a matrix with a column per
#'   class, named by it; each returns a number. They measure the validation data at each epoch's end (columns
#'   `validation_` and the name in [training_history()]), and what [evaluate()][evaluate.tabular_model] is given.
#' @return An object of class `tabular_classifier`.
#' @details What the network is given of each column is learned from the training rows that are not held back:
#'
#'   * Numbers and logicals are scaled to mean 0 and standard deviation 1 (with n below the fraction). A missing one
#'     takes the mean; where training had missing ones, a second feature says which they are.
#'   * Factors and strings become a feature for each level, 1 in the rows that have it, else 0; where training had
#'     missing ones, another is for those. A level that training did not see has 0 in all, with a warning; so has a
#'     missing one where training had none. Ordered factors are treated as the others.
#'   * A column that is the same in all training rows gives nothing. Dates are refused.
#' @seealso [fit()][fit.tabular_model], [predict()][predict.tabular_classifier], [tabular_regressor()]
#' @export
#' @examplesIf torchduet_status(quiet = TRUE)$ready
#' model <- tabular_classifier(seed = 1, epochs = 20) |>
#'   fit(Species ~ ., data = iris)
#' predict(model, iris[c(1, 51, 101), ], type = "prob")
#' evaluate(model, iris)
tabular_classifier <- function(hidden_sizes = 64,
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
                               loss = "cross_entropy",
                               metrics = NULL,
                               callbacks = list(),
                               verbose = "auto") {
  new_tabular_model("tabular_classifier", as.list(environment())[names(formals())])
}
