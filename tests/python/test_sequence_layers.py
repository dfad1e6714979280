import pytest
import torch
from torch import nn

from torchduet.errors import InputValueError
from torchduet.sequence_layers import MaskedBatchNorm1d, WordDropout, pool_sequences

LENGTHS = torch.tensor([4, 0, 1, 6])


def sequences(features=3):
    """Padding that would be seen at once if it counted."""
    steps = torch.randn(4, 6, features, generator=torch.Generator().manual_seed(1), dtype=torch.float64)
    return torch.where((torch.arange(6) < LENGTHS.unsqueeze(1)).unsqueeze(-1), steps, 1e6)


class TestPooling:
    @pytest.mark.parametrize(
        ("pooling", "alone"),
        [
            ("last", lambda steps: steps[-1]),
            ("mean", lambda steps: steps.mean(dim=0)),
            ("max", lambda steps: steps.max(dim=0).values),
        ],
    )
    def test_it_is_that_of_each_sequence_alone(self, pooling, alone):
        steps = sequences().requires_grad_()
        pooled = pool_sequences(steps, LENGTHS, pooling)
        expected = torch.stack(
            [
                alone(sequence[:length]) if length else torch.zeros(3, dtype=torch.float64)
                for sequence, length in zip(steps, LENGTHS.tolist(), strict=True)
            ]
        )
        torch.testing.assert_close(pooled, expected, rtol=1e-14, atol=0)
        (gradient,) = torch.autograd.grad(pooled.sin().sum(), steps, retain_graph=True)
        (expected_gradient,) = torch.autograd.grad(expected.sin().sum(), steps)
        torch.testing.assert_close(gradient, expected_gradient, rtol=1e-12, atol=1e-15)

    def test_another_kind_is_refused(self):
        with pytest.raises(InputValueError, match='pooling must be one of "last", "mean", "max"; given \'sum\''):
            pool_sequences(sequences(), LENGTHS, "sum")


class TestBatchNormalization:
    def pair(self):
        ours, theirs = MaskedBatchNorm1d(3).double(), nn.BatchNorm1d(3).double()
        with torch.no_grad():
            ours.weight.copy_(torch.tensor([0.5, 2.0, -1.0]))
            ours.bias.copy_(torch.tensor([1.0, 0.0, 3.0]))
        theirs.load_state_dict(ours.state_dict())
        return ours, theirs

    def test_it_is_torchs_on_the_real_steps_running_estimates_too(self):
        ours, theirs = self.pair()
        real = torch.arange(6) < LENGTHS.unsqueeze(1)
        for scale in (1.0, 3.0):
            normalised = ours(sequences() * scale, LENGTHS)
            torch.testing.assert_close(normalised[real], theirs(sequences()[real] * scale), rtol=1e-12, atol=1e-12)
            assert (normalised[~real] == 0).all()
        for name, buffer in theirs.named_buffers():
            torch.testing.assert_close(ours.get_buffer(name), buffer, rtol=1e-12, atol=0)
        torch.testing.assert_close(
            ours.eval()(sequences(), LENGTHS)[real], theirs.eval()(sequences()[real]), rtol=1e-12, atol=1e-12
        )

    def test_one_step_is_normalised_by_the_running_estimates_which_stay(self):
        ours, _ = self.pair()
        before = ours.running_mean.clone(), ours.running_var.clone()
        one = torch.tensor([[[1.0, 2.0, 3.0]]], dtype=torch.float64)
        expected = one[0, 0] / (1 + ours.eps) ** 0.5 * ours.weight + ours.bias
        torch.testing.assert_close(ours(one, torch.tensor([1]))[0, 0], expected, rtol=1e-12, atol=1e-14)
        assert ours(one, torch.tensor([0])).eq(0).all()
        assert torch.equal(ours.running_mean, before[0])
        assert torch.equal(ours.running_var, before[1])


class TestWordDropout:
    IDS = torch.where(torch.arange(200) < torch.tensor([[200], [100]]), 7, 0)

    def test_it_makes_a_share_of_the_words_unknown_and_leaves_padding(self):
        torch.manual_seed(1)
        dropped = WordDropout(0.25)(self.IDS)
        assert set(dropped[self.IDS == 7].tolist()) == {1, 7}
        assert (dropped[self.IDS == 0] == 0).all()
        # 300 words: 75 are expected, with a standard deviation of 7.5
        assert 45 <= (dropped == 1).sum() <= 105

    def test_torchs_seed_settles_which(self):
        layer = WordDropout(0.5)
        drawn = [(torch.manual_seed(seed), layer(self.IDS))[1] for seed in (1, 1, 2)]
        assert torch.equal(drawn[0], drawn[1])
        assert not torch.equal(drawn[0], drawn[2])

    def test_it_is_for_training_only_and_draws_nothing_where_there_is_nothing_to_drop(self):
        state = torch.get_rng_state()
        assert WordDropout(0.5).eval()(self.IDS) is self.IDS
        assert WordDropout(0.0)(self.IDS) is self.IDS
        assert torch.equal(torch.get_rng_state(), state)
