#' Vectors of texts from a service
#'
#' OpenAI's, or any other that speaks its protocol. **The texts leave this machine, and the service is paid by the
#' token.** Each text's vector is kept in your cache, found again by a hash of the text, so that none is paid for twice;
#' a failure in the middle loses nothing that came before it.
#'
#' The key is read from the environment variable `OPENAI_API_KEY` at every call (set it in your `.Renviron`, never in a
#' script). It is no argument, and stands in no message and no file.
#'
#' Needs the Python package openai (`pip install "torchduet[openai]"`).
#'
#' @param model For instance `"text-embedding-3-small"`, `"text-embedding-3-large"`, `"text-embedding-ada-002"`.
#' @param dimensions Shorter vectors, where the model can (OpenAI's third generation).
#' @param base_url The service's address. `NULL`: the environment variable `OPENAI_BASE_URL`, else OpenAI's own.
#' @param price_per_million US dollars for a million tokens. `NULL`: OpenAI's list price of January 2024, for its own
#'   models.
#' @param max_cost US dollars that one call may cost at most; where it might cost more, nothing is sent.
#' @param batch_size Texts sent in one request, at most 2,048. Long texts go in smaller ones: a request has at most
#'   300,000 tokens.
#' @param requests_per_minute A limit to keep to. `NULL`: as fast as the service answers.
#' @param max_retries How often a request that failed is sent again. It waits as long as the service asks, or longer
#'   each time.
#' @param timeout Seconds until a request that is not answered has failed.
#' @param cache Whether to keep vectors on disk; where not, this object alone remembers them.
#' @param object What `hosted_embeddings()` gave.
#' @param texts A character vector; no text may be empty.
#' @return `hosted_embeddings()`: an object that [embed_texts()] and [similarity()] take. `estimate_cost()`, which sends
#'   nothing: a tibble of one row: `texts` (how many would be sent: each once, those in the cache not at all), `tokens`
#'   (about, by the rule of four bytes each, which is OpenAI's for English), `tokens_at_most` (one for each byte),
#'   `price_per_million` and `price_date` (of a list price), `cost` and `cost_at_most` in US dollars; `NA` where no
#'   price is known. `clear_cache()` forgets the vectors of this model of this service, on disk too, and returns
#'   `object` invisibly.
#' @export
#' @examplesIf torchduet_status(quiet = TRUE)$ready
#' hosted <- hosted_embeddings("text-embedding-3-small", max_cost = 0.01)
#' estimate_cost(hosted, c("The cat sat on the mat.", "The dog did not."))
#' # embed_texts(hosted, "The cat sat on the mat.") would send it
hosted_embeddings <- function(model = "text-embedding-3-small",
                              dimensions = NULL,
                              base_url = NULL,
                              price_per_million = NULL,
                              max_cost = NULL,
                              batch_size = 256,
                              requests_per_minute = NULL,
                              max_retries = 5,
                              timeout = 60,
                              cache = TRUE) {
  arguments <- as.list(environment())[names(formals())]
  new_text_vectors(do.call(python_call, c("torchduet:HostedEmbeddings", arguments)))
}

#' @rdname hosted_embeddings
#' @export
estimate_cost <- function(object, texts) {
  handle <- text_vectors_handle(object, "estimate_cost", "hosted_embeddings")
  cost <- python_method(handle, "estimate_cost", as_texts(texts, "texts"))
  unknown <- vapply(cost, is.null, NA)
  cost[unknown] <- lapply(names(cost)[unknown], function(name) if (name == "price_date") NA_character_ else NA_real_)
  tibble::as_tibble(cost)
}

#' @rdname hosted_embeddings
#' @export
clear_cache <- function(object) {
  python_method(text_vectors_handle(object, "clear_cache", "hosted_embeddings"), "clear_cache")
  invisible(object)
}
