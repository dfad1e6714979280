#' torchduet: deep learning for sequences, in R and Python at once
#'
#' The same functions, names, arguments and results as the Python package `torchduet`, whose code does the computing.
#' `library(torchduet)` starts nothing; the first call that needs it starts Python ([torchduet_status()] tells which).
#' Ids, positions and axes count from 1 here and from 0 in Python.
#'
#' @keywords internal
"_PACKAGE"

#' @importFrom generics fit
#' @export
generics::fit

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
