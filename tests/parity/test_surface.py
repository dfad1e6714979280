"""Both public surfaces, compared: names, arguments, defaults."""

import inspect
import json
from typing import Any

import pytest
from tests.parity.exceptions import OTHER_ARGUMENTS, OTHER_DEFAULTS
from tests.parity.running import REPOSITORY, RunR

import torchduet
from reference.pairs import PYTHON_ONLY, R_ONLY, RENAMED, r_name

REQUIRED = "(required)"
Surface = dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def in_r(run_r: RunR) -> Surface:
    printed = json.loads(run_r((REPOSITORY / "tests/parity/surface.R").read_text()))
    return {
        name: {
            argument: REQUIRED if isinstance(how, dict) and "required" in how else _plain(how["default"])
            for argument, how in (arguments or {}).items()
        }
        for name, arguments in printed.items()
    }


@pytest.fixture(scope="module")
def in_python() -> Surface:
    return python_surface()


def python_surface() -> Surface:
    surface: Surface = {}
    for name in torchduet.__all__:
        member = getattr(torchduet, name)
        if inspect.ismodule(member):
            surface |= {f"{name}.{inner}": _arguments(getattr(member, inner)) for inner in member.__all__}
        else:
            surface[name] = _arguments(member)
        if inspect.isclass(member):
            methods = inspect.getmembers(member, lambda value: inspect.isfunction(value) or inspect.ismethod(value))
            surface |= {f"{name}.{inner}": _arguments(f) for inner, f in methods if not inner.startswith("_")}
            properties = dict(inspect.getmembers(member, lambda value: isinstance(value, property)))
            annotated = (name for kind in member.__mro__ for name in inspect.get_annotations(kind))
            learned = [name for name in annotated if name.endswith("_")]
            surface |= {f"{name}.{inner}": {} for inner in [*learned, *properties] if not inner.startswith("_")}
    return surface


def _arguments(function: Any) -> dict[str, Any]:
    parameters = inspect.signature(function).parameters.values()
    return {
        parameter.name: REQUIRED if parameter.default is parameter.empty else _plain(parameter.default)
        for parameter in parameters
        if parameter.name != "self" and parameter.kind is not parameter.VAR_KEYWORD
    }


def _plain(default: Any) -> Any:
    """Bring both languages' defaults to one form: a tuple is a list, an empty dict too, 1 and 1.0 are one number."""
    if isinstance(default, list | tuple | dict) and not default:
        return []
    return list(default) if isinstance(default, tuple) else default


def shared(in_python: Surface, in_r: Surface) -> list[tuple[str, str]]:
    """Return (Python's name, R's name) of everything that is in both."""
    return [(name, r_name(name, in_r)) for name in in_python if name not in PYTHON_ONLY]


def test_every_name_is_in_both_languages_or_in_the_table(in_python: Surface, in_r: Surface) -> None:
    pairs = shared(in_python, in_r)
    assert [name for name, other in pairs if other not in in_r] == []
    assert sorted(set(in_r) - {other for _, other in pairs} - set(R_ONLY)) == []


def test_arguments_agree_in_name_and_order(in_python: Surface, in_r: Surface) -> None:
    for name, other in shared(in_python, in_r):
        both = [*in_python[name]], [*in_r[other]]
        if name in OTHER_ARGUMENTS:
            assert both == OTHER_ARGUMENTS[name], name
        elif not name.endswith("_"):  # a learned value is read by a function of the model in R
            assert both[0] == both[1], name


def test_defaults_agree(in_python: Surface, in_r: Surface) -> None:
    for name, other in shared(in_python, in_r):
        for argument in in_python[name].keys() & in_r[other].keys():
            both = in_python[name][argument], in_r[other][argument]
            if (name, argument) in OTHER_DEFAULTS:
                assert both == OTHER_DEFAULTS[name, argument], (name, argument)
            else:
                assert both[0] == both[1], (name, argument)


def test_the_table_of_exceptions_names_only_what_is_there(in_python: Surface, in_r: Surface) -> None:
    assert {*PYTHON_ONLY, *RENAMED, *OTHER_ARGUMENTS} - set(in_python) == set()
    assert [(name, argument) for name, argument in OTHER_DEFAULTS if argument not in in_python[name]] == []
    assert {*R_ONLY, *RENAMED.values()} - set(in_r) == set()


def test_a_difference_without_a_line_is_found(in_python: Surface, in_r: Surface) -> None:
    changed = in_python | {"tokenize": in_python["tokenize"] | {"lowercase": False}}
    with pytest.raises(AssertionError, match="tokenize"):
        test_defaults_agree(changed, in_r)
    colder = in_python["SequenceGenerator.generate"] | {"temperature": 0}
    with pytest.raises(AssertionError, match="temperature"):
        test_defaults_agree(in_python | {"SequenceGenerator.generate": colder}, in_r)
    with pytest.raises(AssertionError, match="bigrams"):
        test_every_name_is_in_both_languages_or_in_the_table(in_python | {"bigrams": {}}, in_r)
    with pytest.raises(AssertionError, match="reticulate"):
        test_every_name_is_in_both_languages_or_in_the_table(in_python, in_r | {"reticulate": {}})
    renamed = {("tekst" if key == "texts" else key): value for key, value in in_python["tokenize"].items()}
    with pytest.raises(AssertionError, match="tokenize"):
        test_arguments_agree_in_name_and_order(in_python | {"tokenize": renamed}, in_r)
