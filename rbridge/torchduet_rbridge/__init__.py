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
raw                                   bytes
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
than ``dim``, ``levels``, row and column names of data frames, and ``names`` of lists do not cross.
"""

from torchduet_rbridge._host import attach
from torchduet_rbridge._values import NamedList, RError, RObject

__version__ = "0.1.0"

__all__ = ["NamedList", "RError", "RObject", "attach"]
