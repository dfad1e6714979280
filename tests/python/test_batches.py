import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from torchduet.batches import LengthBatches


def make_ids(lengths: list[int], width: int) -> torch.Tensor:
    """Ids 1 to length in each row; the rest is padding."""
    steps = torch.arange(1, width + 1)
    return torch.where(steps <= torch.tensor(lengths, dtype=torch.int64).reshape(-1, 1), steps, 0)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(0, 12), max_size=40), st.integers(1, 7), st.booleans())
def test_every_text_comes_once_without_losing_a_word(lengths, batch_size, shuffle):
    ids = make_ids(lengths, width=12)
    batches = LengthBatches(ids, torch.arange(len(ids)), batch_size=batch_size, shuffle=shuffle)
    seen = []
    passed = list(batches)
    for inputs, rows in passed:
        assert 1 <= len(rows) <= batch_size
        words = [ids[row][ids[row] != 0].tolist() for row in rows]
        assert [[token for token in row if token] for row in inputs.tolist()] == words
        assert inputs.shape == (len(rows), max(1, *map(len, words)))  # as wide as the longest, and no wider
        seen += rows.tolist()
    assert sorted(seen) == list(range(len(ids)))
    assert len(batches) == len(passed)


def test_batches_hold_texts_of_like_length():
    generator = torch.Generator().manual_seed(1)
    lengths = torch.randint(1, 200, (2000,), generator=generator).tolist()
    torch.manual_seed(2)
    batches = LengthBatches(make_ids(lengths, 200), torch.arange(2000), batch_size=20, shuffle=True)
    wasted = sum(int((inputs == 0).sum()) for inputs, _ in batches) / sum(lengths)
    assert wasted < 0.05  # batches drawn at random waste about 0.9


@pytest.mark.parametrize("shuffle", [True, False])
def test_order_of_the_passes(shuffle):
    lengths = list(range(1, 65))
    batches = LengthBatches(make_ids(lengths, 64), torch.arange(64), batch_size=4, shuffle=shuffle)

    def one_pass(seed: int) -> list[list[int]]:
        torch.manual_seed(seed)
        return [rows.tolist() for _, rows in batches]

    assert one_pass(1) == one_pass(1)
    assert (one_pass(1) == one_pass(2)) is (not shuffle)
    if not shuffle:
        assert one_pass(1) == [list(range(start, start + 4)) for start in range(0, 64, 4)]
    # Long texts do not always come last: the order of the batches is drawn too.
    assert ([rows[0] for rows in one_pass(1)] == sorted(rows[0] for rows in one_pass(1))) is (not shuffle)


def test_each_pass_sees_other_neighbours():
    batches = LengthBatches(make_ids([5] * 64, 8), torch.arange(64), batch_size=4, shuffle=True)
    torch.manual_seed(1)
    first, second = ({frozenset(rows.tolist()) for _, rows in batches} for _ in range(2))
    assert not first & second


def test_texts_of_no_width_get_a_column_of_padding():
    ((inputs, _),) = LengthBatches(torch.zeros(3, 0, dtype=torch.int64), torch.zeros(3), batch_size=4, shuffle=True)
    assert inputs.tolist() == [[0], [0], [0]]
