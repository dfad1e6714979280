# The few things that the bridge leaves to R itself: what can fail there, and what R does faster than a loop.
list(
  # c() of a compact or lazy (ALTREP) vector is a plain one; without its class, nobody's method is called.
  plain = function(x) c(unclass(x), recursive = FALSE),

  vector = function(mode, length) vector(mode, length),

  # All strings in one block, each ended by a zero byte; which are missing; whether all can be read as text.
  pack = function(x) {
    list(
      writeBin(enc2utf8(x), raw(), useBytes = TRUE),
      which(is.na(unclass(x))), any(Encoding(x) == "bytes"), all(validEnc(x))
    )
  },

  unpack = function(bytes, n, missing) {
    x <- readBin(bytes, "character", n)
    Encoding(x) <- "UTF-8"
    x[missing] <- NA_character_
    x
  },

  # A value, or the error that kept it from being one, and the warnings on the way, which must not be shown before
  # Python's callers are done. Few frames: they add up where R and Python call each other.
  try_call = function(f, arguments) {
    warnings <- list()
    outcome <- tryCatch(
      withCallingHandlers(list(value = do.call(f, arguments)), warning = function(condition) {
        warnings[[length(warnings) + 1]] <<- condition
        invokeRestart("muffleWarning")
      }),
      error = function(condition) list(error = condition)
    )
    c(outcome, list(warnings = warnings))
  },

  message_of = function(condition) {
    tryCatch(
      enc2utf8(paste(conditionMessage(condition), collapse = "\n")),
      error = function(error) "an R condition without a readable message"
    )
  },

  make_handle = function(key, classes, release) {
    handle <- new.env(parent = emptyenv())
    handle$key <- key
    class(handle) <- classes
    reg.finalizer(handle, function(handle) release(handle$key))
    lockEnvironment(handle, bindings = TRUE)
    handle
  },

  make_release = function(dispatcher) {
    force(dispatcher)
    function(key) .Call(dispatcher, c("release", key), list())
  },

  data_frame = function(columns, row_names) {
    structure(columns, row.names = row_names)
  },

  local_zone = function() Sys.getenv("TZ"),

  series = function(x, tsp) structure(x, tsp = tsp, class = "ts"),

  has_matrix = function() requireNamespace("Matrix", quietly = TRUE),

  sparse = function(i, p, x, dim) methods::new("dgCMatrix", i = i, p = p, x = x, Dim = dim),

  set_option = function(bridge) options(torchduet_rbridge = bridge)
)
