#' torchduet: deep learning for sequences, in R and Python at once
#'
#' The same functions, names, arguments and results as the Python package `torchduet`, whose code does the computing.
#' `library(torchduet)` starts nothing; the first call that needs it starts Python ([torchduet_status()] tells which).
#' Ids, positions, axes and layers count from 1 here and from 0 in Python.
#'
#' Where to begin: [text_classifier()], from average pooling to recurrent and convolutional networks;
#' [sequence_generator()] and [sequence_labeler()], with an answer at every step; [rnn_trace()] and [gradient_trace()],
#' which show what happens inside; [save_model()], and [export_weights()] to other tools.
#'
#' @keywords internal
"_PACKAGE"

#' @importFrom generics fit
#' @export
generics::fit

#' @importFrom generics refit
#' @export
generics::refit

#' @importFrom generics evaluate
#' @export
generics::evaluate

#' @importFrom generics tidy
#' @export
generics::tidy

#' @importFrom generics glance
#' @export
generics::glance

#' @importFrom generics augment
#' @export
generics::augment

#' @importFrom generics generate
#' @export
generics::generate
