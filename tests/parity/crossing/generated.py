"""Run by test_round_trips.py in a process of its own: Python starts R, and thousands of values go there and back.

Values of R are generated as R code, so that every encoding, attribute and kind of NA can be written; values of Python
as themselves. Each must be identical() in R after it has been to Python and back, or equal in Python after it has been
to R.
"""

import sys

import numpy as np
import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rpy2 import rinterface

import torchduet_rbridge

CASES, STRINGS = int(sys.argv[1]), sys.argv[2]
if STRINGS == "in Python":
    sys.modules["torchduet_rbridge._speedups"] = None  # as where it could not be compiled

torchduet_rbridge.attach()

from torchduet_rbridge import _compiled, _strings  # noqa: E402
from torchduet_rbridge._py2r import to_r  # noqa: E402
from torchduet_rbridge._r import call, memory, protected  # noqa: E402
from torchduet_rbridge._r2py import to_python  # noqa: E402

assert STRINGS != "in C" or _compiled.is_there()
if STRINGS != "as they are":
    _strings.FEW_STRINGS = 0  # the short vectors here take the ways of long ones
quickly = settings(max_examples=CASES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
identical = rinterface.baseenv["identical"]
counted = {"R": 0, "Python": 0}

# R code ---------------------------------------------------------------------------------------------------------------


def quoted(text):
    plain = [c if c.isascii() and c.isprintable() and c not in '"\\' else f"\\U{{{ord(c):x}}}" for c in text]
    return '"' + "".join(plain) + '"'


def vector(elements, *, empty, size=None, wrap="c({})"):
    lists = st.lists(elements, max_size=6) if size is None else st.lists(elements, min_size=size, max_size=size)
    return lists.map(lambda items: wrap.format(", ".join(items)) if items else empty)


texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=5).map(quoted)
emoji = st.sampled_from(['"\\U{1f600}"', '"\\U{1f468}\\U{200d}\\U{1f469}"', '"NA"', '""'])
latin1 = st.text(st.characters(min_codepoint=0xA0, max_codepoint=0xFF), min_size=1, max_size=5)
in_latin1 = latin1.map(lambda text: f'iconv({quoted(text)}, "UTF-8", "latin1")')
strings = st.one_of(texts, emoji, in_latin1, st.just("NA_character_"))
doubles = st.one_of(
    st.floats(allow_nan=False, allow_infinity=False).map(repr),
    st.sampled_from(["NA_real_", "NaN", "Inf", "-Inf", "-0"]),
)
integers = st.one_of(st.integers(-(2**31) + 1, 2**31 - 1).map("{}L".format), st.just("NA_integer_"))
truth = st.sampled_from(["TRUE", "FALSE", "NA"])
complexes = st.tuples(doubles, doubles).map(lambda parts: "complex(real = {}, imaginary = {})".format(*parts))
moments = st.one_of(st.integers(-(10**15), 10**15).map(lambda count: f"{count / 1e6!r}"), st.just("NA_real_"))
days = st.one_of(st.integers(-700000, 2900000).map(str), st.just("NA_real_"))
zones = st.sampled_from(["UTC", "Europe/Lisbon", "America/New_York", "Asia/Kolkata", ""])
units = st.sampled_from(["secs", "mins", "hours", "days", "weeks"])
# Spans that a whole number of nanoseconds gives exactly, in every unit.
spans = st.one_of(st.integers(-(10**6), 10**6).map(str), st.just("NA_real_"))


def plain_vectors(size=None):
    return st.one_of(
        vector(doubles, empty="double()", size=size),
        vector(integers, empty="integer()", size=size),
        vector(truth, empty="logical()", size=size),
        vector(strings, empty="character()", size=size),
        vector(complexes, empty="complex()", size=size),
    )


def factors(size=None):
    codes = vector(st.one_of(st.integers(1, 3).map("{}L".format), st.just("NA")), empty="integer()", size=size)
    levels = st.lists(strings, min_size=3, max_size=3, unique_by=lambda code: code).map(
        lambda three: f"c({', '.join(three)})"
    )
    order = st.sampled_from(["'factor'", "c('ordered', 'factor')"])
    return st.tuples(codes, levels, order).map(
        # Two ways to write one string are one level.
        lambda parts: (
            "local({{l <- unique({1}); structure(pmin({0} + 0L, length(l)), levels = l, class = {2})}})".format(*parts)
        )
    )


def classed(size=None):
    return st.one_of(
        factors(size),
        vector(days, empty="double()", size=size, wrap="c({})").map('structure({}, class = "Date")'.format),
        st.tuples(vector(moments, empty="double()", size=size), zones).map(
            lambda two: ".POSIXct({}, {!r})".format(*two)
        ),
        st.tuples(vector(spans, empty="double()", size=size), units).map(
            lambda two: "as.difftime({}, units = {!r})".format(*two)
        ),
        st.tuples(plain_vectors(size), strings).map(
            lambda two: "structure({}, class = 'mine', note = {})".format(*two)
        ),
    )


def vectors(size=None):
    unnamed = st.one_of(plain_vectors(size), classed(size))
    named = st.tuples(st.one_of(plain_vectors(size), factors(size)), st.lists(strings, min_size=6, max_size=6)).map(
        lambda two: "local({{x <- {}; setNames(x, c({})[seq_along(x)])}})".format(two[0], ", ".join(two[1]))
    )
    return st.one_of(unnamed, named)


@st.composite
def arrays(draw):
    shape = draw(st.lists(st.integers(0, 3), min_size=1, max_size=3))
    elements = draw(plain_vectors(int(np.prod(shape))))
    named = [
        draw(st.one_of(st.none(), st.lists(strings, min_size=size, max_size=size))) if size else None for size in shape
    ]
    dimnames = ", ".join("NULL" if names is None else f"c({', '.join(names)})" for names in named)
    given = draw(st.booleans()) and any(named)
    return f"array({elements}, c({', '.join(map(str, shape))}){f', list({dimnames})' if given else ''})"


@st.composite
def series(draw):
    size, start = draw(st.integers(1, 6)), draw(st.integers(-2000, 2100))
    frequency = draw(st.sampled_from(["1", "4", "12", "7", "365.25", "0.1"]))
    return (
        f"ts({draw(plain_vectors(size).filter(lambda code: 'complex' not in code))}, {start}, frequency = {frequency})"
    )


@st.composite
def frames(draw):
    rows, count = draw(st.integers(0, 4)), draw(st.integers(0, 4))
    columns = [draw(st.one_of(vectors(rows), st.just(f"matrix(seq_len(2L * {rows}L), {rows}L)"))) for _ in range(count)]
    names = f"c({', '.join(draw(strings) for _ in columns)})" if columns else "character()"
    classes = draw(st.sampled_from(["'data.frame'", "c('tbl_df', 'tbl', 'data.frame')", "c('mine', 'data.frame')"]))
    labels = [f'"row {row}"' for row in range(rows)]
    row_names = draw(
        st.sampled_from([f".set_row_names({rows}L)", f"c({', '.join(labels)})" if labels else "character()"])
    )
    return f"structure(list({', '.join(columns)}), names = {names}, row.names = {row_names}, class = {classes})"


def lists(values):
    def build(parts):
        items, names, kind = parts
        made = f"list({', '.join(items)})"
        names = names[: len(items)]
        named = f"c({', '.join(names)})" if names else "character()"
        wrap = {"plain": "{0}", "named": "setNames({0}, {1})", "classed": "structure({0}, names = {1}, class = 'bag')"}
        return wrap[kind].format(made, named)

    kinds = st.sampled_from(["plain", "named", "classed"])
    return st.tuples(st.lists(values, max_size=4), st.lists(strings, min_size=4, max_size=4), kinds).map(build)


leaves = st.one_of(
    vectors(), arrays(), series(), frames(), st.sampled_from(["NULL", "quote(a + b)", "y ~ x", "sum", "globalenv()"])
)
objects = st.recursive(leaves, lists, max_leaves=6)


@quickly
@given(code=objects)
def test_values_of_r(code):
    made = rinterface.evalr_expr(rinterface.parse(code), envir=rinterface.globalenv)
    counted["R"] += 1
    sexp = made.__sexp__._cdata
    with protected(to_r(to_python(sexp))) as back:
        assert same_in_r(sexp, back), code


def same_in_r(one, other):
    with protected(call(identical.__sexp__._cdata, one, other)) as answer:
        return bool(memory(answer)[0])


# Python's values ------------------------------------------------------------------------------------------------------

words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=5)
whole = st.integers(-(2**53), 2**53)
scalars = st.one_of(st.none(), st.booleans(), whole, st.floats(), words, st.complex_numbers(allow_nan=False))


def column(size):
    def of(elements):
        return st.lists(elements, min_size=size, max_size=size)

    small, missing = st.integers(-100, 100), st.just(pd.NA)
    return st.one_of(
        st.tuples(of(small), st.sampled_from(["i1", "i2", "i4", "i8", "f2", "f4", "f8", "c8", "c16"])).map(
            lambda two: np.array(two[0], two[1])
        ),
        st.tuples(of(st.integers(0, 200)), st.sampled_from(["u1", "u2", "u4", "u8"])).map(
            lambda two: np.array(two[0], two[1])
        ),
        of(whole).map(lambda items: np.array(items, np.int64)),
        of(st.one_of(whole, missing)).map(lambda items: pd.array(items, dtype="Int64")),
        of(st.one_of(small, missing)).map(lambda items: pd.array(items, dtype="Int8")),
        of(st.one_of(st.booleans(), missing)).map(lambda items: pd.array(items, dtype="boolean")),
        of(st.one_of(st.floats(allow_nan=False), missing)).map(lambda items: pd.array(items, dtype="Float64")),
        of(st.one_of(words, missing)).map(lambda items: pd.array(items, dtype="string[python]")),
        of(st.one_of(words, st.none())).map(lambda items: pd.Categorical(items)),
        of(st.one_of(st.integers(-(10**15), 10**15), st.just("NaT"))).map(lambda items: np.array(items, "M8[us]")),
        of(st.one_of(st.integers(-(10**6), 10**6), st.just("NaT"))).map(lambda items: np.array(items, "m8[s]")),
    )


columns = st.integers(0, 5).flatmap(column)
tables = st.tuples(st.integers(0, 4), st.lists(words, max_size=3)).flatmap(
    lambda two: st.tuples(*(column(two[0]) for _ in two[1])).map(lambda parts: table(two[0], two[1], parts))
)
nested = st.recursive(
    st.one_of(scalars, columns, tables),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(words, inner, max_size=3)),
    max_leaves=5,
)


def table(rows, names, parts):
    frame = pd.DataFrame(dict(enumerate(parts)), index=pd.RangeIndex(rows))
    frame.columns = pd.Index(names, dtype=object)
    return frame


def plain(value):
    """Return a value as nested lists of Python's own types; a scalar, as everything in R, is a vector of one."""
    if isinstance(value, dict | torchduet_rbridge.NamedList):
        return [(name, plain(item)) for name, item in (value.items() if isinstance(value, dict) else value)]
    if isinstance(value, pd.DataFrame):
        return [(name, plain(value.iloc[:, place])) for place, name in enumerate(value.columns)]
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, str | bool | int | float | complex):
        value = np.array([value], dtype=object if isinstance(value, str) else None)
    if value is None:
        return None
    if isinstance(value, np.ndarray) and value.dtype.kind == "f":
        value = value.astype(np.float64)
        missing = (value.view(np.uint64) & 0xFFFFFFFF == 1954) & np.isnan(value)
        return [None if absent else item for item, absent in zip(map(number, value.tolist()), missing, strict=True)]
    if isinstance(value, pd.Series) and value.dtype == np.float64:
        return plain(value.to_numpy())
    return [None if is_absent(item) else number(item) for item in value]


def is_absent(item):
    return (
        item is None
        or item is pd.NA
        or item is pd.NaT
        or (isinstance(item, np.datetime64 | np.timedelta64) and np.isnat(item))
        or item != item
    )


def number(item):
    if isinstance(item, np.datetime64):
        return (
            pd.Timestamp(item).value // 1000 if item.dtype == "M8[ns]" else int(item.astype("M8[us]").astype(np.int64))
        )
    if isinstance(item, pd.Timestamp):
        return int(item.tz_localize(None).to_datetime64().astype("M8[us]").astype(np.int64))
    if isinstance(item, np.timedelta64):
        return int(item.astype("m8[us]").astype(np.int64))
    if isinstance(item, pd.Timedelta):
        return int(item.to_timedelta64().astype("m8[us]").astype(np.int64))
    item = item.item() if isinstance(item, np.generic) else item
    return "NaN" if isinstance(item, float) and item != item else item


@quickly
@given(value=nested)
def test_values_of_python(value):
    counted["Python"] += 1
    with protected(to_r(value)) as sexp:
        back = to_python(sexp)
        assert plain(back) == plain(value), (plain(back), plain(value))
        with protected(to_r(back)) as again:
            assert same_in_r(sexp, again)


test_values_of_r()
test_values_of_python()
print(counted["R"], counted["Python"])
