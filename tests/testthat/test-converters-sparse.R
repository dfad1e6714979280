skip_without_python()

test_that("sparse matrices are scipy's, and come back compressed by column", {
  skip_if_not_installed("Matrix")
  dense <- matrix(c(0, 1.5, 0, 0, -2, 0, 3, 0, 0, 0, 0, NA), 3)
  columns <- methods::as(dense, "dgCMatrix")
  expect_round_trip(columns)
  expect_round_trip(methods::new("dgCMatrix", Dim = c(0L, 3L), p = integer(4)))
  expect_round_trip(Matrix::sparseMatrix(i = 1:1000, j = 1:1000, x = 1:1000 / 7))
  expect_identical(probe("identity", methods::as(columns, "RsparseMatrix")), columns)
  expect_identical(probe("describe", columns), "csc_array[float64]")
  expect_identical(probe("describe", methods::as(columns, "RsparseMatrix")), "csr_array[float64]")
  for (format in c("csr_matrix", "csc_matrix", "coo_matrix", "csr_array", "csc_array", "coo_array", "lil_array")) {
    expect_identical(probe("sparse", dense[, 1:3], format), methods::as(dense[, 1:3], "dgCMatrix"))
  }
  triplets <- methods::as(columns, "TsparseMatrix")
  expect_round_trip(triplets) # opaque
})

test_that("a sparse matrix in disorder is put in order, in Python's copy and not in Python's own", {
  skip_if_not_installed("Matrix")
  expected <- Matrix::sparseMatrix(i = c(1, 2), j = c(1, 1), x = c(3, 4), dims = c(2, 1))
  expect_identical(probe("disordered_sparse"), expected)
})

test_that("a sparse matrix that R cannot hold is refused", {
  expect_error(probe("sparse", matrix(1i), "csr_array"), "a sparse matrix of complex128 has no counterpart in R")
  expect_error(probe("sparse", c(1, 2), "coo_array"), "a sparse array must have two axes for R; given 1")
})

test_that("a sparse matrix without the package Matrix is a clear error", {
  lines <- run_r(c(
    "library(torchduet)",
    "unlockBinding('requireNamespace', baseenv())",
    "assign('requireNamespace', function(package, ...) package != 'Matrix', baseenv())",
    "sparse <- getFromNamespace('python_call', 'torchduet')",
    "message <- tryCatch(sparse('probe:sparse', diag(2), 'csr_array'), error = conditionMessage)",
    "cat('<', message, '>', sep = '')"
  ))
  expected <- "<a sparse matrix needs R's package Matrix, which is missing"
  expect_match(paste(lines, collapse = "\n"), expected, fixed = TRUE)
})
