import numpy as np
import pytest
import torch

from torchduet.forecasting.windows import WindowBatches, WindowData, WindowMaker

GENERATOR = np.random.default_rng(1)
SERIES = [GENERATOR.normal(size=30), GENERATOR.normal(size=25)]
NONE = [np.empty((len(numbers), 0)) for numbers in SERIES]
SETTINGS = {"window": 6, "horizon": 4, "difference": 0, "center": "none", "periods": (), "pairs": 0}


@pytest.fixture(autouse=True)
def _double():
    torch.set_default_dtype(torch.float64)
    yield
    torch.set_default_dtype(torch.float32)


def laid_out(known=NONE, past=NONE, **settings):
    maker = WindowMaker(**{**SETTINGS, **settings})
    return WindowData.lay_out(maker, SERIES, past, known, room=maker.horizon)


def test_windows_are_what_slicing_gives():
    data = laid_out()
    batches = WindowBatches(data, [(0, 30), (0, 25)], batch_size=1, shuffle=False)
    seen = [(inputs.past[0, :, 0].numpy(), targets[0].numpy()) for inputs, targets in batches]
    expected = []
    for numbers in SERIES:
        padded = np.concatenate([numbers, np.full(4, np.nan)])
        expected += [(numbers[start : start + 6], padded[start + 6 : start + 10]) for start in range(len(numbers) - 6)]
    assert len(seen) == len(expected) == len(batches)
    for (past, targets), (wanted, following) in zip(seen, expected, strict=True):
        np.testing.assert_array_equal(past, wanted)
        np.testing.assert_array_equal(targets, following)


def test_targets_are_of_the_span_only():
    data = laid_out()
    learned = WindowBatches(data, [(0, 20), (0, 15)], batch_size=100, shuffle=False)
    held_back = WindowBatches(data, [(20, 30), (15, 25)], batch_size=100, shuffle=False)
    for batches, low, high in ((learned, 0, 20), (held_back, 20, 30)):
        ((_, targets),) = batches
        places = [(origin + step) for origin in data.times(batches.origins).tolist() for step in range(4)]
        shift = np.repeat(np.where(data.series_of(batches.origins) == 0, 0, 5), 4)
        inside = (np.array(places) >= low - shift) & (np.array(places) < high - shift)
        np.testing.assert_array_equal(~np.isnan(targets.numpy().ravel()), inside)
    # Of each step, every held-back observation is a target once.
    ((_, targets),) = held_back
    assert (~targets.isnan()).sum(dim=0).tolist() == [20] * 4


def test_every_window_once_a_pass_in_a_drawn_order_and_shared():
    data = laid_out()
    spans = [(0, 30), (0, 25)]
    torch.manual_seed(1)
    batches = WindowBatches(data, spans, batch_size=8, shuffle=True)
    passes = [torch.cat([targets[:, 0] for _, targets in batches]) for _ in range(2)]
    assert not torch.equal(*passes)
    assert torch.equal(*(one.sort().values for one in passes))
    shares = [
        WindowBatches(
            data, spans, batch_size=8, shuffle=True, share=(rank, 2), generator=torch.Generator().manual_seed(3)
        )
        for rank in range(2)
    ]
    together = torch.cat([torch.cat([targets[:, 0] for _, targets in one]) for one in shares])
    assert torch.equal(together.sort().values, passes[0].sort().values)


@pytest.mark.parametrize("center", ["last", "mean", "none"])
def test_centres(center):
    data = laid_out(center=center)
    inputs = data.inputs(torch.tensor([10]))
    window = SERIES[0][4:10]
    middle = {"last": window[-1], "mean": window.mean(), "none": 0.0}[center]
    np.testing.assert_allclose(inputs.past[0, :, 0], window - middle, rtol=1e-12)
    np.testing.assert_allclose(inputs.reference[0], np.full(4, middle), rtol=1e-12)


@pytest.mark.parametrize("lag", [1, 3])
def test_differences_refer_to_the_naive_forecast(lag):
    data = laid_out(difference=lag, center="last")
    inputs = data.inputs(torch.tensor([12]))
    numbers = SERIES[0]
    np.testing.assert_allclose(inputs.past[0, :, 0], numbers[6:12] - numbers[6 - lag : 12 - lag], rtol=1e-12)
    naive = [numbers[12 - lag + step % lag] for step in range(4)]
    np.testing.assert_array_equal(inputs.reference[0], naive)


def test_covariates_and_seasons_stand_at_their_times():
    known = [np.arange(float(len(numbers) + 4))[:, None] for numbers in SERIES]
    past = [100 + np.arange(float(len(numbers)))[:, None] for numbers in SERIES]
    data = laid_out(known=known, past=past, periods=(5, 365.25), pairs=2)
    inputs = data.inputs(data.ends()[1:])
    assert inputs.past.shape == (1, 6, 1 + 1 + 1 + 8)
    np.testing.assert_array_equal(inputs.past[0, :, 1], 100 + np.arange(19.0, 25.0))
    np.testing.assert_array_equal(inputs.past[0, :, -1], np.arange(19.0, 25.0))
    np.testing.assert_array_equal(inputs.known[0, :, -1], np.arange(25.0, 29.0))
    times = np.arange(25, 29)
    np.testing.assert_allclose(inputs.known[0, :, 0], np.sin(2 * np.pi * times / 5), atol=1e-12)
    np.testing.assert_allclose(inputs.known[0, :, 3], np.cos(4 * np.pi * times / 5), atol=1e-12)
    np.testing.assert_allclose(inputs.known[0, :, 4], np.sin(2 * np.pi * times / 365.25), atol=1e-12)


def test_a_season_of_two_has_one_pair():
    assert laid_out(periods=(2,), pairs=3).maker.season_features == 2
    assert laid_out(periods=(1,), pairs=3).maker.season_features == 0


def test_the_tail_gives_the_same_windows():
    whole = laid_out(periods=(5,), pairs=2)
    tail = WindowData.lay_out(
        whole.maker, [numbers[-6:] for numbers in SERIES], [rows[-6:] for rows in NONE], [rows[-6:] for rows in NONE],
        room=4, skipped=[24, 19],
    )  # fmt: skip
    for one, other in zip(whole.inputs(whole.ends()), tail.inputs(tail.ends()), strict=True):
        np.testing.assert_allclose(one, other, rtol=0, atol=1e-12)


def test_a_window_is_no_copy():
    data = laid_out()
    view = data.numbers.unfold(0, 6, 1)
    assert view.untyped_storage().data_ptr() == data.numbers.untyped_storage().data_ptr()
    assert data.numbers.untyped_storage().nbytes() == 8 * (30 + 25 + 2 * 4)
