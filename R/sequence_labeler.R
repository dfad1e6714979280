#' Give every step of a text a label
#'
#' Learn to label each word of a text, or each token of a sequence, as a tagger does.
#'
#' @inheritParams sequence_generator
#' @param level How texts are split into the steps to label: `"word"` or `"character"`; see [tokenize()]. Not used where
#'   tokens are given.
#' @param hidden_size Units of a layer and direction.
#' @param bidirectional Whether to read each text in both directions, so that a label may depend on what follows too.
#' @param max_tokens Largest size of the vocabulary, padding and unknown included. `NULL`: all.
#' @param lowercase Whether to fold letters to lower case, of texts and of tokens.
#' @param object A sequence labeler.
#' @param x For `evaluate()`, a sequence labeler; for `fit()`, texts, a character vector, or the tokens of each text, a
#'   list of character vectors. Texts are split as [tokenize()] does; it says what their steps are.
#' @param new_data Texts, or the tokens of each text.
#' @param y A list with the labels of each text, best factors: one label for each of its tokens.
#' @param type `"class"` for the most probable label, `"prob"` for the probability of each.
#' @param ... Not used.
#' @return `sequence_labeler()`: a model to be fitted. `fit()`: a fitted one; its argument is not changed. `predict()`:
#'   a tibble with a row per step of each text: `text` and `step` (which they are), `token`, and `.pred_class` (a
#'   factor), or `.pred_` and the label's name. `evaluate()`: a tibble with `accuracy`, `auc` (area under the ROC curve;
#'   with more than two labels the mean over one against the rest) and `log_loss`; all steps count alike.
#' @seealso [summary()][summary.sequence_model]
#' @export
#' @examplesIf torchduet_status(quiet = TRUE)$ready
#' texts <- rep(c("Doug saw Jane", "Jane ran"), 20)
#' labels <- rep(list(c("name", "verb", "name"), c("name", "verb")), 20)
#' model <- sequence_labeler(seed = 1, learning_rate = 0.01, validation_split = 0) |>
#'   fit(texts, labels)
#' predict(model, c("Doug ran", "Jane saw Doug"))
#' predict(model, list(c("Doug", "ran")), type = "prob")
sequence_labeler <- function(architecture = "lstm",
                             level = "word",
                             embedding_dim = 64,
                             hidden_size = 64,
                             layers = 1,
                             bidirectional = TRUE,
                             dropout = 0,
                             max_tokens = 10000,
                             lowercase = TRUE,
                             epochs = 20,
                             batch_size = 32,
                             learning_rate = 0.001,
                             weight_decay = 0,
                             gradient_clip = NULL,
                             validation_split = 0.125,
                             patience = 3,
                             seed = NULL,
                             device = "auto",
                             callbacks = list(),
                             verbose = "auto") {
  new_sequence_model("sequence_labeler", as.list(environment())[names(formals())])
}

#' @rdname sequence_labeler
#' @export
fit.sequence_labeler <- function(object, x, y, ...) {
  check_dots_empty(...)
  texts <- as_sequences(x, "x")
  labels <- as_step_labels(y)
  notes <- list(n_texts = length(texts), ordered = attr(labels, "ordered"))
  attributes(labels) <- NULL
  fit_sequence_model(object, "SequenceLabeler", list(texts, labels), notes)
}

#' @rdname sequence_labeler
#' @export
predict.sequence_labeler <- function(object, new_data, type = c("class", "prob"), ...) {
  check_dots_empty(...)
  type <- match_type(type)
  steps <- python_method(fitted_handle(object, "predict"), "_steps", as_sequences(new_data, "new_data"))
  place <- tibble::tibble(
    text = rep(seq_along(steps$lengths), steps$lengths), step = sequence(steps$lengths), token = steps$token
  )
  probabilities <- probability_columns(object, steps$probabilities)
  tibble::as_tibble(c(place, if (type == "prob") probabilities else predicted_class(object, probabilities)))
}

#' @rdname sequence_labeler
#' @export
evaluate.sequence_labeler <- function(x, new_data, y, ...) {
  check_dots_empty(...)
  handle <- fitted_handle(x, "evaluate")
  labels <- as_step_labels(y)
  attributes(labels) <- NULL
  tibble::as_tibble(python_method(handle, "evaluate", as_sequences(new_data, "new_data"), labels))
}

# Texts as a character vector, or tokens as a list of them.
as_sequences <- function(x, argument) {
  if (!is.list(x) || is.data.frame(x)) {
    return(texts_of(x, argument))
  }
  lapply(unname(x), as_texts, name = argument)
}

# The labels of each text as factors that all have the same levels.
as_step_labels <- function(y) {
  if (!is.list(y) || is.data.frame(y) || !all(vapply(y, is.atomic, NA))) {
    abort(
      "{.arg y} must be a list with the labels of each text; given {.cls {class(y)[[1]]}}.",
      class = "torchduet_type_error"
    )
  }
  factors <- vapply(y, is.factor, NA)
  ordered <- length(y) > 0 && all(vapply(y, is.ordered, NA))
  if (!all(factors)) y[factors] <- lapply(y[factors], as.character)
  levels <- if (all(factors)) unique(unlist(lapply(y, levels))) else levels(as_labels(unlist(y)))
  structure(lapply(unname(y), factor, levels = levels, ordered = ordered), ordered = ordered)
}
