# The Python object of a fitted model. of: the constructors of the models that will do; any if left out.
fitted_handle <- function(object, caller, of = NULL) {
  if (!is.null(of) && is.list(object) && !inherits(object, of)) {
    abort(
      "{.fn {caller}} needs a fitted model of {.or {.fn {of}}}; given {.cls {class(object)[[1]]}}.",
      class = "torchduet_type_error"
    )
  }
  handle <- if (is.list(object)) object[["handle"]]
  if (is.null(handle)) {
    abort(
      c(
        "{.fn {caller}} needs a fitted model; given {.cls {class(object)[[1]]}}.",
        i = "Call {.fn fit} first, and use what it returns: {.fn fit} does not change its argument."
      ),
      class = "torchduet_not_fitted_error"
    )
  }
  if (is_gone(handle)) {
    abort(
      c(
        "This model was fitted in an R session that has ended.",
        x = gone_reason,
        i = gone_remedy
      ),
      class = c("torchduet_object_gone_error", "torchduet_lookup_error")
    )
  }
  handle
}

# The handle of a copy of a fitted model: R users expect what they give to stay as it is; Python's object would change.
copied_handle <- function(object, caller, of = NULL) {
  python_method(fitted_handle(object, caller, of), "_copy")
}

# The name of the constructor of a model, be it fitted or not.
model_class <- function(object) sub("^fitted_", "", class(object)[[1]])

gone_reason <- "A workspace or an .rds file keeps R's part of a model only, not the weights, which were Python's."
gone_remedy <- "Fit it again; or write it with {.code save_model(model, path)} where it was fitted, and read it with
  {.code load_model(path)} here."

# Whether a handle's object belonged to another session. Where Python does not run, it need not be started to know.
is_gone <- function(handle) {
  !python_is_running() || tryCatch(
    is.null(python_attribute(handle, "__class__")),
    torchduet_object_gone_error = function(condition) TRUE
  )
}

# What the print methods say of a model that is gone.
cat_gone <- function() {
  cat(cli::format_message(c(x = gone_reason, i = gone_remedy)), sep = "\n")
}

# The arguments that differ from the constructor's defaults, as R code: "epochs = 5, seed = 1".
changed_settings <- function(arguments, constructor) {
  defaults <- lapply(formals(constructor), eval)
  known <- intersect(names(arguments), names(defaults))
  arguments <- lapply(arguments, plain_setting)
  # No default is a function, and all.equal() would compare a function's environment.
  differs <- function(given, default) is.function(given) || !isTRUE(all.equal(given, default))
  changed <- Filter(function(name) differs(arguments[[name]], defaults[[name]]), known)
  vapply(changed, function(name) paste(name, "=", show_setting(arguments[[name]])), "")
}

# What comes back from Python as integers, or a list of numbers, stands for what the user wrote.
plain_setting <- function(value) {
  plain <- is.list(value) && is.null(value[["handle"]])
  if (plain && length(value) && !any(vapply(value, is.function, NA))) value <- unlist(value)
  if (is.integer(value)) as.numeric(value) else value
}

show_setting <- function(value) {
  if (is.environment(as_embeddings(value))) {
    return(if (inherits(value, "text_vectors")) "<a model with vectors in context>" else "<word vectors>")
  }
  if (is.function(value) || (is.list(value) && length(value))) {
    count <- if (is.function(value)) 1 else length(value)
    return(sprintf("<%d function%s>", count, if (count > 1) "s" else ""))
  }
  deparse1(value)
}

cat_settings <- function(arguments, constructor) {
  settings <- changed_settings(arguments, constructor)
  if (length(settings)) {
    whole <- toString(gsub(" ", "\u00a0", settings)) # a line ends between settings only
    lines <- strwrap(whole, initial = "  with ", prefix = "    ", width = 0.9 * getOption("width"))
    cat(gsub("\u00a0", " ", lines), sep = "\n")
  }
}
