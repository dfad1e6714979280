"""A classifier of tables comes back as it was saved."""

import numpy as np
import pandas as pd
import pytest
from tests.python.fitted_models import weights
from tests.python.tabular_examples import QUICK

import torchduet as td


class TestStorage:
    @pytest.mark.parametrize("name", ["model", "model.zip"])
    def test_a_model_comes_back_as_it_was(self, table, labels, fitted_to_table, tmp_path, name):
        fitted_to_table.save(tmp_path / name)
        back = td.load(tmp_path / name)
        assert back.predict_proba(table).tobytes() == fitted_to_table.predict_proba(table).tobytes()
        assert back.get_params() == fitted_to_table.get_params()
        assert back.evaluate(table, labels) == fitted_to_table.evaluate(table, labels)
        assert (back.features_, back.classes_.tolist()) == (
            fitted_to_table.features_,
            fitted_to_table.classes_.tolist(),
        )

    def test_levels_and_classes_keep_their_type(self, tmp_path):
        table = pd.DataFrame({"a": pd.Categorical([3, 1, 2, 1] * 5), "b": pd.Categorical([True, False] * 10)})
        model = td.TabularClassifier(**QUICK).fit(table, [1, 2, 1, 2] * 5)
        model.save(tmp_path / "model")
        back = td.load(tmp_path / "model")
        np.testing.assert_array_equal(back.predict(table), model.predict(table))
        assert [column.levels for column in back._encoder.columns] == [[1, 2, 3], [False, True]]

    def test_functions_stay_out(self, table, labels, tmp_path):
        model = td.TabularClassifier(**{**QUICK, "learning_rate": lambda _: 0.01}, metrics={"one": lambda *_: 1.0})
        model.fit(table, labels).save(tmp_path / "model")
        back = td.load(tmp_path / "model")
        assert (back.learning_rate, back.metrics) == (0.01, None)

    def test_weights_go_to_other_tools_and_back(self, table, labels, fitted_to_table, tmp_path):
        td.export_weights(fitted_to_table, tmp_path / "weights.safetensors")
        other = td.TabularClassifier(**QUICK).fit(table, labels)
        td.import_weights(other, tmp_path / "weights.safetensors")
        assert weights(other) == weights(fitted_to_table)
