#' Which unit remembers
#'
#' Say of each unit of a recurrent network, at each step, how well its value tells the texts' labels apart. With
#' \eqn{n_k}{n[k]} texts of label k, a unit's value y of mean \eqn{\bar y_k}{m[k]} among them and \eqn{\bar y}{m} among
#' all, that is the part of its variance that lies between the labels (Pearson's correlation ratio, of 1905)
#' \deqn{\eta^2 = \frac{\sum_k n_k (\bar y_k - \bar y)^2}{\sum_{text} (y - \bar y)^2}}{
#'   eta^2 = sum(n * (m[k] - m)^2) / sum((y - m)^2)}
#' 1: whoever knows the value knows the label; 0: the value says nothing of it. A unit whose \eqn{\eta^2}{eta^2} stays
#' high from step to step remembers.
#'
#' @param model A fitted [sequence_generator()], [sequence_labeler()] or [text_classifier()] with recurrent layers.
#' @param texts A character vector; all of the same number of tokens.
#' @param labels What may be remembered, for each text: for instance each sentence's subject.
#' @return A tibble with a row per `step`, `layer`, `direction`, `quantity` (as [rnn_trace()], [lstm_trace()] and
#'   [gru_trace()] name them) and `unit`, with its `eta_squared`; 0 where the value is the same in all texts.
#' @export
#' @examplesIf torchduet_status(quiet = TRUE)$ready
#' book <- childrens_book(500, fillers = 2, seed = 1)
#' model <- sequence_generator(hidden_size = 8, learning_rate = 0.02, epochs = 10, seed = 1) |>
#'   fit(book)
#' table <- memory_units(model, book[1:50], sub(" .*", "", book[1:50]))
#' cells <- subset(table, quantity == "cell" & step == 5) # after two filler words
#' cells[which.max(cells$eta_squared), ]
memory_units <- function(model, texts, labels) {
  handle <- fitted_handle(model, "memory_units", models_of_texts)
  tibble::as_tibble(python_call("torchduet:memory_units", handle, as_texts(texts, "texts"), as_labels(labels)))
}
