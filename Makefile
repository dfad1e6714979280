# `make` prints what there is. Every target sets up what it needs; see tools/setup.
SHELL := /bin/bash
.DEFAULT_GOAL := help
python := .venv/bin/python

export RETICULATE_PYTHON := $(CURDIR)/.venv/bin/python
# %U: R's usual library of the user's own packages stays in reach behind ours.
export R_LIBS_USER := $(CURDIR)/.rlib:%U
# R cannot print a review with an accent in the C locale, which is what a bare machine has.
ifneq ($(shell locale charmap 2>/dev/null),UTF-8)
export LC_ALL := C.UTF-8
endif

.PHONY: help setup setup-models test vignettes experiments bench lint document build-r check-full clean clean-cache

help: ## print this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## install whatever is missing (quick when nothing is; goes on after a failure)
	@tools/setup

test: setup ## run the three test suites
	@tools/run_tests

setup-models: setup
	@tools/setup with-models

vignettes: setup-models ## render every lesson in both languages, compare the results, write _site/ with the reference
	@status=0; \
	PYTHONPATH=tools $(python) -m lessons build --output _site || status=1; \
	PYTHONPATH=tools $(python) -m reference build --output _site || status=1; \
	exit $$status

experiments: setup ## make the stored tables of the lessons anew (long)
	@$(python) -m experiments

bench: setup ## measure against the peers, print the table, write benchmarks/results/
	@$(python) -m benchmarks

lint: setup ## ruff, mypy --strict and lintr
	@status=0; \
	echo "== ruff check"; $(python) -m ruff check . || status=1; \
	echo "== ruff format --check"; $(python) -m ruff format --check . || status=1; \
	echo "== mypy"; $(python) -m mypy || status=1; \
	echo "== lintr"; Rscript tools/lint_r.R || status=1; \
	exit $$status

document: setup ## write NAMESPACE and man/ from the comments in R/ (roxygen2)
	@Rscript -e 'roxygen2::roxygenise(load_code = roxygen2::load_source)'

build-r: setup-models ## build the R package's tarball into dist/
	@tools/build_r_package

check-full: setup-models build-r ## R CMD check on the tarball, then the slow tests, and those of vectors in context
	@tools/check_r_package
	@$(python) -m pytest -m slow
	@$(python) -m pytest tests/python/test_contextual_*.py tests/python/test_hosted_embeddings.py tests/parity/test_contextual.py

clean: ## undo the set-up and remove what the other targets made
	rm -rf .venv .rlib .setup _site dist build inst/python *.egg-info .mypy_cache .pytest_cache .ruff_cache .lessons
	rm -f rbridge/torchduet_rbridge/_speedups.*.so python_core/torchduet/_lstm.*.so
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
	@echo "Left alone: the packages that apt installed, and the data sets in your cache (make clean-cache removes those)."

# The same folder as torchduet.datasets.cache.cache_root, without needing a .venv.
cache := $(or $(TORCHDUET_CACHE),$(if $(filter Darwin,$(shell uname)),$(HOME)/Library/Caches,$(or $(XDG_CACHE_HOME),$(HOME)/.cache))/torchduet)
clean-cache: ## remove the data sets and the copies of word vectors from your cache (what you fetched stays)
	rm -rf "$(cache)/datasets" "$(cache)/embeddings"
