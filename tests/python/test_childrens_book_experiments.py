import pytest
from experiments import childrens_book, childrens_book_units
from experiments.stored_table import read_table

import torchduet as td


def test_the_stored_units_are_those_of_every_network_at_every_step():
    table = read_table("childrens_book_units")
    rows = [
        (architecture, seed, step)
        for architecture in childrens_book.ARCHITECTURES
        for seed in childrens_book_units.SEEDS
        for step in childrens_book_units.STEPS
    ]
    assert list(table[["architecture", "seed", "step"]].itertuples(index=False, name=None)) == rows
    assert table["unit"].between(1, childrens_book.SETTINGS["hidden_size"]).all()
    assert table["eta_squared"].between(0, 1).all()
    assert (table.loc[table["step"] == "start", "eta_squared"] == 0).all()
    gates = table.loc[table["architecture"] != "rnn", ["gate", "other_gates"]].to_numpy()
    assert ((gates > 0) & (gates < 1)).all()


def test_who_forgets_the_subject_gives_its_own_name_a_third():
    model = td.BigramModel().fit(td.datasets.childrens_book(20_000, seed=1))  # sees the word before the object only
    assert childrens_book.own_name(model, fillers=0) == pytest.approx(1 / 3, abs=0.01)
