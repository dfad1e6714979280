"""Renders the lessons: one source, two columns, their results compared; a page, a notebook and a script.

How a lesson is written stands in `README.md` beside this file. What happens to it, module by module:

======================  ==============================================================================
`source`, `options`     read `<lesson>.Rmd` into prose, steps (an R chunk and its Python chunk), exercises
`r_column`              runs the R chunks in a fresh Rscript (`run_r_column.R`)
`python_column`         runs the Python chunks in a fresh kernel without R (`collect_results.py`)
`cache`                 keeps what a column computed until its code or the library changes
`records`, `compare`    the named results of both columns, exactly, and whether they agree
`notebook`, `script`    what the learner takes along: exercises without their solutions
`page`, `index`         HTML, by pandoc (`markdown`), with `assets/` (`frame`)
`build`                 all of it in order; `__main__` is the command line
======================  ==============================================================================
"""
