"""One seed settles everything that a fit draws, and nobody else's random numbers change."""

import hashlib
import os
import random
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
import torch
from tests.python.fitted_models import QUICK, weights

import torchduet as td


class TestSeed:
    def test_the_same_seed_gives_the_same_model_to_the_last_bit(self, reviews):
        one, two, other = (
            td.TextClassifier(**{**QUICK, "seed": seed, "dropout": 0.2}).fit(reviews.texts, reviews.labels)
            for seed in (1, 1, 2)
        )
        assert weights(one) == weights(two)
        assert one.predict_proba(reviews.texts).tobytes() == two.predict_proba(reviews.texts).tobytes()
        assert one.history_.drop(columns="seconds").equals(two.history_.drop(columns="seconds"))
        assert weights(one) != weights(other)

    def test_fitting_again_starts_afresh(self, reviews):
        model = td.TextClassifier(**QUICK).fit(reviews.texts, reviews.labels)
        before = weights(model)
        assert weights(model.fit(reviews.texts, reviews.labels)) == before

    @pytest.mark.parametrize("hash_seed", ["1", "2"])
    def test_another_process_gives_the_same_model(self, reviews, hash_seed, tmp_path):
        pd.DataFrame({"text": reviews.texts, "label": reviews.labels}).to_csv(tmp_path / "reviews.csv", index=False)
        script = (
            "import hashlib, sys, pandas as pd, torch, torchduet as td\n"
            "torch.set_num_threads(int(sys.argv[2]))\n"
            "data = pd.read_csv(sys.argv[1])\n"
            f"model = td.TextClassifier(**{QUICK!r}).fit(data['text'], data['label'])\n"
            "weights = b''.join(tensor.numpy().tobytes() for tensor in model.network_.state_dict().values())\n"
            "print(hashlib.sha256(weights).hexdigest())\n"
        )
        answer = subprocess.run(
            [sys.executable, "-c", script, tmp_path / "reviews.csv", str(torch.get_num_threads())],
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )
        model = td.TextClassifier(**QUICK).fit(reviews.texts, reviews.labels)
        assert answer.stdout.strip() == hashlib.sha256(weights(model)).hexdigest()

    def test_nobody_elses_random_numbers_change(self, reviews, tmp_path):
        torch.manual_seed(5)
        states = torch.get_rng_state(), np.random.get_state()[1].copy(), random.getstate()  # noqa: NPY002
        model = td.TextClassifier(**QUICK, dropout=0.1).fit(reviews.texts, reviews.labels)
        model.evaluate(reviews.texts, reviews.labels)
        model.save(tmp_path / "model")
        td.load(tmp_path / "model").predict(reviews.texts)
        assert torch.equal(torch.get_rng_state(), states[0])
        np.testing.assert_array_equal(np.random.get_state()[1], states[1])  # noqa: NPY002
        assert random.getstate() == states[2]

    def test_a_failure_in_the_middle_leaves_them_alone_too(self, reviews):
        def fail(_record):
            raise RuntimeError("enough")

        before = torch.get_rng_state()
        with pytest.raises(RuntimeError, match="enough"):
            td.TextClassifier(**QUICK, callbacks=[fail]).fit(reviews.texts, reviews.labels)
        assert torch.equal(torch.get_rng_state(), before)

    def test_without_a_seed_one_is_drawn_and_kept(self, reviews):
        params = {name: value for name, value in QUICK.items() if name != "seed"}
        torch.manual_seed(3)
        one, two = (td.TextClassifier(**params).fit(reviews.texts, reviews.labels) for _ in range(2))
        assert one.seed_ != two.seed_
        again = td.TextClassifier(**params, seed=two.seed_).fit(reviews.texts, reviews.labels)
        assert weights(again) == weights(two)
        torch.manual_seed(3)
        assert td.TextClassifier(**params).fit(reviews.texts, reviews.labels).seed_ == one.seed_
