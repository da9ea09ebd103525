from dataclasses import replace

import numpy as np
import pytest
import torch

from causalvq.runtime.evaluation.diagnosis.evidence import _effect, evidence_of
from causalvq.runtime.evaluation.pair_scores import coded_pairs, retrieve

CPU = torch.device("cpu")


@pytest.fixture(scope="module")
def found(trained, data):
    coded = coded_pairs(trained.model, data, CPU, "test")
    hits = retrieve(trained.model, coded, data.images, CPU)
    return {one.factor: one for one in evidence_of(trained.plan, trained.model, data, CPU, coded, hits)}, coded, hits


def test_each_factor_has_its_pairs_and_what_was_found_of_them(found, data):
    evidence, coded, hits = found

    assert list(evidence) == ["place", "shade", "ground"]
    for position, one in enumerate(evidence.values()):
        own = coded.pairs.factor == position
        assert (one.train, one.test) == (int((data.pairs["train"].factor == position).sum()), int(own.sum()))
        assert one.found == pytest.approx(float(hits.action[own].mean()))
        assert one.codes == pytest.approx(float(hits.code_action[own].mean()))
        assert 0 <= one.ridge <= 1


def test_images_of_native_size_could_be_no_larger(found):
    assert {one.larger for one in found[0].values()} == {None}
    assert {one.steps for one in found[0].values()} == {120}


def test_an_effect_is_measured_against_the_noise_of_its_images(trained, data):
    pairs = data.pairs["train"]
    own = pairs[pairs.factor == 0]
    rough = np.random.default_rng(0).integers(0, 256, data.images.shape, dtype=np.uint8)

    assert _effect(trained.model, data, own, CPU) > 5
    assert _effect(trained.model, replace(data, images=rough), own, CPU) < 2
    assert _effect(trained.model, replace(data, images=np.zeros_like(rough)), own, CPU) == float("inf")
