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
factor, ordered factor                ``pandas.Categorical``
matrix, array of the above modes      array of the same shape, column-major; integer or logical with ``NA``: masked
the above with names                  ``pandas.Series``; the names, unique or not, are its index
raw                                   bytes
Date                                  array of datetime64[D]; a column of a data frame: datetime64[s] without a zone
POSIXct                               pandas array of datetime64[us, zone]; [ns, zone] where microseconds lose something
difftime                              ``pandas.Series`` of timedelta64[us] or [ns]; the units stay in ``attrs``
ts                                    ``pandas.Series`` with a ``PeriodIndex`` (frequency 1, 4 or 12) or an index of
                                      times; ``tsp`` stays in ``attrs``
dgCMatrix, dgRMatrix                  ``scipy.sparse.csc_array``, ``csr_array``; both come back as dgCMatrix
data.frame, tibble                    ``pandas.DataFrame``; which of the two it was stays in ``attrs``
list, all names present and unique    dict
list without names                    list
list, other names                     `NamedList`, a list of (name, value) pairs
function                              a callable; R conditions that it raises pass through Python
Python object                         the object itself
anything else                         `RObject`, opaque; it comes back as what it was
====================================  =========================================================================

A vector arrives as a scalar where, and only where, the Python parameter is annotated as one (``int``, ``float``,
``str``, ``bool``, ``Literal``); the result of an R function that Python calls is a scalar if it has length one.
Parameters and results annotated `torchduet.positions.Positions` are shifted by one on their way. A result annotated
as a list of strings or numbers becomes a vector. On the way out, scalars become vectors of length one; NumPy, pandas
and torch data become the types on the left (float32 and float16 double; integers beyond R's 32 bits double, where
that is exact); any other object stays in Python, and R holds a handle with the object's class names. Attributes other
than ``dim``, ``levels``, ``names``, row and column names of data frames, and those of the classes above do not cross.

The way back of dates and times goes by the type, not by what R once had: datetime64 in days or longer units, and in
seconds if every one is a midnight, is a Date; any other datetime64 is a POSIXct, in UTC where it has no zone. R's local
zone ("", or no ``tzone`` at all) has a type of its own in Python and comes back as it was. Date, POSIXct and difftime
come back stored as double, exact to the nanosecond. A Series with an index of strings is a named vector; one with a
``PeriodIndex`` of years, quarters or months without a gap is a ts, also if Python made it; with other frequencies, a ts
that was cut or sorted in Python comes back as a plain vector. Data frames keep what their columns have in ``attrs``
(units, ``tsp``) in their own, under ``r_columns``; names of a column's elements do not cross. scipy.sparse matrices of
every format come back as dgCMatrix, for which R needs the package Matrix; other classes of Matrix are opaque.
"""

from torchduet_rbridge._attributes import RArray, RDict, RList, RMaskedArray
from torchduet_rbridge._host import attach
from torchduet_rbridge._values import NamedList, RError, RObject

__version__ = "0.1.0"

__all__ = ["NamedList", "RArray", "RDict", "RError", "RList", "RMaskedArray", "RObject", "attach"]
