"""What a Python callable wants of its arguments, read from its annotations once."""

from __future__ import annotations

import builtins
import inspect
import sys
import types
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import Annotated, Any, Literal, Union, Unpack, get_args, get_origin, get_type_hints

import numpy as np
import pandas as pd

from torchduet.errors import InputTypeError, InputValueError
from torchduet.positions import ZeroBased
from torchduet_rbridge._functions import RFunction
from torchduet_rbridge._lists import TextLists, join_texts
from torchduet_rbridge._positions import Shift, shift_of
from torchduet_rbridge._strings import Texts

__all__ = ["Parameter", "Signature", "adapt", "adapt_out", "annotation_of", "signature_of"]

_SCALARS: tuple[type, ...] = (bool, int, float, str, Path)


@dataclass(frozen=True)
class Parameter:
    """How one argument is adapted after conversion by type."""

    scalar: tuple[type, ...] = ()
    optional: bool = False
    position: bool = False
    shift: Shift | None = None
    """What moves the positions inside a table or inside names."""
    whole_numbers: bool = False
    takes: tuple[Any, ...] = ()
    """Of a function: the annotations of what it is called with."""


@dataclass(frozen=True)
class Signature:
    """How the arguments and the result of one callable are adapted."""

    positional: tuple[str, ...]
    parameters: dict[str, Parameter]
    returns: Any

    def without_first(self) -> Signature:
        """Return the signature of a method that knows its object."""
        return Signature(self.positional[1:], self.parameters, self.returns)


def signature_of(function: Any) -> Signature:
    """Return the signature of a function, method or class."""
    # Other callables may be unhashable, or bound to an object that the cache would keep alive.
    lasting: bool = inspect.isfunction(function) or inspect.isclass(function)
    return _known_signature(function) if lasting else _read_signature(function)


def _read_signature(function: Callable[..., Any]) -> Signature:
    target = function.__init__ if inspect.isclass(function) else function
    try:
        described = inspect.signature(function)
    except (TypeError, ValueError):  # built into C
        return Signature((), {}, None)
    names = getattr(inspect.unwrap(target), "__globals__", {})
    annotations = {name: _evaluated(parameter.annotation, names) for name, parameter in described.parameters.items()}
    for annotation in [*annotations.values()]:
        if get_origin(annotation) is Unpack:  # of a dict that says what other arguments there may be
            annotations |= get_type_hints(get_args(annotation)[0])
    parameters = {name: _parameter(annotation) for name, annotation in annotations.items()}
    positional = tuple(
        name
        for name, parameter in described.parameters.items()
        if parameter.kind in (parameter.POSITIONAL_ONLY, parameter.POSITIONAL_OR_KEYWORD)
    )
    return Signature(positional, parameters, _evaluated(described.return_annotation, names))


_known_signature = lru_cache(maxsize=4096)(_read_signature)


@lru_cache(maxsize=4096)
def annotation_of(kind: type, attribute: str) -> Any:
    """Return the annotation of an attribute in a class body, or None."""
    for base in kind.__mro__:
        annotations = inspect.get_annotations(base)
        if attribute in annotations:
            return _evaluated(annotations[attribute], vars(sys.modules[base.__module__]))
    return None


class _UnknownType(type):
    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return cls

    def __getitem__(cls, item: Any) -> Any:
        return cls


class _Unknown(metaclass=_UnknownType):
    """What stands in an annotation for a name that only type checkers import."""


class _Names(dict[str, Any]):
    def __missing__(self, name: str) -> Any:
        return getattr(builtins, name, _Unknown)


def _evaluated(annotation: Any, names: Mapping[str, Any]) -> Any:
    """Return an annotation that may be written as a string."""
    if not isinstance(annotation, str):
        return annotation
    try:
        return eval(annotation, {}, _Names(names))  # the module's own source text
    except TypeError:  # a class that takes parameters for type checkers only, as pd.Series[float]
        return None


def _parameter(annotation: Any) -> Parameter:
    if any(map(_is_position, _alternatives(annotation))):
        return Parameter(position=True, optional=type(None) in _alternatives(annotation))
    if (shift := shift_of(annotation)) is not None:
        return Parameter(shift=shift)
    if get_origin(annotation) is tuple and set(get_args(annotation)) <= {int, ...}:
        return Parameter(whole_numbers=True)
    functions, members = _functions_apart(_members(annotation))
    scalars = tuple(kind for kind in members if kind in _SCALARS)
    # One member that is a container, and a vector may be meant.
    only = set(members) <= {*_SCALARS, type(None)}
    takes = get_args(functions[0])[0] if functions else ()
    return Parameter(
        scalar=scalars if only else (),
        optional=type(None) in members,
        takes=tuple(takes) if isinstance(takes, list) else (),  # Callable[..., X] does not say
    )


def _functions_apart(members: list[Any]) -> tuple[list[Any], list[Any]]:
    functions = [member for member in members if get_origin(member) is Callable]
    return functions, [member for member in members if get_origin(member) is not Callable]


def _alternatives(annotation: Any) -> tuple[Any, ...]:
    return get_args(annotation) if get_origin(annotation) in (Union, types.UnionType) else (annotation,)


def _members(annotation: Any) -> list[Any]:
    origin = get_origin(annotation)
    if origin in (Union, types.UnionType):
        return [member for part in get_args(annotation) for member in _members(part)]
    if origin is Literal:
        return [type(value) for value in get_args(annotation)]
    return [annotation]


def _is_position(annotation: Any) -> bool:
    return get_origin(annotation) is Annotated and any(isinstance(item, ZeroBased) for item in annotation.__metadata__)


def adapt(name: str, value: Any, parameter: Parameter) -> Any:
    """Turn a converted R value into what the parameter wants: a scalar, or positions counted from zero.

    Raises
    ------
    TypeError, ValueError
        It cannot be turned into that; the message names the argument.
    """
    if isinstance(value, RFunction):
        adapters = [partial(adapt_out, annotation=annotation) for annotation in parameter.takes]
        return value.adapted(adapters) if adapters else value
    if parameter.position:
        return None if value is None and parameter.optional else _shift_in(name, value)
    if parameter.shift is not None:
        return parameter.shift(value, -1)
    if isinstance(value, pd.Series) and (parameter.scalar or parameter.whole_numbers):
        value = np.asarray(value)  # the names of the elements do not matter
    if parameter.scalar:
        return _scalar(name, value, parameter)
    if parameter.whole_numbers and isinstance(value, np.ndarray) and value.ndim == 1:
        # R writes c(1, 2) where it means c(1L, 2L).
        return tuple(int(item) if item == np.floor(item) else float(item) for item in value.tolist())
    return value


def _scalar(name: str, value: Any, parameter: Parameter) -> Any:
    kinds = parameter.scalar
    if value is None or not isinstance(value, np.ndarray | pd.api.extensions.ExtensionArray):
        return value
    if len(value) != 1 or value.ndim != 1:
        raise InputValueError.about(name, "must be a single value", value)
    item = value[0]
    if item is None or item is pd.NA or (isinstance(item, float) and item != item and float not in kinds):
        raise ValueError(f"{name} must not be NA")
    if isinstance(item, np.generic):
        item = item.item()
    # R writes 1 where it means the integer 1L.
    if isinstance(item, float) and float not in kinds and int in kinds:
        if not item.is_integer():
            raise InputTypeError.about(
                name, f"must be a whole number{' or {none}' if parameter.optional else ''}", item
            )
        return int(item)
    return item


def _shift_in(name: str, value: Any) -> Any:
    array = np.asarray(value)
    if np.ma.is_masked(value) or array.dtype.kind not in "iuf":
        raise TypeError(f"{name} must be whole numbers without NA")
    if array.size and not (np.isfinite(array) & (array == np.floor(array)) & (np.abs(array) < 2**53)).all():
        raise TypeError(f"{name} must be whole numbers without NA")
    if (array < 1).any():
        raise InputValueError(f"{name} must count from 1 in R; given {array[array < 1].flat[0]:g}")
    return array.astype(np.int64) - 1


def adapt_out(value: Any, annotation: Any) -> Any:
    """Return positions counted from one, and lists annotated as being of one type as vectors.

    Of a result that may be positions or something else, whole numbers are positions.
    """
    if annotation is None or isinstance(annotation, type):
        return value
    if (shift := shift_of(annotation)) is not None:
        return shift(value, 1)
    if get_origin(annotation) in (Union, types.UnionType):
        annotation = next(filter(_is_position, get_args(annotation)), None)
        if not isinstance(value, np.ndarray) or value.dtype.kind not in "iu":
            return value
    if _is_position(annotation):
        return np.asarray(value) + 1
    if get_origin(annotation) is list and isinstance(value, list):
        (element,) = get_args(annotation)
        if element is str:
            return Texts(value)
        if element in (bool, int, float):
            return np.array(value, dtype=element)
        joined = join_texts(value) if get_origin(element) is list and get_args(element) == (str,) else value
        return joined if isinstance(joined, TextLists) else [adapt_out(item, element) for item in value]
    return value
