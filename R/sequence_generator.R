#' Learn from texts what comes next, and write texts of the same kind
#'
#' A text is read from its start token on, and the right answer at each step is the token after it; after the last one,
#' that the text ends. Words and punctuation marks are tokens, or all characters. `generate()` writes texts, token by
#' token, each drawn by its probability, until the token that ends a text, `[END]`, is drawn.
#'
#' @param architecture The recurrent layers: `"rnn"`, `"lstm"` or `"gru"`.
#' @param level What a token is: `"word"` or `"character"`; see [tokenize()]. With words, punctuation marks are
#'   tokens too.
#' @param embedding_dim Length of a token's vector.
#' @param hidden_size Units of a layer.
#' @param layers Recurrent layers on top of each other.
#' @param dropout Share of the last layer's outputs dropped in training, and of those between layers.
#' @param max_tokens Largest size of the vocabulary, the three special tokens included. `NULL`: all.
#' @param lowercase Whether to fold letters to lower case.
#' @inheritParams text_classifier
#' @param validation_split Share of the training texts held back to choose the best epoch by; 0 trains on all, for all
#'   epochs.
#' @param object,x A sequence generator.
#' @param texts A character vector.
#' @param n How many texts to write.
#' @param prompt What a text begins with.
#' @param temperature The scores are divided by it before they become probabilities: below 1 the likely tokens become
#'   likelier, above 1 all become more alike. 0 takes the most probable token always.
#' @param max_length Most tokens of a text, those of the prompt included; a text that long is cut off.
#' @param ... Not used.
#' @return `sequence_generator()`: a model to be fitted. `fit()`: a fitted one; its argument is not changed.
#'   `generate()`: a character vector of `n` texts.
#'
#'   `predict()`: how probable each token is to come next after the prompt: a tibble of `token` and `probability`, the
#'   most probable first. `[END]` says that the text ends, `[UNK]` stands for all tokens outside the vocabulary.
#'
#'   `evaluate()`: a tibble with `log_loss`, the mean of `-log(p)` over all tokens and the texts' ends, p being the
#'   probability that the model gave to what came; `perplexity`, `exp(log_loss)`: among how many equally probable tokens
#'   the model hesitates; and `accuracy`, the share of steps whose most probable token came. `perplexity()`: that
#'   number.
#' @seealso [bigram_model()], which remembers one word only; [childrens_book()]; [summary()][summary.sequence_model]
#' @export
#' @examplesIf torchduet_status(quiet = TRUE)$ready
#' book <- childrens_book(500, seed = 1)
#' model <- sequence_generator(hidden_size = 16, learning_rate = 0.02, epochs = 10, seed = 1) |>
#'   fit(book)
#' generate(model, 3, seed = 1)
#' generate(model, prompt = "Jane", temperature = 0)
#' predict(model, "Jane saw")
#' perplexity(model, book)
sequence_generator <- function(architecture = "lstm",
                               level = "word",
                               embedding_dim = 64,
                               hidden_size = 64,
                               layers = 1,
                               dropout = 0,
                               max_tokens = 10000,
                               lowercase = FALSE,
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
  new_sequence_model("sequence_generator", as.list(environment())[names(formals())])
}

#' @rdname sequence_generator
#' @export
fit.sequence_generator <- function(object, texts, ...) {
  check_dots_empty(...)
  texts <- texts_of(texts, "texts")
  fit_sequence_model(object, "SequenceGenerator", list(texts), list(n_texts = length(texts)))
}

#' @rdname sequence_generator
#' @export
generate.sequence_generator <- function(x, n = 1, prompt = "", temperature = 1, max_length = 100, seed = NULL, ...) {
  check_dots_empty(...)
  write_texts(x, n, prompt, temperature, max_length, seed)
}

#' @rdname sequence_generator
#' @export
predict.sequence_generator <- function(object, prompt = "", ...) {
  check_dots_empty(...)
  next_tokens(object, prompt)
}

#' @rdname sequence_generator
#' @export
evaluate.sequence_generator <- function(x, texts, ...) {
  check_dots_empty(...)
  measure_texts(x, texts)
}

#' @rdname sequence_generator
#' @export
perplexity <- function(object, texts) {
  handle <- fitted_handle(object, "perplexity", c("sequence_generator", "bigram_model"))
  python_method(handle, "perplexity", texts_of(texts, "texts"))
}

# What generators and bigram models do alike.
write_texts <- function(object, n, prompt, temperature, max_length, seed) {
  python_method(
    fitted_handle(object, "generate"), "generate", n,
    prompt = without_levels(prompt), temperature = temperature, max_length = max_length, seed = seed
  )
}

next_tokens <- function(object, prompt) {
  tibble::as_tibble(python_method(fitted_handle(object, "predict"), "predict_proba", without_levels(prompt)))
}

measure_texts <- function(object, texts) {
  tibble::as_tibble(python_method(fitted_handle(object, "evaluate"), "evaluate", texts_of(texts, "texts")))
}
