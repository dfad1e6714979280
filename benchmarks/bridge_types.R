# Every row of the table of types: sent to Python and back, and compared; what Python makes, compared with what R has.
suppressPackageStartupMessages(library(torchduet))
call <- getFromNamespace("python_call", "torchduet")

bits <- function(x) structure(readBin(writeBin(x, raw()), "double", length(x) / 2), class = "integer64")
int64 <- function(...) {
  # The low and the high word of each, as bit64 has them in memory.
  bits(as.integer(rbind(...)))
}
latin1 <- iconv("a\u00e7\u00e3o", "UTF-8", "latin1")
frame <- data.frame(
  number = c(1.5, NA), count = c(1L, NA), flag = c(NA, TRUE), text = c("a", NA), kind = factor(c("x", NA))
)
columns <- function(...) structure(list(...), row.names = c(NA, -2L), class = "data.frame")
setClass("torchduet_point", representation(x = "numeric"))
setClass("torchduet_length", contains = "numeric", representation(unit = "character"))
counts <- table(c("a", "b", "a"), c("x", "y", "y"), dnn = c("first", "second"))
if (requireNamespace("Matrix", quietly = TRUE)) {
  sparse <- methods::as(matrix(c(0, 1.5, 0, 0, -2, NA), 2), "dgCMatrix")
  labelled <- sparse
  dimnames(labelled) <- list(NULL, c("a", "b", "c"))
  triplets <- methods::as(sparse, "TsparseMatrix")
} else {
  sparse <- labelled <- triplets <- NULL
}

identity_of <- NULL
there_and_back <- list(
  "NULL" = list(NULL),
  "double" = list(c(1.5, -0, Inf, -Inf), 1e300, as.double(1:1e5) / 7),
  "NA_real_ against NaN" = list(c(1, NA, NaN), c(NaN, NA), NA_real_, NaN),
  "integer; with NA" = list(1:3, c(1L, NA), NA_integer_, 1:100000, -.Machine$integer.max),
  "logical; with NA" = list(c(TRUE, FALSE), c(TRUE, NA), NA, rep(c(NA, TRUE), 5000)),
  "character; with NA" = list("a", c("a", NA, "NA", ""), NA_character_, as.character(1:5000)),
  "complex; with NA" = list(1i, c(1 + 2i, NA), complex(real = NA, imaginary = 1), complex(real = 1, imaginary = NaN)),
  "raw; with dim and names" = list(
    as.raw(0:255), structure(as.raw(1:4), dim = c(2L, 2L)), setNames(as.raw(1:2), c("a", "b"))
  ),
  "empty vectors" = list(
    double(), integer(), logical(), character(), complex(), raw(), list(), factor(character(), levels = "a"),
    as.Date(character()), .POSIXct(double(), "UTC"), as.difftime(double(), units = "mins")
  ),
  "latin1, UTF-8, emoji" = list(latin1, c("\u65e5\u672c", "\U0001F600", NA), setNames(1, latin1), rep(latin1, 100)),
  "very long string" = list(strrep("x\u00e7", 1e6), c(strrep("y", 2e6), NA)),
  "factor, ordered; NA, unused levels" = list(
    factor(c("b", NA, "a"), levels = c("b", "a", "unused")), factor(c("lo", "hi"), c("lo", "hi"), ordered = TRUE),
    factor(NA), factor(latin1), C(factor(c("a", "b")), contr.sum)
  ),
  "factor with NA among its levels" = list(
    addNA(factor(c("a", NA))), addNA(factor("a")), factor(c("a", NA, "b"), levels = c(NA, "b", "a"), exclude = NULL),
    structure(c(1L, NA, 2L), levels = c("a", NA), class = "factor")
  ),
  "Date, with NA, stored as integer" = list(
    as.Date(c("2001-01-22", NA, "1969-12-31")), structure(c(1L, NA), class = "Date"),
    structure(1L, class = c("IDate", "Date"))
  ),
  "POSIXct: UTC, zone, local, NA, fractions" = list(
    as.POSIXct(c("2020-06-01 12:00:00", NA), tz = "UTC"), as.POSIXct("2020-06-01 12:00:00.25", tz = "Europe/Lisbon"),
    as.POSIXct("2020-06-01 12:00:00"), Sys.time(), .POSIXct(c(0L, NA), "UTC"), .POSIXct(1.7e9 + (0:9) / 7, "UTC"),
    as.POSIXct(as.POSIXlt("2020-06-01", tz = "America/New_York"))
  ),
  "POSIXlt (made of POSIXct)" = list(
    as.POSIXlt(as.POSIXct(c("2020-06-01 12:00:00", NA), tz = "UTC")), as.POSIXlt(.POSIXct(1.5e9, "Europe/Lisbon")),
    as.POSIXlt(Sys.time())
  ),
  "POSIXlt (made of text)" = list(
    strptime("2020-06-01 12:00:00", "%Y-%m-%d %H:%M:%S", tz = "Europe/Lisbon"), as.POSIXlt("2020-06-01", tz = "UTC")
  ),
  "difftime, all units, stored as integer" = list(
    as.difftime(c(1, NA), units = "secs"), as.difftime(c(1.5, NA), units = "hours"), as.difftime(1L, units = "weeks"),
    setNames(as.difftime(1, units = "days"), "a")
  ),
  "ts, of any frequency" = list(
    AirPassengers, presidents, Nile, ts(1:20, frequency = 7), ts(c(TRUE, NA)),
    ts(as.double(1:800), start = c(2001, 22), frequency = 365.25)
  ),
  "ts of several series (mts)" = list(
    EuStockMarkets, ts(matrix(c(1L, NA, 3L, 4L), 2), start = 2000, names = c("a", "b")),
    ts(matrix(as.double(1:6), 3), frequency = 12), ts(matrix(c(TRUE, NA, FALSE, TRUE), 2))
  ),
  "named vectors; names missing, repeated" = list(
    c(a = 1.5, b = NA), c(a = 1L, a = NA, 3L), setNames(c(TRUE, NA), c(NA, "x")), c(a = "x", b = NA), c(z = 1i),
    setNames(double(), character()), c(a = as.Date("2020-01-01")), setNames(factor(c("x", NA)), c("a", "b"))
  ),
  "matrix, array; NA" = list(
    matrix(c(1.5, 2, NA, 4), 2), array(1:24, 2:4), matrix(c(1L, NA), 1), matrix(c(TRUE, NA), 2),
    matrix(c("a", NA), 2),
    matrix(double(), 0, 3), matrix(1i), array(1:3, 3), array(c(1L, NA), 2)
  ),
  "matrix, array with dimnames" = list(
    matrix(1:4 / 3, 2, dimnames = list(c("a", "b"), c("x", "y"))),
    matrix(c(1L, NA), 1, dimnames = list(NULL, c("x", "y"))),
    matrix(c("a", NA), 2, dimnames = list(c("r", "s"), NULL)),
    array(1:8, c(2, 2, 2), list(h = c("a", "b"), NULL, k = NULL)),
    matrix(c(TRUE, NA), 1, dimnames = list(first = "a", second = c("b", "c"))), VADeaths, HairEyeColor, counts,
    table(c("a", "b", "a")), matrix(double(), 0, 2, dimnames = list(NULL, c("x", "y")))
  ),
  "integer64, without bit64; NA" = list(
    int64(c(1L, -1L, NA), c(0L, -1L, 0L)), int64(c(0L, 5L), c(NA, 3L)), structure(int64(1L, 2L), names = "a"),
    structure(int64(c(1L, 2L), c(2L, 1L)), dim = 1:2), structure(int64(c(0L, 2L), c(NA, 1L)), dim = 1:2)
  ),
  "list: plain, nested, with NULL" = list(list(1, "a", NULL, TRUE), list(list(list(1:3)), NULL), list(NULL)),
  "list: named; names missing, repeated, NA" = list(
    list(a = 1, b = list(c = "x")), list(a = 1, a = 2), list(a = 1, 2), setNames(list(1, 2), c(NA, "a")),
    setNames(list(1, 2), c("", "")), setNames(list(), character()), setNames(list(1), latin1)
  ),
  "list with dim" = list(matrix(list(1, "a", NULL, TRUE), 2, dimnames = list(NULL, c("x", "y")))),
  "data frame, tibble" = list(frame, tibble::as_tibble(frame), frame[0, ], data.frame(), frame[, 0],
  tibble::tibble()),
  "row names: character, integer" = list(
    data.frame(x = 1:2, row.names = c("a", "b")), frame[2, ], mtcars,
    data.frame(x = 1:2, row.names = c("a", "b"))[0, , drop = FALSE],
    data.frame(x = 1:3)[c(3, 1), , drop = FALSE]
  ),
  "duplicate, missing and empty column names" = list(
    setNames(columns(as.difftime(1:2, units = "mins"), as.difftime(1:2, units = "days")), c("a", "a")),
    setNames(columns(1:2, 3:4), c("", "")), setNames(columns(1:2, 3:4), c("a", NA)), setNames(frame, rep(latin1, 5))
  ),
  "columns: Date, POSIXct, difftime, ts, raw, complex, integer64" = list(columns(
    date = as.Date(c("2001-01-22", NA)), local = as.POSIXct(c("2020-06-01 12:00:00", NA)), z = c(1i, NA),
    zoned = as.POSIXct(c(NA, "2020-06-01 12:00:00.5"), tz = "Europe/Lisbon"), raw = as.raw(1:2),
    lt = as.POSIXlt(.POSIXct(0:1, "UTC")),
    span = as.difftime(c(1.5, NA), units = "hours"), series = ts(c(1, 2), start = c(2000, 3), frequency = 12),
    wide = int64(c(1L, 2L), c(2L, 3L)), gap = int64(c(0L, 2L), c(NA, 1L))
  )),
  "columns: list, matrix, data frame, S4" = list(
    tibble::tibble(x = list(1, "a")), tibble::tibble(x = list(a = 1, b = NULL)), data.frame(x = I(list(1, 2:3))),
    columns(m = matrix(1:4, 2, dimnames = list(NULL, c("a", "b")))), columns(m = matrix(c(1L, NA, 3L, 4L), 2)),
    tibble::tibble(m = matrix(c("a", NA), 2)), tibble::tibble(inner = tibble::tibble(x = 1:2, y = c(a = 1, b = 2))),
    columns(m = matrix(1:4, 2))[0, , drop = FALSE], columns(a = array(1:8, c(2, 2, 2)))
  ),
  "columns with names, classes, labels" = list(
    tibble::tibble(x = c(b = 1, a = 2)), tibble::tibble(x = setNames(c("u", NA), c("a", "b"))),
    tibble::tibble(x = structure(c(1, NA), label = "Price", class = c("labelled", "vctrs_vctr"))),
    columns(x = setNames(factor(c("u", NA)), c("a", "b")), y = addNA(factor(c("a", NA))))
  ),
  "data frames of other classes, with attributes" = list(
    structure(frame, note = "x"), structure(frame, class = c("mine", "data.frame"), groups = list(1)),
    structure(tibble::tibble(x = 1:2), class = c("grouped_df", "tbl_df", "tbl", "data.frame"), groups = frame),
    model.frame(x ~ y, data.frame(x = 1:2, y = 3:4))
  ),
  "vectors of a user's class, with attributes" = list(
    structure(c(1.5, NA), class = "units", units = list(numerator = "m")), structure(1:2, note = "x"),
    structure(c(1L, NA), class = "count", by = quote(a + b)), structure("text", class = "glue"),
    structure(c(TRUE, NA), label = "L"),
    structure(c(a = 1), class = "money", currency = "EUR"), structure(1:2, levels = c("a", "b")),
    structure(1:3, levels = 1:3),
    structure(c(1, 2), class = "ts"), structure("2020-01-01", class = "Date"),
    structure(list(a = 1), class = "model"),
    structure(list(1, 2), class = "bag", size = 3L), numeric_version("1.2.3"), packageVersion("base"),
    unclass(t.test(1:9))[1:3],
    structure(matrix(1:4, 2), class = "mine"), structure(matrix(1:2, 1), class = "Date"), lm(dist ~ speed, cars)
  ),
  "sparse Matrix by column (dgCMatrix)" = list(sparse, labelled),
  "other classes of Matrix; S4" = list(triplets, new("torchduet_point", x = 1),
  new("torchduet_length", 2, unit = "m")),
  "formula, symbol, call, expression" = list(y ~ x, quote(a), quote(a + b), expression(a, b + 1),
  as.list(function(x) 1)["x"]),
  "function, environment, external pointer" = list(
    mean, sum, function(x) x, globalenv(), as.environment(list(a = 1)), getOption("torchduet_rbridge")
  )
)

# What Python makes, and what R has of it.
from_python <- list(
  "nullable Int64, Float64, boolean, string" = list(
    Int64 = c(1L, NA), Float64 = c(1.5, NA, NaN), boolean = c(TRUE, NA), string = c("a", NA),
    wide_Int64 = c(2^40, NA),
    Int8 = c(1L, NA), UInt32 = c(4e9, NA), Float32 = c(0.5, NA)
  ),
  "masked arrays" = list(
    masked_float = c(1.5, NA), masked_int = c(1L, NA), masked_bool = c(TRUE, NA), masked_complex = c(1i, NA),
    masked_str = c("a", NA), masked_time = as.Date(c("2020-02-29", NA)), masked_matrix = matrix(c(1L, NA, 3L, 4L), 2)
  ),
  "datetimes, spans, periods" = list(
    zoned = as.POSIXct(c("2020-02-29 12:30:00", NA), tz = "Asia/Tokyo"), Timedelta = as.difftime(90, units = "secs"),
    months = as.Date(c("2020-01-01", "2020-02-01")), hours = as.POSIXct("2020-01-01 05:00:00", tz = "UTC"),
    month = as.Date("2020-01-01"), monthly = ts(c(1, 2), start = c(2020, 1), frequency = 12)
  ),
  "Categorical: numbers, dates, intervals" = list(
    cat_int = factor(c("3", NA, "1"), levels = c("1", "3")), cat_bool = factor("True", levels = c("False", "True")),
    cut = factor("(0, 1]", levels = c("(0, 1]", "(1, 2]"), ordered = TRUE), cat_twice = "are both written '1'"
  ),
  "NumPy scalars and arrays of every dtype" = list(
    bool = TRUE, int8 = -1L, uint8 = 255L, int16 = -1L, uint16 = 65535L, int32 = -1L, uint32 = 4294967295, int64 = 1L,
    float16 = 0.5, float32 = 0.5, float64 = 0.1, longdouble = 0.5, complex64 = 1i, complex128 = 1i, str = "\u00e7",
    bytes = as.raw(97),
    datetime64 = as.Date("2020-02-29"), timedelta64 = as.difftime(1, units = "hours"), arrays = list(
      c(TRUE, TRUE), c(-1L, -1L), c(255L, 255L), c(-1L, -1L), c(65535L, 65535L), c(-1L, -1L), rep(4294967295, 2),
      c(1L, 1L), c(0.5, 0.5), c(0.5, 0.5), c(0.1, 0.1), c(0.5, 0.5), c(1i, 1i), c(1i, 1i)
    ),
    string_dtype = c("a", NA)
  ),
  "integers beyond 2^53: integer64, or an error without bit64" = list(
    int64_wide = "do not fit R", uint64_wide = "not even its integer64", int_wide = "do not fit R",
    Int64_wide = "do not fit R"
  ),
  "torch tensors: dtypes, grad, views, shapes" = list(
    torch_bool = c(TRUE, FALSE), torch_uint8 = 1:2, torch_int8 = 1:2, torch_int16 = 1:2, torch_int32 = 1:2,
    torch_int64 = 1:2,
    torch_float16 = c(0.5, 2), torch_bfloat16 = c(0.5, 2), torch_float32 = c(0.5, 2), torch_float64 = c(0.5, 2),
    torch_complex64 = c(1i, 2), torch_complex128 = c(1i, 2), torch_grad = c(0.5, 2),
    torch_strided = matrix(c(0, 3, 1, 4, 2, 5), 3, 2, byrow = TRUE),
    torch_0d = 7, torch_empty = matrix(double(), 0, 3), torch_conj = -1i, torch_wide = "do not fit R",
    torch_uint16 = 1:2,
    torch_parameter = 1
  ),
  "nested dicts, lists, tuples, sets" = list(
    nested = list(a = list(1L, list("x", NULL)), b = list(c = TRUE)), tuple = list(1L, "a"), set = list(1L),
    frozenset = list("a"),
    deep = list(list(list(list())))
  ),
  "dataclasses and other objects stay in Python" = list(dataclass = "python_object", object = "python_object")
)

kinds <- c("identical", "all.equal", "DIFFERENT")

same <- function(found, expected) {
  if (identical(found, expected)) {
    "identical"
  } else if (isTRUE(all.equal(found, expected))) {
    "all.equal"
  } else {
    "DIFFERENT"
  }
}

# The worst of what was found stands for the row.
write <- function(direction, row, arrives, found) {
  worst <- kinds[[max(match(found, kinds))]]
  cells <- c("ROW", direction, row, paste(unique(arrives), collapse = "; "), worst, length(found))
  cat(paste(cells, collapse = "\t"), "\n", sep = "")
}

complain <- function(...) cat("DIFFERENT", ..., "\n", file = stderr())

came_back <- function(row, place, value) {
  tryCatch(
    {
      found <- same(call("benchmarks.bridge_values:identity", value), value)
      if (found == "DIFFERENT") complain(row, place)
      found
    },
    error = function(condition) {
      complain(row, place, conditionMessage(condition))
      "DIFFERENT"
    }
  )
}

for (row in names(there_and_back)) {
  values <- Filter(function(value) !is.null(value) || row == "NULL", there_and_back[[row]])
  if (length(values) > 0) {
    arrives <- vapply(values, function(value) call("benchmarks.bridge_values:describe", value), "")
    found <- vapply(seq_along(values), function(place) came_back(row, place, values[[place]]), "")
    write("R", row, arrives, found)
  }
}

# Where an error is expected, its words are; where bit64 is installed, integers of 64 bits are none.
was_made <- function(row, name, expected) {
  value <- tryCatch(call("benchmarks.bridge_values:made", name), error = conditionMessage)
  if (inherits(value, "python_object")) value <- "python_object"
  if (inherits(value, "integer64") && requireNamespace("bit64", quietly = TRUE)) {
    return("identical")
  }
  if (grepl("wide|twice", name) && is.character(expected)) value <- regmatches(value, regexpr(expected, value))
  found <- same(value, expected)
  if (found == "DIFFERENT") complain(row, name)
  found
}

for (row in names(from_python)) {
  expected <- from_python[[row]]
  arrives <- vapply(names(expected), function(name) call("benchmarks.bridge_values:describe_made", name), "")
  found <- vapply(names(expected), function(name) was_made(row, name, expected[[name]]), "")
  write("Python", row, arrives, found)
}
