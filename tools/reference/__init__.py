"""Writes the reference: R's help and Python's docstrings side by side, one page for each topic of `man/`.

The sources are `man/*.Rd` and the docstrings; there is nothing else to write but a line in `pairs` where a name is
in one language only, or is called otherwise there, and one in `groups` where a topic shall stand in a certain place.

===============================  =====================================================================
`pairs`                          which name in R belongs to which in Python
`r_topics`, `rd`                 R's topics, read and their examples run by `read_r.R`; Rd as Markdown
`python_names`, `docstring`      Python's names, read and their examples run by `read_python`; docstrings
`examples`                       what examples show
`topics`, `groups`, `addresses`  the pages, their order, and where each name has its place
`r_side`, `python_side`          each language's half of a page, as Markdown
`page`, `index`                  HTML, with `assets/` and what the lessons' pages use (`lessons.frame`)
`links`, `check`                 functions in code become links, in lessons too; no link may lead nowhere
`build`                          all of it in order; `__main__` is the command line
===============================  =====================================================================

The first run takes about 15 seconds; what it read is kept in `_site/.columns/` until the library or `man/` changes.
"""
