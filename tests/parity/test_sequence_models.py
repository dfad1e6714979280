"""Generator, labeler, bigram model and children's book: the same texts, labels and probabilities in both languages."""

import json
from pathlib import Path

import numpy as np
from tests.parity.running import RunR

import torchduet as td
from torchduet.datasets import childrens_book, sentence_kind

PRELUDE = """
library(torchduet)
hexadecimal <- function(x) sprintf("%a", as.double(x))
as_lines <- function(...) cat(jsonlite::toJSON(list(...), auto_unbox = FALSE))
"""


def test_what_is_learned_and_written_is_the_same_to_the_last_bit(run_r: RunR, tmp_path: Path) -> None:
    from_r = json.loads(
        run_r(
            PRELUDE
            + f"""
            book <- childrens_book(300, fillers = 1, seed = 1)
            model <- sequence_generator("gru", hidden_size = 8, epochs = 3, learning_rate = 0.02, seed = 1) |> fit(book)
            save_model(model, "{tmp_path}/from_r")
            bigrams <- bigram_model() |> fit(book)
            save_model(bigrams, "{tmp_path}/bigrams_from_r")
            told <- memory_units(model, book[1:20], sub(" .*", "", book[1:20]))
            as_lines(
              book = book, texts = generate(model, 30, prompt = "Jane", temperature = 0.7, seed = 3),
              tokens = predict(model, "Jane saw")$token,
              next_token = hexadecimal(predict(model, "Jane saw")$probability),
              measured = hexadecimal(unlist(evaluate(model, book))), perplexity = hexadecimal(perplexity(model, book)),
              bigrams = generate(bigrams, 30, seed = 3), counts = bigram_counts(bigrams),
              kinds = sentence_kind(generate(bigrams, 30, seed = 3)),
              step = told$step, unit = told$unit, eta_squared = hexadecimal(told$eta_squared)
            )
            """
        )
    )
    book = childrens_book(300, fillers=1, seed=1)
    model = td.SequenceGenerator(architecture="gru", hidden_size=8, epochs=3, learning_rate=0.02, seed=1).fit(book)
    bigrams = td.BigramModel().fit(book)
    table = model.predict_proba("Jane saw")
    assert from_r["book"] == book
    assert from_r["texts"] == model.generate(30, prompt="Jane", temperature=0.7, seed=3)
    assert from_r["texts"] == td.load(tmp_path / "from_r").generate(30, prompt="Jane", temperature=0.7, seed=3)
    assert from_r["tokens"] == table["token"].tolist()
    assert _floats(from_r["next_token"]) == table["probability"].tolist()
    assert _floats(from_r["measured"]) == list(model.evaluate(book).values())
    assert _floats(from_r["perplexity"]) == [model.perplexity(book)]
    assert from_r["bigrams"] == bigrams.generate(30, seed=3)
    assert from_r["bigrams"] == td.load(tmp_path / "bigrams_from_r").generate(30, seed=3)
    assert from_r["counts"] == bigrams.counts_.to_numpy().tolist()
    assert from_r["kinds"] == list(sentence_kind(from_r["bigrams"]))
    told = td.memory_units(model, book[:20], [sentence.split()[0] for sentence in book[:20]])
    assert _floats(from_r["eta_squared"]) == told["eta_squared"].tolist()
    for column in ("step", "unit"):  # R counts from 1
        np.testing.assert_array_equal(np.array(from_r[column]) - 1, told[column])


def test_labels_are_the_same_to_the_last_bit(run_r: RunR, tmp_path: Path) -> None:
    texts = ["Doug saw Jane", "Jane ran", "", "Spot saw"] * 10
    labels = [["name", "verb", "name"], ["name", "verb"], [], ["name", "verb"]] * 10
    model = td.SequenceLabeler(layers=2, epochs=3, seed=1).fit(texts, labels)
    model.save(tmp_path / "from_python")
    from_r = json.loads(
        run_r(
            PRELUDE
            + f"""
            texts <- rep(c("Doug saw Jane", "Jane ran", "", "Spot saw"), 10)
            labels <- rep(list(c("name", "verb", "name"), c("name", "verb"), character(), c("name", "verb")), 10)
            model <- sequence_labeler(layers = 2, epochs = 3, seed = 1) |> fit(texts, labels)
            found <- predict(model, texts, type = "prob")
            again <- predict(load_model("{tmp_path}/from_python"), texts, type = "prob")
            as_lines(
              text = found$text, step = found$step, name = hexadecimal(found$.pred_name),
              again = hexadecimal(again$.pred_name), labels = predict(model, texts)$.pred_class,
              measured = hexadecimal(unlist(evaluate(model, texts, labels)))
            )
            """
        )
    )
    steps = [(text, step) for text, row in enumerate(labels, start=1) for step in range(1, len(row) + 1)]
    assert list(zip(from_r["text"], from_r["step"], strict=True)) == steps
    expected = np.concatenate(model.predict_proba(texts))[:, 0].tolist()
    assert _floats(from_r["name"]) == _floats(from_r["again"]) == expected
    assert from_r["labels"] == np.concatenate(model.predict(texts)).tolist()
    assert _floats(from_r["measured"]) == list(model.evaluate(texts, labels).values())


def _floats(values: list[str]) -> list[float]:
    return [float.fromhex(value) for value in values]
