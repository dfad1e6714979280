"""What becomes of columns: against scikit-learn where it does the same, by hand where we decided."""

import datetime
import warnings

import numpy as np
import pandas as pd
import polars
import pytest
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from torchduet.errors import InputTypeError, InputValueError
from torchduet.tabular.columns import CategoryColumn, NumberColumn, column_of_description, describe, learn_column
from torchduet.tabular.encoder import ColumnEncoder, as_table

NAN = float("nan")


@pytest.fixture
def table() -> pd.DataFrame:
    generator = np.random.default_rng(4)
    return pd.DataFrame(
        {
            "height": generator.normal(170, 10, 30),
            "count": generator.integers(0, 9, 30),
            "colour": generator.choice(["red", "blue", "green"], 30),
            "old": generator.random(30) < 0.5,
        }
    )


def test_numbers_and_levels_are_those_of_scikit_learn(table):
    found = ColumnEncoder.learn(table, named=True)
    numbers = StandardScaler().fit_transform(table[["height", "count"]])
    levels = OneHotEncoder(sparse_output=False).fit_transform(table[["colour"]])
    old = StandardScaler().fit_transform(table[["old"]])
    np.testing.assert_allclose(found.encode(table), np.hstack([numbers, levels, old]), rtol=1e-12)
    assert found.features == ["height", "count", "colour_blue", "colour_green", "colour_red", "old"]


@pytest.mark.parametrize(
    "values",
    [
        [1.0, NAN, 3.0, 5.0],
        pd.array([1, None, 3, 5], dtype="Int64"),
        np.array([1, None, 3, 5], dtype=object),
        np.array([1, NAN, 3, 5], dtype=np.float32),
    ],
)
def test_a_missing_number_takes_the_mean_and_is_marked(values):
    column = learn_column("a", pd.Series(values))
    assert column == NumberColumn("a", 3.0, pytest.approx(np.std([1, 3, 5])), has_missing=True)
    assert column.features == ["a", "a_missing"]
    expected = [[-2 / np.std([1, 3, 5]), 0], [0, 1], [0, 0], [2 / np.std([1, 3, 5]), 0]]
    np.testing.assert_allclose(column.encode(pd.Series(values)), expected, rtol=1e-12)


def test_missing_where_training_had_none_takes_the_mean():
    column = learn_column("a", pd.Series([1.0, 3.0]))
    assert column.encode(pd.Series([NAN, 3.0])).tolist() == [[0.0], [1.0]]
    column = learn_column("a", pd.Series(["x", "y"]))
    assert column.encode(pd.Series([None, "y"])).tolist() == [[0.0, 0.0], [0.0, 1.0]]


def test_booleans_are_numbers_with_missing_ones_too():
    column = learn_column("a", pd.Series([True, None, False], dtype="boolean"))
    assert column == NumberColumn("a", 0.5, 0.5, has_missing=True)
    assert learn_column("a", pd.Series([True, None, False], dtype=object)) == column
    assert column.encode(pd.Series([True, False])).tolist() == [[1.0, 0.0], [-1.0, 0.0]]


class TestCategories:
    def test_levels_keep_their_order_and_those_that_do_not_occur_get_no_feature(self):
        sizes = pd.Series(pd.Categorical(["large", "small", "large"], categories=["small", "medium", "large"]))
        column = learn_column("size", sizes)
        assert column == CategoryColumn("size", ["small", "large"], has_missing=False)
        assert column.encode(sizes).tolist() == [[0, 1], [1, 0], [0, 1]]

    def test_a_missing_level_where_training_had_one_is_marked(self):
        column = learn_column("a", pd.Series(["x", None, "y"]))
        assert column.features == ["a_x", "a_y", "a_missing"]
        assert column.encode(pd.Series([None, "x"])).tolist() == [[0, 0, 1], [1, 0, 0]]

    def test_levels_that_were_not_seen_count_as_none_and_are_named(self):
        column = learn_column("a", pd.Series(["x", "y"]))
        with pytest.warns(
            UserWarning, match="column a has levels that training did not see: 'v', 'w'. They count as no"
        ):
            assert column.encode(pd.Series(["w", "y", "v"])).tolist() == [[0, 0], [0, 1], [0, 0]]
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            column.encode(pd.Series(pd.Categorical(["x"], categories=["x", "w"])))  # a level that no row has
            column.encode(pd.Series(["w"]), warn=False)

    def test_categories_may_be_numbers(self):
        column = learn_column("a", pd.Series([3, 1, 3], dtype="category"))
        assert column.levels == [1, 3]
        assert column.encode(pd.Series([3, 1])).tolist() == [[0, 1], [1, 0]]  # plain numbers, now


@pytest.mark.parametrize("values", [[2.0, 2.0], [0.1] * 7, [True, True], ["x", "x"], [NAN, NAN], [None, None]])
def test_a_column_that_is_the_same_everywhere_gives_nothing(values):
    column = learn_column("a", pd.Series(values))
    assert column.features == []
    assert column.encode(pd.Series(values)).shape == (len(values), 0)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (pd.to_datetime(["2020-01-01", "2020-01-02"]), "column day holds dates or times.*the year, the month"),
        ([datetime.date(2020, 1, 1), None], "column day holds dates or times"),
        (pd.to_timedelta([1, 2], unit="D"), "column day holds dates or times"),
        (pd.period_range("2020-01", periods=2, freq="M"), "column day holds dates or times"),
        ([[1], [2]], r"column day must hold numbers, booleans, strings or categories; given \[1\]"),
        ([1.0, "a"], "column day must hold numbers, booleans, strings or categories; given 1.0"),
        ([1.0, float("inf")], "column day must hold finite numbers; it holds infinity"),
        ([1j, 2j], "column day holds complex numbers"),
        (pd.cut([1, 2], 2), "column day must hold categories that are strings, numbers or.*given a Interval. Turn"),
        (pd.Categorical(pd.to_datetime(["2020-01-01"])), "column day must hold categories.*given a Timestamp"),
    ],
)
def test_what_is_neither_number_nor_category_is_refused(values, message):
    with pytest.raises((InputTypeError, InputValueError), match=message):
        learn_column("day", pd.Series(values))


def test_a_column_of_numbers_stays_one():
    column = learn_column("a", pd.Series([1.0, 2.0]))
    with pytest.raises(InputTypeError, match="column a must hold numbers, as it did in training; given 'x'"):
        column.encode(pd.Series(["x", "y"]))


def test_columns_come_back_from_their_description():
    columns = [learn_column("{a}", pd.Series([1.0, NAN, 2.0])), learn_column("b", pd.Series(["x", "y"]))]
    assert [column_of_description(one) for one in describe(columns)] == columns


class TestTable:
    def test_columns_are_found_by_their_names(self, table):
        encoder = ColumnEncoder.learn(table, named=True)
        other = table[["old", "colour", "count", "height"]].assign(more=1)
        np.testing.assert_array_equal(encoder.encode(encoder.find(other, "Model")), encoder.encode(table))
        with pytest.raises(InputValueError, match=r"that Model was fitted on; missing: 'old'\. It has \['height'"):
            encoder.find(table.drop(columns="old"), "Model")
        with pytest.raises(InputValueError, match=r"missing: \['count', 'old'\]"):
            encoder.find(table[["height", "colour"]], "Model")

    def test_columns_without_names_are_found_by_their_order(self):
        numbers = np.arange(6.0).reshape(3, 2)
        encoder = ColumnEncoder.learn(as_table(numbers)[0], named=False)
        expected = StandardScaler().fit_transform(numbers)
        for same in (numbers, numbers.tolist(), pd.DataFrame(numbers, columns=["b", "a"]), np.asfortranarray(numbers)):
            np.testing.assert_allclose(encoder.encode(encoder.find(same, "Model")), expected, rtol=1e-12)
        with pytest.raises(InputValueError, match="X has 1 features, but Model is expecting 2 features as input"):
            encoder.find(numbers[:, :1], "Model")

    def test_tables_of_other_libraries_have_names_too(self, table):
        encoder = ColumnEncoder.learn(table, named=True)
        data = {name: table[name].tolist() for name in reversed(table.columns)}
        found = encoder.encode(encoder.find(polars.DataFrame(data), "Model"))
        np.testing.assert_array_equal(found, encoder.encode(table))
        assert as_table(polars.DataFrame({"a": [1, None], "b": [True, None]}))[0]["a"].isna().tolist() == [False, True]

        class Foreign:
            shape = table.shape

            def to_pandas(self) -> pd.DataFrame:
                return pd.DataFrame(data)

        np.testing.assert_array_equal(encoder.encode(encoder.find(Foreign(), "Model")), encoder.encode(table))

    def test_numbers_beside_strings_in_rows_stay_numbers(self):
        rows = [[1, "red", 0.5], [10, "blue", None], (2, "red", 1.5)]
        found = ColumnEncoder.learn(as_table(rows)[0], named=False)
        assert [type(column) for column in found.columns] == [NumberColumn, CategoryColumn, NumberColumn]
        expected = ColumnEncoder.learn(pd.DataFrame(rows), named=False).encode(pd.DataFrame(rows))
        np.testing.assert_array_equal(found.encode(as_table(rows)[0]), expected)

    @pytest.mark.parametrize(
        ("X", "message"),
        [
            (np.arange(3), r"X must have two dimensions, rows and columns; given shape \(3,\). Reshape your data"),
            ([[1, 2], [3]], "X must have rows of the same length"),
            ([[1, "a"], [2]], "X must have rows of the same length"),
            ("text", "X must be a DataFrame or an array of shape .rows, columns.; given 'text'"),
            (None, "X must be a DataFrame or an array of shape .rows, columns.; given None"),
            (pd.DataFrame(index=[0, 1]), "X has 0 feature.s. .shape=.2, 0.. while a minimum of 1 is required"),
            (pd.DataFrame([[1, 2]], columns=["a", "a"]), "X must have columns of different names; two are called 'a'"),
        ],
    )
    def test_what_is_no_table_is_refused(self, X, message):  # noqa: N803
        with pytest.raises((InputTypeError, InputValueError), match=message):
            as_table(X)

    def test_nothing_to_learn_from(self):
        with pytest.raises(InputValueError, match="X must have a column that is not the same in all rows"):
            ColumnEncoder.learn(pd.DataFrame({"a": [1, 1], "b": ["x", "x"]}), named=True)
