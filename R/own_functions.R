# Functions of the user's that take part in training and prediction, made to be called from Python: what an R function
# expects is a data frame, a factor, a matrix with names. What is no function is passed on, for Python to refuse.

# Callbacks, each to be called with a data frame of one row.
as_callbacks <- function(callbacks) {
  lapply(if (is.function(callbacks)) list(callbacks) else as.list(callbacks), function(callback) {
    if (!is.function(callback)) {
      return(callback)
    }
    function(record) callback(structure(record, class = "data.frame", row.names = 1L))
  })
}

# Metrics, each to be called with a factor that has the levels of `labels`, and a matrix with these as names of columns;
# without labels, with the numbers as they come.
as_metrics <- function(metrics, labels) {
  if (!is.list(metrics)) {
    return(metrics)
  }
  if (is.null(labels)) {
    return(if (length(metrics)) metrics)
  }
  levels <- levels(labels)
  ordered <- is.ordered(labels)
  metrics <- lapply(metrics, function(metric) {
    if (!is.function(metric)) {
      return(metric)
    }
    function(truth, probabilities) {
      colnames(probabilities) <- levels
      metric(factor(truth, levels = levels, ordered = ordered), probabilities)
    }
  })
  if (length(metrics)) metrics
}

# A tokenizer whose names, of texts as sapply() gives them or of tokens, stay in R.
as_tokenizer <- function(tokenizer) {
  if (!is.function(tokenizer)) {
    return(tokenizer)
  }
  function(texts) {
    tokens <- tokenizer(texts)
    if (!is.list(tokens)) {
      return(tokens)
    }
    lapply(unname(tokens), function(text) if (is.character(text)) as.vector(text) else text)
  }
}
