# Prints the public surface of the R package as JSON: name -> argument -> default.
describe <- function(f) {
  arguments <- as.list(formals(f))
  lapply(arguments[names(arguments) != "..."], function(default) {
    if (is.name(default) && !nzchar(as.character(default))) list(required = TRUE) else list(default = eval(default))
  })
}

namespace <- asNamespace("torchduet")
exported <- getNamespaceExports("torchduet")
methods <- ls(namespace[[".__S3MethodsTable__."]])
delayed <- namespace[[".__NAMESPACE__."]]$S3methods
methods <- unique(c(methods, delayed[, 3]))
surface <- c(
  lapply(stats::setNames(exported, exported), function(name) describe(getExportedValue("torchduet", name))),
  lapply(stats::setNames(methods, methods), function(name) describe(get(name, namespace)))
)
cat(jsonlite::toJSON(surface, auto_unbox = TRUE, null = "null", digits = NA))
