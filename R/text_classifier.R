#' Classify texts with a neural network
#'
#' `text_classifier()` says what to fit; [fit()][fit.text_classifier] learns it from labelled texts.
#'
#' @param architecture The network between ids and classes: `"average_pooling"`, `"rnn"`, `"lstm"`, `"gru"` or `"cnn"`;
#'   the details say which settings it takes.
#' @param embedding_dim Length of a word's vector. With `embeddings` it is theirs, and another number than the default
#'   is refused.
#' @param embeddings Word vectors, of [word_vectors()] or [load_embeddings()], that the words' vectors start from: those
#'   of the word as it stands, else in lower case. Words without one, the unknown word among them, start from random
#'   rows of the same variance; padding is a row of zeros. Or a model with vectors in context, of
#'   [contextual_vectors()], whose pieces take the place of words, and which average pooling and a linear layer follow.
#' @param freeze_embeddings Whether to keep all of these rows, or the whole model, as they are in training; each text
#'   then goes through the model once. A model that is trained further wants a small `learning_rate`, such as `2e-5`.
#' @param extend_vocabulary Whether to take the other words of `embeddings` into the vocabulary too, so that a text to
#'   predict may have words that no training text had; `max_tokens` does not count them. `NULL`: where the embedding is
#'   frozen.
#' @param hidden_size Units of a recurrent layer and direction; of a convolutional network, filters of each width (3, 4
#'   and 5 words).
#' @param layers Recurrent layers on top of each other.
#' @param bidirectional Whether to read each text in both directions.
#' @param pooling What of the states over a text's words goes into the linear layer: `"last"`, the state after the whole
#'   text was read, or each feature's `"mean"` or `"max"` over the words. `NULL`: the architecture's own.
#' @param batch_normalization Whether to normalise each feature over the words of a batch, padding left out: a recurrent
#'   network's states, a convolution's outputs before the activation, with average pooling the word vectors.
#' @param max_tokens Largest size of the vocabulary, padding and unknown included. `NULL`: all.
#' @param max_length Words kept of a text, from its start; `NULL` keeps all. Of a model with vectors in context, pieces,
#'   the marks that it puts around a text included; `NULL` keeps as many as it takes.
#' @param lowercase Whether to fold letters to lower case.
#' @param tokenizer A function from a character vector of texts, all in one call, to a list with the tokens of each;
#'   see [text_vectorizer()].
#' @param dropout Share of the pooled features dropped in training, and of the outputs between recurrent layers.
#' @param word_dropout Share of the words turned into the unknown one in training. `NULL`: the architecture's own.
#' @param epochs Most passes over the training texts.
#' @param batch_size Texts per step.
#' @param learning_rate Size of a step of the optimizer, AdamW: a number, or a function that is called before each
#'   epoch with its number, counted from 1 (in Python too), and returns the epoch's rate.
#' @param weight_decay Decoupled weight decay; biases and the padding row are left out.
#' @param gradient_clip Largest norm of the gradient, or `NULL`.
#' @param validation_split Share of the training texts held back to choose the best epoch by; 0 trains on all, for all
#'   epochs.
#' @param patience Epochs without a lower validation loss after which training stops; `NULL` never stops early. The
#'   weights of the best epoch are kept either way.
#' @param seed Settles everything that is drawn: same seed, machine and number of threads, same model, in R and in
#'   Python. `NULL` draws a seed from torch's generator. R's own generator is not touched.
#' @param device Where to compute: `"auto"` takes a graphics card if torch sees one, else the processor; or a name of
#'   torch's, such as `"cpu"` or `"cuda"`.
#' @param loss What training makes small: `"cross_entropy"`, or a function of `scores`, a matrix `(text, class)`, and
#'   `targets`, the column of each text's class, counted from 1. It returns `list(loss = , gradient = )`: the mean
#'   loss of the batch, and a matrix of its derivatives with respect to the scores.
#' @param metrics A named list of functions of `labels`, a factor, and `probabilities`, a matrix with a column per
#'   class, named by it; each returns a number. They measure the validation data at each epoch's end (columns
#'   `validation_` and the name in [training_history()]), and what [evaluate()][evaluate.text_classifier] is given.
#' @param callbacks A function, or a list of them, called at each epoch's end with a data frame of one row: the
#'   epoch's row of [training_history()], and `epochs`, how many there may be. If one returns `"stop"`, training ends.
#' @param verbose Whether to show progress; `"auto"` shows it in interactive sessions.
#' @return An object of class `text_classifier`.
#' @details `hidden_size` and `pooling` belong to `"rnn"`, `"lstm"`, `"gru"` and `"cnn"`, `layers` and `bidirectional`
#'   to the first three; where one does not belong, [fit()][fit.text_classifier] refuses it. What `NULL` stands for was
#'   chosen on held-back reviews, for the three recurrent ones together:
#'
#'   | architecture | `pooling` | may be | `word_dropout` |
#'   |---|---|---|---|
#'   | `"average_pooling"` | mean | | 0 |
#'   | `"rnn"`, `"lstm"`, `"gru"` | `"max"` | `"mean"`, `"last"` | 0.2 |
#'   | `"cnn"` | `"max"` | `"mean"` | 0 |
#' @seealso [fit()][fit.text_classifier], [predict()][predict.text_classifier]
#' @export
#' @examplesIf torchduet_status(quiet = TRUE)$ready
#' reviews <- data.frame(
#'   text = rep(c("good", "very good", "bad", "very bad"), 10),
#'   verdict = factor(rep(c("+", "+", "-", "-"), 10))
#' )
#' model <- text_classifier(seed = 1, learning_rate = 0.1, validation_split = 0) |>
#'   fit(verdict ~ text, data = reviews)
#' predict(model, c("so good", "so bad"))
text_classifier <- function(architecture = "average_pooling",
                            embedding_dim = 64,
                            embeddings = NULL,
                            freeze_embeddings = FALSE,
                            extend_vocabulary = NULL,
                            hidden_size = 64,
                            layers = 1,
                            bidirectional = FALSE,
                            pooling = NULL,
                            batch_normalization = FALSE,
                            max_tokens = 10000,
                            max_length = 250,
                            lowercase = TRUE,
                            tokenizer = NULL,
                            dropout = 0,
                            word_dropout = NULL,
                            epochs = 20,
                            batch_size = 32,
                            learning_rate = 0.001,
                            weight_decay = 0,
                            gradient_clip = NULL,
                            validation_split = 0.125,
                            patience = 3,
                            seed = NULL,
                            device = "auto",
                            loss = "cross_entropy",
                            metrics = NULL,
                            callbacks = list(),
                            verbose = "auto") {
  structure(list(arguments = as.list(environment())[names(formals())]), class = "text_classifier")
}

# notes: what of the data frame a prediction needs to know; they are saved with the model.
new_fitted_text_classifier <- function(handle, arguments, notes = list()) {
  structure(
    list(
      arguments = arguments,
      handle = handle,
      classes = as.character(python_attribute(handle, "classes_")),
      ordered = isTRUE(notes$ordered),
      text_column = notes$text_column,
      outcome_column = notes$outcome_column,
      n_texts = if (is.null(notes$n_texts)) NA_integer_ else notes$n_texts
    ),
    class = c("fitted_text_classifier", "text_classifier")
  )
}

#' @rdname fit.text_classifier
#' @export
print.text_classifier <- function(x, ...) {
  print_model(
    x, sprintf("text classifier with %s", x$arguments$architecture), text_classifier,
    learn = "Learn from labelled texts with fit(outcome ~ text, data) or fit(texts, labels).",
    learned = {
      facts <- glance(x)
      covered <- coverage_text(embedding_coverage(x))
      c(
        training_lines(facts, sprintf("vocabulary of %d tokens", facts$n_tokens), "texts"),
        if (!is.null(covered)) paste0("  word vectors for ", covered)
      )
    },
    use = "Use predict(new_data), evaluate(new_data), summary(), plot(), save_model(path).",
    classes = first_classes(x)
  )
}
