import pytest
from corruptions import Corruption, assert_found, put, swapped

CORRUPTIONS = {
    "an image that does not divide": Corruption(put("data.height", 30), "do not divide"),
    "a patch of another size": Corruption(put("network.stem", 2), "layers are not those"),
    "a layer of another shape": Corruption(put("network.layers.0.out", [64, 4, 4]), "layers are not those"),
    "parameters that do not add up": Corruption(put("network.layers.0.parameters", 1), "layers are not those"),
    "no layers": Corruption(put("network.layers", []), "layers are not those"),
    "a decoder without a stage": Corruption(put("network.decoder_widths", [64]), "same number of stages"),
    "stages without bound": Corruption(
        lambda raw: raw["network"].update(encoder_widths=[1] * 40, decoder_widths=[1] * 40), "40 stages"
    ),
    "a layer without bound": Corruption(put("network.encoder_widths.0", 10**9), "wider than 8192"),
    "a loss that is not there": Corruption(put("losses", lambda old: old | {"beauty": 1.0}), "not the terms"),
    "no loss": Corruption(put("losses", lambda old: dict.fromkeys(old, 0.0)), "every loss has weight 0"),
    "phases out of order": Corruption(swapped("train.phases", 0, 1), "out of order"),
    "phases that do not add up": Corruption(put("train.steps", 4001), "do not add up"),
    "a floor over the ceiling": Corruption(put("train.floor", 10**6), "train.floor is not between"),
    "a floor below what is never cut short": Corruption(put("train.floor", 9), "train.floor is not between"),
    "a floor where phases stop early otherwise": Corruption(
        lambda raw: raw["train"].update(floor=1500, early_stop=3), "or stops early otherwise"
    ),
    "a floor of other phases": Corruption(
        lambda raw: raw["train"].update(floor=1500, phases=[{"name": "joint", "steps": raw["train"]["steps"]}]),
        "other phases than warm-up, joint and anneal",
    ),
    "betas of 1": Corruption(put("train.betas", [1.0, 0.9]), "betas"),
    "a metric that is not there": Corruption(put("metrics", ["beauty"]), "metric is unknown"),
    "actions that are measured without pairs": Corruption(
        lambda raw: raw["data"].update(pairs="none"), "actions are measured, but there are no pairs"
    ),
    "what is preserved without every combination": Corruption(
        put("data.images", 14_000), "preserved is measured without an image of every combination"
    ),
    "a cost that is too low": Corruption(put("cost.training_bytes", 1), "cost is not that of the layers"),
    "a batch without bound": Corruption(
        lambda raw: [put("train.batch_size", 10**12)(raw), put("cost.training_bytes", 2**60)(raw)][:0], "TiB of memory"
    ),
}


@pytest.mark.parametrize("name", CORRUPTIONS)
def test_the_verifier_finds(name, whole, tmp_path):
    assert_found(CORRUPTIONS[name], whole, tmp_path)
