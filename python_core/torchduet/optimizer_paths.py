"""The way that an optimizer takes down a surface, step by step, by hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from torchduet.arrays import as_doubles, complete_array
from torchduet.errors import InputTypeError, InputValueError
from torchduet.parameters import check_choice, check_integer, check_number
from torchduet.positions import Positions, PositionsLike

__all__ = ["Surface", "loss_and_gradient", "optimizer_path"]

Array = NDArray[np.float64]
Surface = Callable[[Array, Positions], Mapping[str, Any]]
"""From parameters, shape (2,), and, of a mini-batch, the positions of its examples, to a dict: ``loss``, a number, and
``gradient``, its derivative with respect to each parameter, shape (2,). Without a second argument: of all examples."""

EPSILON = 1e-8
"""What Adam adds to a root, so that it never divides by 0; torch's default."""


def optimizer_path(
    surface: Surface,
    start: ArrayLike | Mapping[str, float],
    *,
    optimizer: str = "sgd",
    learning_rate: float = 0.1,
    momentum: float = 0.0,
    betas: tuple[float, float] = (0.9, 0.999),
    steps: int = 50,
    batches: PositionsLike | None = None,
) -> pd.DataFrame:
    r"""Let an optimizer go down a surface over two parameters, and return its way.

    With the gradient :math:`g_t` at :math:`\theta_{t-1}`, the learning rate :math:`\eta`, and all that is kept zero at
    the start, "sgd" with the momentum :math:`\mu` is

    .. math:: v_t = \mu v_{t-1} + g_t, \qquad \theta_t = \theta_{t-1} - \eta v_t

    and "adam"

    .. math::

        m_t &= \beta_1 m_{t-1} + (1 - \beta_1) g_t, \qquad s_t = \beta_2 s_{t-1} + (1 - \beta_2) g_t^2 \\
        \theta_t &= \theta_{t-1} - \eta \, \frac{m_t / (1 - \beta_1^t)}{\sqrt{s_t / (1 - \beta_2^t)} + 10^{-8}}

    Parameters
    ----------
    surface : callable
        From the parameters, an array of shape (2,), to a dict of ``loss`` and ``gradient``. With `batches` it is also
        called with a second argument, the positions of a mini-batch's examples, and returns loss and gradient of these
        alone.
    start : array of float, shape (2,), or dict
        Where to begin; the names of a dict name the parameters.
    optimizer : {"sgd", "adam"}
        "sgd" without `batches` is plain gradient descent: every step looks at all examples.
    learning_rate : float
    momentum : float, at least 0 and less than 1
        Of "sgd": the share of the last step's direction that is kept.
    betas : pair of float
        Of "adam": how much is kept of the running means of gradients and of squared gradients.
    steps : int
    batches : array of int, shape (batches, batch_size), optional
        Mini-batches: each row holds the positions of a step's examples. They are taken in turn, and after the last one
        the first again.

    Returns
    -------
    DataFrame
        ``step``, a count: 0 is the start; the two parameters, under their names, or as ``parameter_1`` and
        ``parameter_2``; ``loss``, of all examples. A row more than there are steps.

    Raises
    ------
    InputValueError, InputTypeError
        A setting is unfit, or `surface` returns something else.

    See Also
    --------
    plot_path, bind_traces

    Notes
    -----
    Equal to ``torch.optim.SGD`` and ``torch.optim.Adam``. B. T. Polyak (1964) for momentum; D. P. Kingma and J. Ba
    (2015), "Adam: a method for stochastic optimization", ICLR.

    Examples
    --------
    >>> def bowl(parameters):
    ...     return {"loss": (parameters**2).sum() / 2, "gradient": parameters}
    >>> optimizer_path(bowl, [4.0, 2.0], learning_rate=0.5, steps=2)
       step  parameter_1  parameter_2    loss
    0     0          4.0          2.0  10.000
    1     1          2.0          1.0   2.500
    2     2          1.0          0.5   0.625
    """
    check_choice("optimizer", optimizer, ("sgd", "adam"))
    check_number("learning_rate", learning_rate, above=0.0)
    check_number("momentum", momentum, below=1.0)
    if len(betas) != 2:
        raise InputValueError.about("betas", "must be two numbers", betas)
    for beta in betas:
        check_number("betas", beta, below=1.0)
    check_integer("steps", steps, at_least=1)
    if not callable(surface):
        raise InputTypeError.about("surface", "must be a function of two parameters", surface)
    names, parameters = _read_start(start)
    turns = None if batches is None else _read_batches(batches)
    settings = {"sgd": (learning_rate, momentum), "adam": (learning_rate, *map(float, betas))}[optimizer]
    kept = [np.zeros(2), np.zeros(2)]
    way, losses = [], []
    for step in range(steps):
        loss, gradient = loss_and_gradient(surface, parameters)
        way.append(parameters)
        losses.append(loss)
        if turns is not None:
            _, gradient = loss_and_gradient(surface, parameters, turns[step % len(turns)])
        change, kept = CHANGES[optimizer](gradient, kept, step + 1, *settings)
        parameters = parameters - change
    way.append(parameters)
    losses.append(loss_and_gradient(surface, parameters)[0])
    first, second = np.array(way).T
    return pd.DataFrame({"step": np.arange(steps + 1), names[0]: first, names[1]: second, "loss": losses})


def sgd_change(
    gradient: Array,
    kept: list[Array],
    step: int,  # noqa: ARG001  (both take the same)
    learning_rate: float,
    momentum: float,
) -> tuple[Array, list[Array]]:
    """Return what is to be subtracted from the parameters, and what is kept for the next step."""
    velocity = momentum * kept[0] + gradient
    return learning_rate * velocity, [velocity]


def adam_change(
    gradient: Array, kept: list[Array], step: int, learning_rate: float, beta1: float, beta2: float
) -> tuple[Array, list[Array]]:
    """Return what is to be subtracted from the parameters, and what is kept for the next step."""
    mean = beta1 * kept[0] + (1.0 - beta1) * gradient
    square = beta2 * kept[1] + (1.0 - beta2) * gradient**2
    # Both begin at 0 and are too small in the first steps: the divisions make up for it.
    direction = mean / (1.0 - beta1**step)
    size = np.sqrt(square / (1.0 - beta2**step))
    return learning_rate * direction / (size + EPSILON), [mean, square]


CHANGES: dict[str, Callable[..., tuple[Array, list[Array]]]] = {"sgd": sgd_change, "adam": adam_change}


def loss_and_gradient(surface: Surface, parameters: Array, *examples: Positions) -> tuple[float, Array]:
    """Call a surface and make sure of what it returns.

    Raises
    ------
    InputTypeError, InputValueError
        It returns something else than a finite loss and a finite gradient of two numbers.
    """
    answer = surface(parameters.copy(), *examples)
    if not isinstance(answer, Mapping) or not {"loss", "gradient"} <= set(answer):
        raise InputTypeError.about("surface", 'must return two things by name, "loss" and "gradient"', answer)
    loss = as_doubles('surface: the "loss" that the function returns', answer["loss"])
    gradient = as_doubles('surface: the "gradient" that the function returns', answer["gradient"])
    if loss.size != 1 or gradient.size != 2:
        raise InputValueError(
            f'surface must return one number as "loss" and two as "gradient"; given {loss.size} and {gradient.size}'
        )
    return float(loss.item()), gradient.ravel()


def _read_start(start: Any) -> tuple[list[str], Array]:
    named = isinstance(start, Mapping | pd.Series)
    parameters = as_doubles("start", list(start.values()) if isinstance(start, Mapping) else start)
    names = [str(name) for name in dict(start)] if named else ["parameter_1", "parameter_2"]
    if parameters.shape != (2,):
        raise InputValueError(f"start must hold two numbers, one per parameter; given shape {parameters.shape}")
    if len({*names, "step", "loss"}) != 4:
        raise InputValueError.about("start", 'must have two names, neither "step" nor "loss"', names)
    return names, parameters


def _read_batches(batches: PositionsLike) -> Positions:
    turns = complete_array("batches", batches, of="iu")
    if turns.ndim != 2 or not turns.size:
        raise InputValueError(
            f"batches must have shape (batches, batch_size), a row of positions per step; given shape {turns.shape}"
        )
    return turns.astype(np.int64)
