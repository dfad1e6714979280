"""R and Python in one process: one dispatcher, one table of converters.

R calls Python through one native function that `attach` puts into R's option ``torchduet_rbridge``. What crosses
is converted by its type, without the caller asking:

====================================  =========================================================================
R                                     Python
====================================  =========================================================================
``NULL``                              ``None``
double                                array of float64: a read-only view; ``NA`` keeps its bits and reads as NaN
integer                               array of int32: a read-only view; with ``NA`` a pandas Int32 array
logical                               array of bool; with ``NA`` a pandas boolean array
character                             array of objects: str, and None for ``NA``
complex                               array of complex128: a read-only view
raw                                   bytes
integer64 (bit64)                     array of int64: a read-only view; with ``NA`` a pandas Int64 Series
factor, ordered factor                ``pandas.Categorical``; with ``NA`` among its levels a Series of that type
matrix, array of the above modes      array of the same shape, column-major; integer or logical with ``NA``: masked
the above with names                  ``pandas.Series``; the names, unique or not, are its index
the above with dimnames, a class of   `RArray` (masked: `RMaskedArray`), an array with ``dimnames`` and ``attributes``;
one's own or other attributes         what is a Series or a pandas array: a Series with ``attrs["r_attributes"]``
Date                                  array of datetime64[D]; a column of a data frame: datetime64[s] without a zone
POSIXct                               pandas array of datetime64[us, zone]; [ns, zone] where microseconds lose something
POSIXlt                               ``pandas.Series`` of the same. Comes back ``all.equal()``: identical if R made it
                                      of a POSIXct, in its normal form (zone, offset, day of the year) if of text
difftime                              ``pandas.Series`` of timedelta64[us] or [ns]; the units stay in ``attrs``
ts                                    ``pandas.Series`` with a ``PeriodIndex`` (frequency 1, 4 or 12) or an index of
                                      times; ``tsp`` stays in ``attrs``
ts of several series (mts)            ``pandas.DataFrame`` with such an index
dgCMatrix, dgRMatrix                  ``scipy.sparse.csc_array``, ``csr_array``, with ``dimnames`` where there are any;
                                      both come back as dgCMatrix
data.frame, tibble                    ``pandas.DataFrame``; which of the two it was stays in ``attrs``
list, all names present and unique    dict; with a class or other attributes `RDict`
list without names                    list; with a class or other attributes `RList`
list, other names                     `NamedList`, a list of (name, value) pairs; None is a name that is ``NA``
function                              a callable; R conditions that it raises pass through Python
Python object                         the object itself
formula, call, symbol, environment,   `RObject`, opaque; it comes back as what it was
S4 object and anything else
====================================  =========================================================================

All of these come back ``identical()``, but for what the table says of POSIXlt and dgRMatrix, and for times: POSIXct
and difftime are exact to the nanosecond (to the microsecond beyond the years 1677 to 2262). A string in latin1 comes
back in UTF-8, which ``identical()`` holds for the same; one marked as "bytes" is refused. ``python -m
benchmarks.bridge_types`` tries every row.

**What Python derives has no attributes.** Names of axes, a class and other attributes belong to the very object that
came; half of it, its double or its copy is a plain array, Series or frame. Two things hold for each element and stay:
the units of a difftime, and that ``NA`` is a level. In place, an object may change: attributes that no longer fit (a
shape, names, ``tsp``) are left out. The same goes for a data frame's attributes, its classes other than tibble, row
names that are numbers, and its columns' attributes (names, labels), which stand in its ``attrs``, under
``r_columns``.

Columns that pandas has no type for: of a matrix or a data frame each element is a row, of an R object that is opaque
each is an `Element`, which R takes out of the whole when it comes back.

A vector arrives as a scalar where, and only where, the Python parameter is annotated as one (``int``, ``float``,
``str``, ``bool``, ``Literal``); the result of an R function that Python calls is a scalar if it has length one.
Parameters and results annotated `torchduet.positions.Positions` are shifted by one on their way. So are the columns of
a data frame that `PositionColumns` names, and the layers in names of weights (`LAYER_NAMES`). A result annotated as a
list of strings or numbers becomes a vector. The same holds of what an R function is called with, where the parameter
that took it says so: ``Callable[[list[str], Positions], float]``.
On the way out, scalars become vectors
of length one; NumPy, pandas and torch data become the types on the left (all floats double); pandas' and NumPy's
missing and masked elements become ``NA``, NaN stays NaN. Integers beyond R's 32 bits become double where that is
exact, up to 2^53; beyond that integer64, if R has the package bit64, else it is an error that says so. A set becomes
a list; a Period becomes its first day, or its start if it is shorter; categories become levels as ``str()`` writes
them. Any other object stays in Python, and R holds a handle with the object's class names.

The way back of dates and times goes by the type, not by what R once had: datetime64 in days or longer units, and in
seconds if every one is a midnight, is a Date; any other datetime64 is a POSIXct, in UTC where it has no zone. R's
local zone ("", or no ``tzone`` at all) has a type of its own in Python and comes back as it was. A Series with an
index of strings is a named vector; one with a ``PeriodIndex`` of years, quarters or months without a gap is a ts,
also if Python made it; with other frequencies, a ts that was cut or sorted in Python comes back as a plain vector.
scipy.sparse matrices of every format come back as dgCMatrix, for which R needs the package Matrix; other classes of
Matrix are opaque.

Python as the host: ``attach()`` starts R, ``r("1 + 1")`` evaluates R code, ``r.lm`` and ``function("stats::lm")`` are
R functions, and ``export(object, "name")`` puts Python's objects, functions and modules into R's workspace.

Strings cross by two loops in C, which pip compiles where it finds a compiler and Python's headers. Elsewhere it
installs the bridge without them: Python does the same, and takes twice as long or longer for strings from R. With them,
up to 64 MB of the memory that strings took is kept for what comes next.

Where R is the host, what Python prints goes through R: see `torchduet_rbridge._output`. Conditions that R code
signals inside a Python function reach R's handlers outside; warnings do so when the call from R is done.
"""

from torchduet_rbridge._attributes import RArray, RDict, RList, RMaskedArray
from torchduet_rbridge._host import attach
from torchduet_rbridge._user import export, function, r
from torchduet_rbridge._values import Element, NamedList, RError, RObject

__version__ = "0.1.0"

__all__ = [
    "Element",
    "NamedList",
    "RArray",
    "RDict",
    "RError",
    "RList",
    "RMaskedArray",
    "RObject",
    "attach",
    "export",
    "function",
    "r",
]
