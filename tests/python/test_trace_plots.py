"""Pictures of traces: they hold the trace's numbers, can be told apart in grey, and say in words what they show."""

import matplotlib as mpl
import numpy as np
import pytest
from tests.python.recurrent_examples import as_matrix, make_inputs, make_module

mpl.use("Agg")

from matplotlib import pyplot
from matplotlib.colors import LinearSegmentedColormap, to_rgb

import torchduet as td
from torchduet.trace_pictures import state_paths
from torchduet.trace_plots import COLOURS, DARK

WORDS = ["the", "coffee", "was", "not", "good"]


@pytest.fixture(autouse=True)
def _close():
    yield
    pyplot.close("all")


@pytest.fixture(scope="module")
def trace():
    return td.lstm_trace(make_inputs(5), make_module("lstm", num_layers=2, bidirectional=True), tokens=WORDS)


def two_starts(hidden=2, **more):
    module = make_module("gru", hidden=hidden)
    far = td.gru_trace(make_inputs(5), module, initial_state=np.ones(hidden), **more)
    return td.bind_traces({"zero": td.gru_trace(make_inputs(5), module, **more), "far": far})


def lightness(colour):
    return np.dot(to_rgb(colour), [0.2126, 0.7152, 0.0722])


class TestHeatMaps:
    def test_a_panel_per_quantity_with_units_down_and_words_across(self, trace):
        panels = td.plot_trace(trace, layer=1, direction="backward")
        names = ["input_gate", "forget_gate", "candidate", "output_gate", "cell", "hidden"]
        assert [panel.get_title(loc="left") for panel in panels] == [name.replace("_", " ") for name in names]
        for panel, name in zip(panels, names, strict=True):
            shown = panel.get_images()[0].get_array()
            np.testing.assert_array_equal(shown, as_matrix(trace, name, 1, "backward").T)
        assert [label.get_text() for label in panels[-1].get_xticklabels()] == WORDS

    def test_panels_can_be_chosen(self, trace):
        (panel,) = td.plot_trace(trace, quantities="input")
        np.testing.assert_array_equal(panel.get_images()[0].get_array(), as_matrix(trace, "input").T)
        both = td.plot_trace(trace, quantities=["forget_gate", "cell"])
        assert [panel.get_title(loc="left") for panel in both] == ["forget gate", "cell"]

    def test_one_scale_for_all_and_print_in_grey_keeps_the_order(self, trace):
        panels = td.plot_trace(trace)
        assert {panel.get_images()[0].get_clim() for panel in panels} == {(-1, 1)}
        colours = LinearSegmentedColormap.from_list("", COLOURS)(np.linspace(0, 1, 50))
        assert (np.diff([lightness(colour[:3]) for colour in colours]) < 0).all()

    def test_steps_without_names_are_numbers(self):
        panels = td.plot_trace(td.gru_trace(make_inputs(4), make_module("gru")))
        assert panels[-1].get_xlabel() == "step"
        assert len(panels) == 4

    def test_words_for_who_cannot_see_it(self, trace):
        label = td.plot_trace(trace, quantities=["forget_gate"])[0].figure.get_label()
        values = as_matrix(trace, "forget_gate")
        assert label == (
            "Heat maps over 5 steps (the coffee was not good), the larger a value the darker: "
            f"forget gate, 4 units, from {values.min():.2f} to {values.max():.2f}."
        )
        long = td.plot_trace(td.gru_trace(make_inputs(13), make_module("gru"), tokens=["so"] * 13))
        assert "over 13 steps, the larger" in long[0].figure.get_label()


class TestTrajectories:
    def test_two_units_are_the_plane_and_the_state_before_is_where_it_starts(self):
        bound = two_starts()
        axes = td.plot_trace(bound, type="trajectory")
        for name, start in {"zero": [0, 0], "far": [1, 1]}.items():
            (line,) = (line for line in axes.get_lines() if line.get_label() == name)
            expected = np.vstack([start, as_matrix(bound[bound["trace"] == name])])
            np.testing.assert_array_equal(line.get_xydata(), expected)
        assert (axes.get_xlabel(), axes.get_ylabel()) == ("hidden unit 0", "hidden unit 1")
        lines = [line for line in axes.get_lines() if line.get_label() in ("zero", "far")]
        assert len({line.get_linestyle() for line in lines}) == 2
        assert "zero: from (0.00, 0.00) to" in axes.figure.get_label()
        assert "far: from (1.00, 1.00) to" in axes.figure.get_label()

    def test_of_more_units_the_principal_components(self):
        bound = two_starts(hidden=5)
        paths = state_paths(bound, np.array(0), "forward")
        states = np.vstack(
            [
                np.zeros(5),
                as_matrix(bound[bound["trace"] == "zero"]),
                np.ones(5),
                as_matrix(bound[bound["trace"] == "far"]),
            ]
        )
        variances, vectors = np.linalg.eigh(np.cov(states.T))
        for place, column in enumerate(("x", "y")):
            vector = vectors[:, -1 - place]
            vector = vector * np.sign(vector[np.abs(vector).argmax()])
            np.testing.assert_allclose(paths[column], (states - states.mean(axis=0)) @ vector, atol=1e-12)
            share = variances[-1 - place] / variances.sum()
            np.testing.assert_allclose(paths[f"{column}_share"], share, rtol=1e-12)
        axes = td.plot_trace(bound, type="trajectory")
        assert axes.get_xlabel().startswith("first principal component (")

    def test_units_can_be_chosen(self):
        bound = two_starts(hidden=5, tokens=WORDS)
        axes = td.plot_trace(bound, type="trajectory", units=[3, 1])
        np.testing.assert_array_equal(
            axes.get_lines()[0].get_xydata()[1:], as_matrix(bound[bound["trace"] == "zero"])[:, [3, 1]]
        )
        assert axes.get_xlabel() == "hidden unit 3"
        drawn = [text.get_text() for text in axes.texts]
        labels = state_paths(bound, np.array(0), "forward", [3, 1])["label"]
        assert drawn == labels.dropna().tolist()
        assert drawn[: len(WORDS)] == WORDS  # of the second trace, those for which there is room

    def test_backward_the_last_step_is_read_first(self, trace):
        paths = state_paths(trace, np.array(0), "backward", [0, 1])
        assert paths["step"].tolist() == [5, 4, 3, 2, 1, 0]
        np.testing.assert_array_equal(
            paths[["x", "y"]].to_numpy()[1:], as_matrix(trace, direction="backward")[::-1, :2]
        )


class TestGradients:
    def test_lines_of_several_cells_against_the_distance(self):
        traces = {kind: td.gradient_trace(make_inputs(), make_module(kind)) for kind in ("rnn", "lstm", "gru")}
        axes = td.plot_gradients(td.bind_traces(traces))
        assert axes.get_yscale() == "log"
        for line, (kind, trace) in zip(axes.get_lines(), traces.items(), strict=True):
            hidden = trace[trace["quantity"] == "hidden"]
            np.testing.assert_array_equal(line.get_xydata(), hidden[["distance", "norm"]])
            assert line.get_label() == kind
        assert len({line.get_linestyle() for line in axes.get_lines()}) == 3
        assert len({line.get_marker() for line in axes.get_lines()}) == 3
        assert "rnn: 2 at distance 0, " in axes.figure.get_label()

    def test_norms_of_zero_are_left_out(self):
        axes = td.plot_gradients(td.gradient_trace(make_inputs(), make_module("rnn"), truncate=2))
        assert axes.get_lines()[0].get_xdata().tolist() == [1, 0]
        assert axes.get_legend() is None


def test_lines_differ_in_print():
    assert len(set(DARK)) == 4
    assert max(lightness(colour) for colour in DARK) < 0.5


class TestWhatCannotBeDrawn:
    @pytest.mark.parametrize(
        ("settings", "message"),
        [
            ({"type": "bars"}, 'type must be one of "heatmap", "trajectory"'),
            ({"quantities": ["forget"]}, 'quantities must be one of "input", "input_gate"'),
            ({"layer": 2}, "layer must be between 0 and 1; given 2"),
            ({"direction": "up"}, 'direction must be one of "forward", "backward"'),
            ({"type": "trajectory", "units": [0, 4]}, "units must be two of the layer's units, 0 to 3: one for each"),
            ({"type": "trajectory", "units": [0]}, "units must be two of the layer's units, 0 to 3: one for each"),
        ],
    )
    def test_settings(self, trace, settings, message):
        with pytest.raises(ValueError, match=message):
            td.plot_trace(trace, **settings)

    def test_kinds_of_tables(self, trace):
        gradients = td.gradient_trace(make_inputs(), make_module("rnn"))
        with pytest.raises(TypeError, match="trace must be what rnn_trace, lstm_trace or gru_trace returned"):
            td.plot_trace(gradients)
        with pytest.raises(TypeError, match='trace must be of gradient_trace with output = "norm"'):
            td.plot_gradients(trace)
        with pytest.raises(ValueError, match="trace must be a single one for heat maps"):
            td.plot_trace(two_starts())

    def test_a_single_unit_has_no_plane(self):
        with pytest.raises(ValueError, match="at least two units to be drawn in a plane; given one of 1 unit"):
            td.plot_trace(td.rnn_trace(make_inputs(), make_module("rnn", hidden=1)), type="trajectory")
