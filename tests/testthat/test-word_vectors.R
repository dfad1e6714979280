skip_without_python()

words <- c("man", "king", "woman", "queen", "tea", "nothing")
rows <- rbind(
  c(1, 0, 0.125), c(1, 1, 0.125), c(-1, 0, 0.125), c(-1, 1, 0.125), c(0, -1, 2), c(0, 0, 0)
)
vectors <- word_vectors(words, rows)
unit <- rows / pmax(sqrt(rowSums(rows^2)), 1e-300)

test_that("each word has its own row", {
  expect_identical(as.matrix(vectors), matrix(rows, 6, dimnames = list(words, NULL)))
  expect_identical(vocabulary(vectors), words)
  for (place in seq_along(words)) {
    expect_identical(unname(lookup(vectors, words[[place]])[1, ]), rows[place, ])
  }
  expect_identical(lookup(vectors, c("queen", "man", "queen")), as.matrix(vectors)[c(4, 1, 4), ])
  expect_identical(lookup(vectors, factor(c("tea", "king"))), as.matrix(vectors)[c(5, 2), ])
  # The ids of an embedding are the places in the vocabulary, counted from 1.
  ids <- match(c("tea", "man"), vocabulary(vectors))
  expect_identical(embed(ids, as.matrix(vectors)), unname(lookup(vectors, c("tea", "man"))))
})

test_that("unknown words are missing, zero or an error", {
  expect_identical(lookup(vectors, "jester"), matrix(NaN, 1, 3, dimnames = list("jester", NULL)))
  expect_identical(unname(lookup(vectors, c("king", "jester"), unknown = "zero")), rbind(rows[2, ], 0))
  expect_error(lookup(vectors, "jester", unknown = "error"), '"jester" has none', class = "torchduet_value_error")
})

test_that("similarity() is the cosine that base R works out", {
  cosines <- unit %*% t(unit)
  dimnames(cosines) <- list(words, words)
  expect_equal(similarity(vectors, words), cosines, tolerance = 1e-12)
  expect_equal(similarity(vectors, c("king", "king"), "tea"), cosines[c(2, 2), 5, drop = FALSE], tolerance = 1e-12)
})

test_that("most_similar() sorts what base R sorts", {
  found <- most_similar(vectors, words, k = 4)
  expect_s3_class(found, "tbl_df")
  for (place in seq_along(words)) {
    cosines <- drop(unit %*% unit[place, ])[-place]
    order <- order(-round(cosines, 12), seq_along(cosines))[1:4]
    part <- found[found$word == words[[place]], ]
    expect_identical(part$neighbour, words[-place][order])
    expect_equal(part$similarity, cosines[order], tolerance = 1e-12)
  }
  of_vectors <- most_similar(vectors, 2 * rows[c(2, 5), ], k = 1)
  expect_identical(of_vectors$vector, 1:2)
  expect_identical(of_vectors$neighbour, c("king", "tea"))
  expect_identical(most_similar(vectors, rows[2, ], k = 1)$neighbour, "king")
})

test_that("analogy() adds directions", {
  target <- unit[2, ] - unit[1, ] + unit[3, ]
  found <- analogy(vectors, "man", "king", "woman", k = 1)
  expect_identical(found$neighbour, "queen")
  expect_equal(found$similarity, sum(target * unit[4, ]) / sqrt(sum(target^2)), tolerance = 1e-12)
})

test_that("saved vectors are read again by both ways", {
  path <- withr::local_tempfile(fileext = ".safetensors")
  expect_identical(save_model(vectors, path), vectors)
  for (again in list(load_embeddings(path), load_model(path))) {
    expect_s3_class(again, "word_vectors", exact = TRUE)
    expect_identical(as.matrix(again), as.matrix(vectors))
  }
})

test_that("printing says what it is and what to do next", {
  expect_snapshot(print(vectors))
})

test_that("pictures have their words, and say what they show", {
  skip_if_not_installed("ggplot2")
  map <- ggplot2::autoplot(vectors, c("king", "tea"), k = 2)
  expect_match(ggplot2::get_alt_text(map), "^A map of king, tea, with the neighbours man, queen, woman")
  expect_setequal(map$data$word, setdiff(words, "nothing"))
  expect_identical(as.character(map$data$asked[map$data$word == "tea"]), "asked for")
  near <- ggplot2::autoplot(vectors, "king", type = "neighbours", k = 2)
  expect_equal(near$data$similarity, most_similar(vectors, "king", 2)$similarity)
  for (picture in list(map, near)) expect_silent(ggplot2::ggplot_build(picture))
  expect_error(plot(vectors, "king", type = "heatmap"), '`type` must be one of "map", "neighbours"', fixed = TRUE)
})

test_that("what is not of these is named", {
  expect_error(lookup(rows, "king"), "needs what `load_embeddings\\(\\)` or", class = "torchduet_type_error")
  expect_error(lookup(vectors, 1), "words must be strings; given 1", class = "torchduet_type_error")
  expect_error(lookup(vectors, c("king", NA)), "words must not be missing: element 2 is")
  expect_error(word_vectors(words, rows[-1, ]), "given 6 words and shape (5, 3)", fixed = TRUE)
  expect_error(word_vectors(c("a", "a"), diag(2)), 'words must be there once each; "a" is there twice')
})
