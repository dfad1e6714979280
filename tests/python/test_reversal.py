import torch

from torchduet.reversal import in_text_order, reverse_sequences

LENGTHS = torch.tensor([4, 7, 1, 0, 2])


def sequences():
    generator = torch.Generator().manual_seed(1)
    return torch.randn(5, 7, 3, generator=generator, dtype=torch.float64)


def test_reversing_twice_gives_the_sequences_back():
    inputs = sequences()
    torch.testing.assert_close(reverse_sequences(reverse_sequences(inputs, LENGTHS), LENGTHS), inputs, rtol=0, atol=0)
    for row, length in zip(range(5), LENGTHS.tolist(), strict=True):
        assert torch.equal(reverse_sequences(inputs, LENGTHS)[row, :length], inputs[row, :length].flip(0))


def test_gradients_are_differences_and_those_of_gradients_too():
    inputs = sequences()[:3, :, :2].clone().requires_grad_()
    lengths = LENGTHS[:3]
    assert torch.autograd.gradcheck(lambda inputs: reverse_sequences(inputs, lengths).sin(), inputs)
    assert torch.autograd.gradgradcheck(lambda inputs: reverse_sequences(inputs, lengths).sin(), inputs)


def test_readings_stand_side_by_side_at_each_step():
    forward, backward = sequences(), sequences() + 1
    together = in_text_order((forward, backward), LENGTHS)
    assert together.shape == (5, 7, 6)
    for row, length in enumerate(LENGTHS.tolist()):
        for step in range(length):
            expected = torch.cat([forward[row, step], backward[row, length - 1 - step]])
            assert torch.equal(together[row, step], expected)
    assert torch.equal(in_text_order((forward,), LENGTHS), forward)
