# The few things that the bridge leaves to R itself: what can fail there, and what R does faster than a loop.
list(
  # c() of a compact or lazy (ALTREP) vector is a plain one; without its class, nobody's method is called.
  plain = function(x) c(unclass(x), recursive = FALSE),

  vector = function(mode, length) vector(mode, length),

  # A compiled function of the bridge's as a function of R's.
  native = function(routine) {
    force(routine)
    function(...) .Call(routine, ...)
  },

  # All strings in one block, each ended by a zero byte, as they are. writeBin() wants a vector without attributes.
  concatenate = function(x) writeBin(as.vector(unclass(x)), raw(), useBytes = TRUE),

  # The same in UTF-8; whether there is anything that is no text; whether all can be read as what they say they are.
  pack = function(x) {
    x <- as.vector(unclass(x))
    list(writeBin(enc2utf8(x), raw(), useBytes = TRUE), any(Encoding(x) == "bytes"), all(validEnc(x)))
  },

  unpack = function(bytes, n, is_ascii, missing) {
    x <- readBin(bytes, "character", n)
    if (!is_ascii) Encoding(x) <- "UTF-8"
    if (length(missing)) x[missing] <- NA_character_
    x
  },

  # A list of vectors as one vector, and back.
  join = function(x) unlist(x, FALSE, FALSE),

  cut = function(x, lengths) {
    # split() takes a factor's levels as they are, and needs nothing but their number.
    pieces <- split.default(
      x, structure(rep.int(seq_along(lengths), lengths), levels = character(length(lengths)), class = "factor")
    )
    names(pieces) <- NULL
    pieces
  },

  as_list = function(x) as.list(x),

  make_handle = function(key, classes, release) {
    handle <- new.env(parent = emptyenv())
    handle$key <- key
    attr(handle, "class") <- classes
    reg.finalizer(handle, release)
    lockEnvironment(handle, bindings = TRUE)
    handle
  },

  make_release = function(dispatcher) {
    force(dispatcher)
    function(handle) .Call(dispatcher, c("release", handle$key), list())
  },

  data_frame = function(columns, row_names) {
    structure(columns, row.names = row_names)
  },

  local_zone = function() Sys.getenv("TZ"),

  series = function(x, tsp) structure(x, tsp = tsp, class = "ts"),

  # The attributes that R checks against the object.
  restore = function(x, changed, as_integer) {
    attributes(x) <- c(attributes(x)[setdiff(names(attributes(x)), names(changed))], changed)
    numbers <- unclass(x)
    if (as_integer && is.double(numbers) && all(is.na(numbers) | numbers == trunc(numbers) & abs(numbers) < 2^31)) {
      kept <- attributes(x)
      x <- as.integer(numbers)
      attributes(x) <- kept
    }
    x
  },

  as_lt = function(x) as.POSIXlt(x, attr(x, "tzone")),

  # NULL where somebody wrote the class by hand.
  as_ct = function(x) tryCatch(as.POSIXct(x), error = function(condition) NULL),

  elements = function(x, positions) x[positions],

  has_bit64 = function() requireNamespace("bit64", quietly = TRUE),

  has_matrix = function() requireNamespace("Matrix", quietly = TRUE),

  sparse = function(i, p, x, dim, dimnames) {
    methods::new("dgCMatrix", i = i, p = p, x = x, Dim = dim, Dimnames = dimnames)
  },

  # The session's last word: what Python has printed and R has not shown yet.
  set_option = function(bridge) {
    reg.finalizer(bridge, function(bridge) .Call(bridge, c("flush", ""), list()), onexit = TRUE)
    options(torchduet_rbridge = bridge)
  }
)
