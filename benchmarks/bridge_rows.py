"""The rows of the bridge's speed table: what crosses, how it is written in R on either side, what others measured."""

from dataclasses import dataclass

__all__ = ["ROWS", "Crossing"]


@dataclass(frozen=True)
class Crossing:
    """One kind of data on its way, in one direction.

    Parameters
    ----------
    name : str
    setup : str
        R code that makes `x`; or, with `gives`, the name of what Python has prepared.
    ours, peer : str
        R code of one crossing.
    published : tuple of float
        Milliseconds of the prototype, of reticulate 1.46 and of reticulate 1.28 (``bridge.md``), all three on another
        day; NaN where there is none, or none with a correct result.
    answer : str
        What `check` in ``crossing.py`` says on arrival in Python, or an R expression that is TRUE of the result in R.
    gives : bool
        From Python to R.
    """

    name: str
    setup: str
    ours: str
    peer: str
    published: tuple[float, float, float]
    answer: str
    gives: bool = False


NONE = float("nan")


def _in(
    name: str, setup: str, published: tuple[float, float, float], answer: str, *, take: str = "take",
    array: bool = False,
) -> Crossing:  # fmt: skip
    # reticulate makes an array of a vector only where it is asked to; of 1e7 numbers it would make a list else.
    peer = f"{take}(array(x))" if array else f"{take}(x)"
    return Crossing(name, setup, f"{take}(x)", peer, published, answer)


def _out(name: str, gives: str, published: tuple[float, float, float], answer: str, *, give: str = "give") -> Crossing:
    call = f"{give}('{gives}')"
    return Crossing(name, gives, call, call, published, answer, gives=True)


_TEXTS = 'x <- sprintf("s%07d", {which})'
_FRAME = (
    "n <- 1e6; x <- data.frame(x = as.double(0:(n - 1)), y = 1:n + 0.5, s = {texts}, "
    "f = factor(rep_len(letters[1:3], n)))"
)
_DISTINCT = 'sprintf("s%07d", 0:999999)'
_REPEATED = 'rep_len(sprintf("s%07d", 0:999), n)'
_DOUBLES = "x <- seq(0, 9999999) + 0"
_FRAME_OUT = (
    "all(dim(x) == c(1000000L, 4L)) && is.factor(x$f) && x$y[[1000000]] == 999999.5 && x$s[[1000000]] == '{last}'"
)
_MATRIX_OUT = "identical(x, matrix({order}, 3000{by_row}))"

ROWS = [
    _in("no-op call with one scalar", "x <- 1", (0.009, 0.050, 0.037), "number 1.0"),
    _in("double 1e7 in, as an array", _DOUBLES, (0.2, 60, 66), "array (10000000,) 49999995000000.0", array=True),
    _in("double 1e7 in, copied", _DOUBLES, (34, 60, 66), "array (10000000,) 49999995000000.0", take="take_copy",
        array=True),
    _in("double 1e7 in, copied as float32", _DOUBLES, (38, 60, 66), "array (10000000,) 49999995000000.0",
        take="take_float32", array=True),
    _out("double 1e7 out", "doubles", (59, 113, 184), "identical(c(x), seq(0, 9999999) + 0)"),
    _out("float32 1e7 out", "singles", (60, 83, 169), "identical(c(x), seq(0, 9999999) + 0)"),
    _out("integer 1e7 out", "integers", (35, 55, 110), "identical(c(x), 0:9999999)"),
    _out("logical 1e7 out", "logicals", (31, 29, 83), "identical(c(x), rep_len(c(TRUE, FALSE), 1e7))"),
    _in("3000 x 3000 matrix in", "x <- matrix(1:9e6 + 0, 3000)", (0.2, 0.2, 0.25),
        "array (3000, 3000) 40500004500000.0"),
    _out("3000 x 3000 matrix out, Fortran order", "fortran", (58, 91, 167),
         _MATRIX_OUT.format(order="seq(0, 8999999) + 0", by_row="")),
    _out("3000 x 3000 matrix out, C order", "c_order", (137, 154, 230),
         _MATRIX_OUT.format(order="seq(0, 8999999) + 0", by_row=", byrow = TRUE")),
    _in("1e5 strings in", _TEXTS.format(which="0:99999"), (17, 10, 12), "strings 100000 s0099999 100000"),
    _out("1e5 strings out", "strings5", (23, 27, 23), f"identical(c(x), {_DISTINCT}[1:100000])", give="give_strings"),
    _in("1e6 strings in", _TEXTS.format(which="0:999999"), (152, 126, 122), "strings 1000000 s0999999 1000000"),
    _out("1e6 strings out", "strings6", (220, 301, 333), f"identical(c(x), {_DISTINCT})", give="give_strings"),
    _in("1e6 strings of 1,000 distinct in", "x <- rep_len(" + 'sprintf("s%07d", 0:999), 1e6)', (29, 98, 101),
        "strings 1000000 s0000999 1000"),
    _in("list of 1e5 x 10 strings in", f"x <- unname(split({_DISTINCT}, gl(1e5, 10)))", (489, 401, 378),
        f"lists 100000 {[f's{place:07d}' for place in range(999990, 1_000_000)]}"),
    _out("list of 1e5 x 10 strings out", "lists", (344, 331, 418),
         f"identical(x, unname(split({_DISTINCT}, gl(1e5, 10))))", give="give_lists"),
    _in("data frame 1e6 in, distinct strings", _FRAME.format(texts=_DISTINCT), (369, 707, 596),
        "frame (1000000, 4) 999999.0 s0999999 a"),
    _out("data frame 1e6 out, distinct strings", "frame_distinct", (290, 706, 296),
         _FRAME_OUT.format(last="s0999999")),
    _in("data frame 1e6 in, 1,000 distinct strings", _FRAME.format(texts=_REPEATED), (136, 525, 364),
        "frame (1000000, 4) 999999.0 s0000999 a"),
    _out("data frame 1e6 out, 1,000 distinct strings", "frame_repeated", (105, 558, 119),
         _FRAME_OUT.format(last="s0000999")),
    _out("model to R", "model", (0.036, 0.104, 0.053), "is.environment(x)"),
    _in("model back", "prepare('model'); x <- give('model')", (0.051, 0.042, 0.073), "model True"),
    _in("list of 1e4 scalars in", "x <- as.list(seq(0, 9999) + 0)", (NONE, NONE, NONE), "scalars 10000 9999.0"),
]  # fmt: skip
