import numpy as np
import pytest

from causalvq.metrics.representation.fixed_factor import batches, beta_vae, factor_vae

FEW = {"fitted": 400, "measured": 400}


@pytest.mark.parametrize("name", ["perfect", "permuted", "split", "duplicated"])
def test_the_fixed_factor_is_told(codes, name):
    pytest.importorskip("sklearn")

    assert factor_vae(codes(name), **FEW) == 1
    assert beta_vae(codes(name), **FEW) == 1


@pytest.mark.parametrize("name", ["random", "constant"])
def test_a_code_that_says_nothing_guesses(codes, name):
    pytest.importorskip("sklearn")

    assert factor_vae(codes(name), **FEW) == pytest.approx(0.5, abs=0.1)
    assert beta_vae(codes(name), **FEW) == pytest.approx(0.5, abs=0.1)


def test_one_variable_of_both_factors_votes_for_one_but_differs_less_where_a_fixed_factor_has_more_values(codes):
    pytest.importorskip("sklearn")

    assert factor_vae(codes("merged"), **FEW) == pytest.approx(0.5, abs=0.1)  # nothing else can vary least
    assert beta_vae(codes("merged"), **FEW) > 0.6  # states differ in 2/3 of samples with A fixed, in 3/4 with B


def test_rotated_vectors_vary_alike_whatever_is_fixed(rotated):
    pytest.importorskip("sklearn")

    assert factor_vae(rotated, **FEW) == pytest.approx(0.5, abs=0.1)
    assert beta_vae(rotated, **FEW) == pytest.approx(0.5, abs=0.1)


def test_batches_have_one_value_in_common(codes):
    sample = codes("perfect")
    factors, rows = batches(sample, 50, np.random.default_rng(0))

    assert rows.shape == (50, 64)
    for factor, own in zip(factors, rows, strict=True):
        assert len(np.unique(sample.labels[own, factor])) == 1
        assert len(np.unique(sample.labels[own, 1 - factor])) > 1


def test_batches_are_taken_a_few_at_a_time(codes, monkeypatch):
    pytest.importorskip("sklearn")
    whole = factor_vae(codes("random"), **FEW), beta_vae(codes("random"), **FEW)
    monkeypatch.setattr("causalvq.metrics.representation.fixed_factor.BLOCK", 1)

    assert (factor_vae(codes("random"), **FEW), beta_vae(codes("random"), **FEW)) == whole
