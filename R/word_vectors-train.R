#' Count how often words stand near each other
#'
#' The nearer the more: with d the distance in words within one text, after rare words were left out,
#' \deqn{X_{ij} = \sum_{\mathrm{places~of~} i} \; \sum_{\mathrm{places~of~} j, \; d \le \mathrm{window}} \frac{1}{d}}{
#'   X[i, j] = sum(1 / d)} over the places of word i and of word j that are at most `window` apart. The window reaches
#' to both sides, so the table is symmetric.
#'
#' @param texts A character vector.
#' @param window Largest distance that counts.
#' @param min_count Words that occur less often are left out.
#' @param lowercase Whether to fold letters to lower case.
#' @param tokenizer A function from a character vector of texts to a list with the tokens of each, in place of
#'   [tokenize()].
#' @param memory MiB that counting may take; what is more is sorted on disk.
#' @return A tibble with a row per pair that occurs, in either order: `word`, `context` and `count`; frequent words
#'   first.
#' @source J. Pennington, R. Socher and C. D. Manning (2014), "GloVe: Global Vectors for Word Representation", EMNLP.
#' @seealso [train_glove()]
#' @export
#' @examplesIf torchduet_status(quiet = TRUE)$ready
#' co_occurrences(c("tea with milk", "tea and milk"), window = 2, min_count = 2)
co_occurrences <- function(texts, window = 15, min_count = 5, lowercase = TRUE, tokenizer = NULL, memory = 1024) {
  tibble::as_tibble(python_call(
    "torchduet:co_occurrences", texts_of(texts, "texts"),
    window = window, min_count = min_count, lowercase = lowercase, tokenizer = as_tokenizer(tokenizer), memory = memory
  ))
}

#' Train GloVe vectors
#'
#' Count which words stand near each other, and fit vectors to the logarithms of the counts:
#' \deqn{\min \sum_{X_{ij} > 0} f(X_{ij}) (w_i \cdot \tilde w_j + b_i + \tilde b_j - \log X_{ij})^2, \quad
#'   f(x) = \min(1, (x / 100)^{0.75})}{min sum(f(X[i, j]) * (w[i] . w'[j] + b[i] + b'[j] - log(X[i, j]))^2),
#'   f(x) = min(1, (x / 100)^0.75)}
#' A word's vector is the sum of its two, \eqn{w + \tilde w}{w + w'}.
#'
#' @inheritParams co_occurrences
#' @param embedding_dim Length of a word's vector.
#' @param window Largest distance, in words, at which two count as near; see [co_occurrences()].
#' @param min_count Words that occur less often get no vector.
#' @param epochs Passes over the counts.
#' @param learning_rate Of AdaGrad: a step is `learning_rate * g / sqrt(G)`, where G is 1 plus the sum of all squared
#'   gradients g so far.
#' @param memory MiB that counting may take; what is more is sorted on disk, and training reads the counts from there.
#' @param seed Settles what is drawn: same seed, machine and number of threads, same vectors, in R and in Python. `NULL`
#'   draws a seed from torch's generator. R's own generator is not touched.
#' @param callbacks A function, or a list of them, called at each epoch's end with a data frame of one row: `epoch`,
#'   `loss` (the mean over the pairs, each in both orders), `seconds`, `epochs`. If one returns `"stop"`, training ends.
#' @param verbose Whether to show progress; `"auto"` shows it in interactive sessions.
#' @return Word vectors, frequent words first; see [load_embeddings()].
#' @details The program of GloVe's authors takes a step per pair; here a step is a block of the table of counts, all
#'   pairs of 512 words (of fewer, where there are fewer than 8,192) with 512 others, both chosen at random once. Ctrl-C
#'   ends the training: the vectors are what they are by then.
#' @source J. Pennington, R. Socher and C. D. Manning (2014), "GloVe: Global Vectors for Word Representation", EMNLP.
#' @seealso [glove_gradients()], [train_word2vec()]
#' @export
#' @examplesIf torchduet_status(quiet = TRUE)$ready
#' texts <- rep(c("black tea with milk", "green tea with lemon", "black coffee with milk"), 5)
#' train_glove(texts, embedding_dim = 4, min_count = 2, seed = 1)
train_glove <- function(texts, embedding_dim = 50, window = 15, min_count = 5, epochs = 15, learning_rate = 0.2,
                        lowercase = TRUE, tokenizer = NULL, memory = 1024, seed = NULL, callbacks = list(),
                        verbose = "auto") {
  settings <- list(
    embedding_dim = embedding_dim, window = window, min_count = min_count, epochs = epochs,
    learning_rate = learning_rate, lowercase = lowercase, tokenizer = as_tokenizer(tokenizer), memory = memory,
    seed = seed, callbacks = callbacks
  )
  with_progress(settings, verbose, function(settings) {
    new_word_vectors(do.call(python_call, c("torchduet:train_glove", list(texts_of(texts, "texts")), settings)))
  })
}

#' Train word2vec and fastText vectors
#'
#' Vectors of words that tell which words stand near them (`"skip_gram"`), or are told by these (`"cbow"`), from words
#' drawn at random. fastText makes a word's vector of those of its parts ([subwords()]), so that unknown words have
#' vectors too.
#'
#' @inheritParams train_glove
#' @param method `"cbow"`: tell the word in the middle from the mean of its neighbours. `"skip_gram"`: tell each
#'   neighbour from the word in the middle.
#' @param window Largest distance, in words, at which two count as near; at each place a smaller one is drawn.
#' @param min_count Words that occur less often get no vector; with fastText, none of their own: that of their parts
#'   they have.
#' @param negative Words drawn at random for each real one, by the 0.75th power of how often they occur.
#' @param sample A word with a larger share f of all tokens is left out at random, but for
#'   `sqrt(sample / f) + sample / f` of its places; 0 keeps all.
#' @param epochs Passes over the texts.
#' @param learning_rate Of the first step; it falls evenly to 0.0001.
#' @param minn,maxn Length of the shortest and the longest part of a word; see [subwords()].
#' @param buckets Rows for the vectors of parts; parts share them by a hash. fastText's own default is 2,000,000.
#' @param engine Who computes: `"gensim"` in C, which has to be installed (`pip install "torchduet[gensim]"` with the
#'   Python that [torchduet_status()] names), or `"torch"`: the same steps written out, several times slower.
#' @param seed Settles what is drawn: same seed, machine and engine, same vectors, in R and in Python. `NULL` draws a
#'   seed from torch's generator. R's own generator is not touched.
#' @details Every word that is read moves by the whole gradient of the mean, as in word2vec's program, and not by its
#'   share, 1 / m; O. Irsoy, A. Benton and K. Stratos (2021), "Corrected CBOW performs as well as skip-gram", discuss
#'   it. gensim takes a step per example, torch one per 256 at most.
#' @source T. Mikolov, K. Chen, G. Corrado and J. Dean (2013), "Efficient estimation of word representations in vector
#'   space", arXiv:1301.3781; P. Bojanowski, E. Grave, A. Joulin and T. Mikolov (2017), "Enriching word vectors with
#'   subword information", TACL 5.
#' @seealso [negative_sampling_gradients()], [train_glove()]
#' @export
#' @examplesIf torchduet_status(quiet = TRUE)$ready
#' texts <- rep(c("black tea with milk", "green tea with lemon", "black coffee with milk"), 5)
#' train_word2vec(texts, embedding_dim = 4, min_count = 2, engine = "torch", seed = 1)
#' train_fasttext(texts, embedding_dim = 4, min_count = 2, buckets = 100, engine = "torch", seed = 1)
train_word2vec <- function(texts, method = "cbow", embedding_dim = 50, window = 5, min_count = 5, negative = 5,
                           sample = 0.001, epochs = 15, learning_rate = 0.025, lowercase = TRUE, tokenizer = NULL,
                           engine = "gensim", seed = NULL) {
  new_word_vectors(python_call(
    "torchduet:train_word2vec", texts_of(texts, "texts"),
    method = method, embedding_dim = embedding_dim, window = window, min_count = min_count, negative = negative,
    sample = sample, epochs = epochs, learning_rate = learning_rate, lowercase = lowercase,
    tokenizer = as_tokenizer(tokenizer), engine = engine, seed = seed
  ))
}

#' @rdname train_word2vec
#' @export
train_fasttext <- function(texts, method = "cbow", embedding_dim = 50, window = 5, min_count = 5, negative = 5,
                           sample = 0.001, epochs = 15, learning_rate = 0.025, minn = 3, maxn = 6, buckets = 200000,
                           lowercase = TRUE, tokenizer = NULL, engine = "gensim", seed = NULL) {
  new_word_vectors(python_call(
    "torchduet:train_fasttext", texts_of(texts, "texts"),
    method = method, embedding_dim = embedding_dim, window = window, min_count = min_count, negative = negative,
    sample = sample, epochs = epochs, learning_rate = learning_rate, minn = minn, maxn = maxn, buckets = buckets,
    lowercase = lowercase, tokenizer = as_tokenizer(tokenizer), engine = engine, seed = seed
  ))
}
