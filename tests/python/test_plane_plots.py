"""What is drawn of perceptrons and optimizers is what was computed."""

import matplotlib as mpl
import numpy as np
import pytest

mpl.use("Agg")

from matplotlib import pyplot

import torchduet as td
from torchduet.plane_pictures import boundary_lines, boundary_points, boundary_region, surface_grid

PAIRS = [[0, 0], [0, 1], [1, 0], [1, 1]]


@pytest.fixture(autouse=True)
def _close():
    yield
    pyplot.close("all")


@pytest.fixture(scope="module")
def trace():
    return td.perceptron_trace(PAIRS, [0, 0, 0, 1], weights=[1, 0.2, -0.3])


def valley(parameters):
    a, b = parameters
    return {"loss": (a**2 + 10 * b**2) / 2, "gradient": [a, 10 * b]}


class TestBoundary:
    def test_the_weighted_sum_is_zero_on_each_line(self, trace):
        lines = boundary_lines(trace, [1, 3, 9])
        assert lines["epoch"].tolist() == [1, 3, 9]
        after = trace.groupby("epoch")[["bias", "weight_1", "weight_2"]].last()
        for line in lines.itertuples():
            bias, first, second = after.loc[line.epoch]
            for x, y in ((line.x, line.y), (line.xend, line.yend)):
                np.testing.assert_allclose(bias + first * x + second * y, 0, atol=1e-12)
                assert max(x, y) <= 1.15 + 1e-12
                assert min(x, y) >= -0.15 - 1e-12

    def test_what_is_grey_is_where_the_answer_is_1(self, trace):
        region = boundary_region(trace)
        bias, first, second = trace[["bias", "weight_1", "weight_2"]].iloc[-1]
        scores = bias + first * region["x"] + second * region["y"]
        assert (scores >= -1e-12).all()
        assert (scores > 0.1).any()
        points = boundary_points(trace)
        assert points["output"].tolist() == points["target"].tolist() == [0, 0, 0, 1]

    def test_weights_of_zero_have_no_line_and_no_region(self):
        nothing = td.perceptron_trace(PAIRS, [0, 0, 0, 0])
        assert len(boundary_lines(nothing, None)) == len(boundary_region(nothing)) == 0
        assert "0 examples are on the wrong side" in td.plot_boundary(nothing).figure.get_label()

    def test_classes_differ_in_marker_and_lines_in_dash(self, trace):
        axes = td.plot_boundary(trace, epochs=[1, 3, 9])
        circles, squares, *lines = axes.get_lines()
        assert (circles.get_marker(), squares.get_marker()) == ("o", "s")
        assert squares.get_xydata().tolist() == [[1, 1]]
        assert [line.get_label() for line in lines] == ["after epoch 1", "after epoch 3", "after epoch 9"]
        assert [line.get_linestyle() for line in lines] == [":", "--", "-"]
        assert axes.figure.get_label() == (
            "4 examples in the plane of input_1 and input_2, 1 of them with the target 1, and where the perceptron "
            "answers 1; its boundary after epochs 1, 3, 9. At the end it is -3 +2.2 input_1 +1.7 input_2 = 0, and 0 "
            "examples are on the wrong side."
        )

    def test_xor_leaves_some_on_the_wrong_side(self):
        label = td.plot_boundary(td.perceptron_trace(PAIRS, [0, 1, 1, 0], epochs=9)).figure.get_label()
        assert any(f"{wrong} examples are on the wrong side" in label for wrong in (1, 2, 3))

    def test_what_cannot_be_drawn(self, trace):
        with pytest.raises(TypeError, match="trace must be what perceptron_trace returned"):
            td.plot_boundary(trace[["epoch"]])
        with pytest.raises(ValueError, match=r"trace must be of a perceptron with two inputs.*it has 1"):
            td.plot_boundary(td.perceptron_trace([0.0, 1.0], [0, 1]))
        with pytest.raises(ValueError, match="epochs must be between 1 and 9, the last epoch of the trace; given 10"):
            td.plot_boundary(trace, epochs=[10])


class TestPath:
    def test_lines_are_the_ways_and_contours_the_surface(self):
        ways = {
            "plain": td.optimizer_path(valley, {"a": 4, "b": 1}, learning_rate=0.1, steps=5),
            "Adam": td.optimizer_path(valley, {"a": 4, "b": 1}, optimizer="adam", steps=5),
        }
        axes = td.plot_path(td.bind_traces(ways), valley)
        for name, path in ways.items():
            (line,) = (line for line in axes.get_lines() if line.get_label() == name)
            np.testing.assert_array_equal(line.get_xydata(), path[["a", "b"]])
        assert (axes.get_xlabel(), axes.get_ylabel()) == ("a", "b")
        assert "plain: 5 steps from (4, 1), loss 13, to" in axes.figure.get_label()
        (contours,) = axes.collections
        for level, part in zip(contours.levels, contours.get_paths(), strict=True):
            on_it = np.array([valley(place)["loss"] for place in part.vertices])
            np.testing.assert_allclose(on_it, level, rtol=0.1)

    def test_the_grid_is_the_surface_around_the_way(self):
        path = td.optimizer_path(valley, [4.0, 1.0], steps=3)
        grid = surface_grid(path, valley)
        np.testing.assert_array_equal(grid["loss"], (grid["x"] ** 2 + 10 * grid["y"] ** 2) / 2)
        assert grid["x"].min() < path["parameter_1"].min() < path["parameter_1"].max() < grid["x"].max()
        levels = grid["level"].dropna()
        assert (np.diff(levels) > 0).all()
        assert levels.between(grid["loss"].min(), grid["loss"].max()).all()

    def test_a_flat_surface_has_no_contours(self):
        def flat(_):
            return {"loss": 1.0, "gradient": [0.0, 0.0]}

        assert td.plot_path(td.optimizer_path(flat, [1.0, 1.0], steps=1), flat).figure.get_label().endswith("loss 1.")

    def test_what_cannot_be_drawn(self):
        with pytest.raises(TypeError, match="path must be what optimizer_path returned"):
            td.plot_path(td.perceptron_trace(PAIRS, [0, 0, 0, 1]), valley)
