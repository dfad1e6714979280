# What users give to learn from and to predict: texts and labels.

# Texts as a character vector without NA. name: the argument or column that an error names; unit: what it counts.
as_texts <- function(x, name, unit = "element") {
  if (is.factor(x)) x <- as.character(x)
  if (!is.character(x)) {
    abort(
      "{.arg {name}} must be strings, a character vector; given {.cls {class(x)[[1]]}}.",
      class = "torchduet_type_error"
    )
  }
  check_complete(x, name, unit, ", or put an empty text in its place")
  x
}

# Stop where something is missing; alternative: what can be done besides leaving it out.
check_complete <- function(x, name, unit, alternative = "") {
  missing <- which(is.na(x))
  if (length(missing)) {
    several <- length(missing) > 1
    shown <- toString(c(utils::head(missing, 5), if (length(missing) > 5) "..."))
    where <- sprintf(if (several) "%ss %s are" else "%s %s is", unit, shown)
    abort(
      c(
        "{.arg {name}} must not be missing: {where}.",
        i = "Leave {if (several) 'them' else 'it'} out{alternative}."
      ),
      class = c("torchduet_position_error", "torchduet_value_error")
    )
  }
}

# The column of a data frame that holds the texts.
text_column <- function(data, column) {
  as_texts(data[[column]], if (is.character(column)) column else names(data)[[column]], unit = "row")
}

# Labels of any type as a factor, so that what predict() gives can be compared with them. The order of the classes is
# Python's, that of the characters' codes: factor() alone would sort as the locale does. unit: what has a label each.
as_labels <- function(y, unit = "text") {
  if (is.data.frame(y) && length(y) == 1) y <- y[[1]]
  if (is.factor(y)) {
    return(y)
  }
  if (!is.atomic(y) || is.null(y) || !is.null(dim(y))) {
    abort(
      "labels must be a vector with one label per {unit}; given {.cls {class(y)[[1]]}}.",
      class = "torchduet_type_error"
    )
  }
  if (is.character(y)) y <- enc2utf8(y) # as read.csv() reads them, they are of no encoding, which cannot be sorted
  classes <- sort(unique(y), method = "radix")
  # As strings, for factor() does not find a date among levels that are dates; two times may be one string.
  if (is.object(classes)) classes <- unique(as.character(classes))
  factor(y, levels = classes)
}
