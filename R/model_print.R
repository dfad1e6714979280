# What print() has in common for all models, and summary() and glance() for all with layers: a frame that is given what
# differs.

# What a model is, its settings that differ from the defaults, and what to do next. name: what follows "A"; learn, use:
# the next step before and after fit(); learned: lines of what it learned, computed only where they are shown, for R
# computes an argument when it is used; classes: those shown.
print_model <- function(x, name, constructor, learn, learned = NULL, use, classes = NULL) {
  fitted <- !is.null(x[["handle"]])
  state <- if (fitted) paste0("fitted", listed_classes(classes)) else "not fitted yet"
  cat(sprintf("A %s, %s.\n", name, state))
  cat_settings(x$arguments, constructor)
  if (!fitted) {
    writeLines(learn)
  } else if (is_gone(x$handle)) {
    cat_gone()
  } else {
    writeLines(c(learned, use))
  }
  invisible(x)
}

# How a training went. facts: what glance() gives; input: what the network reads; held_back: what is counted.
training_lines <- function(facts, input, held_back) {
  accuracy <- facts[["validation_accuracy"]]
  c(
    sprintf("  %s, epochs run: %d, weights of epoch %d", input, facts$epochs, facts$best_epoch),
    if (!is.na(facts$validation_loss)) {
      shown <- if (is.null(accuracy)) "" else sprintf(", accuracy %.3f", accuracy)
      sprintf("  on held-back %s: loss %.3f%s", held_back, facts$validation_loss, shown)
    }
  )
}

first_classes <- function(x) c(utils::head(x$classes, 10), if (length(x$classes) > 10) "...")

listed_classes <- function(classes) if (length(classes)) paste(":", toString(classes))

# What summary() gives: what the model is, how it was made and trained; and in the dots, what only some models have.
new_summary <- function(class, object, constructor, what, ...) {
  layers <- tibble::as_tibble(python_method(fitted_handle(object, "summary"), "summary"))
  settings <- changed_settings(object$arguments, constructor)
  parts <- list(settings = settings, layers = layers, n_parameters = sum(layers$parameters), ...)
  structure(c(what, parts, list(training = glance(object))), class = class)
}

# What a summary prints of itself. name: what follows "A"; sizes: of the training data, by what is counted; NA where
# that is not known.
print_summary <- function(x, name, sizes) {
  training <- x$training
  cat("A ", name, listed_classes(x$classes), "\n\n", sep = "")
  count <- function(number) format(number, big.mark = ",", scientific = FALSE)
  cat(sprintf("Layers (%s parameters)\n", count(x$n_parameters)))
  shown <- as.data.frame(x$layers[c("weights", "layer", "shape", "parameters")])
  shown$parameters <- count(shown$parameters)
  shown$weights[!x$layers$trainable] <- paste(shown$weights[!x$layers$trainable], "(kept as it is)")
  print(format(shown, justify = "left"), row.names = FALSE)
  cat("\nTraining\n")
  facts <- c(
    vapply(sizes[!is.na(sizes)], count, ""),
    "words with a vector" = coverage_text(x$coverage),
    "epochs" = sprintf("%d, the weights are those of epoch %d", training$epochs, training$best_epoch),
    "loss" = sprintf("%.4f", training$loss),
    "validation loss" = if (!is.na(training$validation_loss)) sprintf("%.4f", training$validation_loss),
    "validation accuracy" = if (isTRUE(training[["validation_accuracy"]] >= 0)) {
      sprintf("%.4f", training$validation_accuracy)
    },
    "seconds" = sprintf("%.2f", training$seconds),
    "seed" = format(training$seed, scientific = FALSE),
    if (length(x$settings)) c("settings" = toString(x$settings))
  )
  cat(sprintf(" %-25s %s\n", names(facts), facts), sep = "")
  invisible(x)
}

# How a training went: what glance() says of all models with layers.
training_facts <- function(object, handle) {
  history <- training_history(object)
  best <- best_epoch(history)
  measured <- function(column) if (is.null(history[[column]])) NA_real_ else history[[column]][best]
  tibble::tibble(
    epochs = nrow(history),
    best_epoch = best,
    loss = measured("loss"),
    validation_loss = measured("validation_loss"),
    validation_accuracy = measured("validation_accuracy"),
    seconds = sum(history$seconds),
    seed = python_attribute(handle, "seed_")
  )
}

# The epoch whose weights the model keeps: the first with the lowest validation loss; without one, the last. NA where
# the training was interrupted before the first was over.
best_epoch <- function(history) {
  lowest <- which.min(history[["validation_loss"]])
  if (length(lowest)) lowest else if (nrow(history)) nrow(history) else NA_integer_
}
