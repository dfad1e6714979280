library(testthat)
library(torchduet)

test_check("torchduet")
