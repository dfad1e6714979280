"""Which unit of a recurrent network remembers what a text began with."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Annotated, Any

import numpy as np
import pandas as pd

from torchduet.errors import InputTypeError, InputValueError
from torchduet.examples import check_examples
from torchduet.positions import PositionColumns
from torchduet.tokens import TextInput
from torchduet.traced_models import TRACED_MODELS, TracedModel, recurrent_kind
from torchduet.traces import gru_trace, lstm_trace, rnn_trace

__all__ = ["MemoryTable", "memory_units"]

MemoryTable = Annotated[pd.DataFrame, PositionColumns(("step", "layer", "unit"))]
"""A table whose columns step, layer and unit are positions."""

_TRACES: dict[str, Callable[..., pd.DataFrame]] = {"rnn": rnn_trace, "lstm": lstm_trace, "gru": gru_trace}
_PLACE = ["step", "layer", "direction", "quantity", "unit"]


def memory_units(model: TracedModel, texts: TextInput, labels: Iterable[Any]) -> MemoryTable:
    r"""Say of each unit, at each step, how well its value tells the texts' labels apart.

    With :math:`n_k` texts of label k, a unit's value :math:`y` of mean :math:`\bar y_k` among them and :math:`\bar y`
    among all, that is the part of its variance that lies between the labels (the correlation ratio)

    .. math:: \eta^2 = \frac{\sum_k n_k (\bar y_k - \bar y)^2}{\sum_{text} (y - \bar y)^2}

    1: whoever knows the value knows the label; 0: the value says nothing of it. A unit whose :math:`\eta^2` stays high
    from step to step remembers.

    Parameters
    ----------
    model : SequenceGenerator, SequenceLabeler or TextClassifier
        Fitted, with recurrent layers.
    texts : sequence of str, length n
        All of the same number of tokens.
    labels : sequence, length n
        What may be remembered: for instance each sentence's subject.

    Returns
    -------
    DataFrame
        A row per step, layer, direction, quantity (as `rnn_trace`, `lstm_trace` and `gru_trace` name them) and unit:
        ``step``, ``layer``, ``direction``, ``quantity``, ``unit``, ``eta_squared``; 0 where the value is the
        same in all texts.

    Raises
    ------
    InputValueError, InputTypeError
        The texts differ in length, or are not as many as the labels, or the labels are all alike; or the model has no
        recurrent layer.

    Notes
    -----
    K. Pearson (1905), "On the general theory of skew correlation and non-linear regression".

    Examples
    --------
    >>> from torchduet.datasets import childrens_book
    >>> from torchduet import SequenceGenerator
    >>> book = childrens_book(300, seed=1)
    >>> model = SequenceGenerator(hidden_size=4, learning_rate=0.05, seed=1).fit(book)
    >>> table = memory_units(model, book[:30], [sentence.split()[0] for sentence in book[:30]])
    >>> at_the_verb = table.query("step == 2 and quantity == 'cell'")
    >>> bool(at_the_verb["eta_squared"].max() > 0.9)
    True
    """
    if not isinstance(model, TRACED_MODELS):
        raise InputTypeError.about("model", "must be a fitted model with recurrent layers", model)
    model._check_fitted("memory_units")
    trace = _TRACES[recurrent_kind(model, "memory_units")]
    strings, groups, _ = check_examples(texts, labels)
    tables = [trace(model, text) for text in strings]
    lengths = sorted({len(table) for table in tables})
    if len(lengths) > 1:
        shortest, longest = (1 + table["step"].max() for table in (min(tables, key=len), max(tables, key=len)))
        raise InputValueError(
            f"texts must all have the same number of tokens, so that their steps can be compared; given {shortest} to "
            f"{longest}"
        )
    values = np.stack([table["value"].to_numpy() for table in tables])  # (text, row of a trace)
    result = tables[0][_PLACE].copy()
    result["eta_squared"] = _eta_squared(values, groups)
    return result[result["quantity"] != "input"].reset_index(drop=True)


def _eta_squared(values: Any, groups: Any) -> Any:
    """Return the correlation ratio of each column of values, shape (texts, columns), with groups, shape (texts,)."""
    centred = values - values.mean(axis=0)
    total = (centred**2).sum(axis=0)
    between = sum((groups == group).sum() * centred[groups == group].mean(axis=0) ** 2 for group in np.unique(groups))
    return np.divide(between, total, out=np.zeros_like(total), where=total > 1e-20)
