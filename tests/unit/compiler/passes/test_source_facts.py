import json

import numpy as np
import pytest

from causalvq.compiler.passes.source_facts import sizes, words_told
from causalvq.errors import CompileError


def refused(plan, *overrides, **options):
    with pytest.raises(CompileError) as caught:
        plan(*overrides, **options)
    return [(fault.code, fault.message) for fault in caught.value.diagnostics]


def test_factors_are_those_that_are_chosen_in_that_order(plan):
    data = plan("data.factors=[mouth, eyes]").data

    assert [(factor.name, factor.column, factor.size) for factor in data.factors] == [("mouth", 6, 3), ("eyes", 5, 4)]
    assert data.sizes == (4, 5, 5, 3, 4, 4, 3), "of all columns of labels"


def test_every_name_that_is_not_there_is_told(plan):
    assert refused(plan, "interventions.actions={nose: set}", "data.imbalance={chin: [0.5, 0.5]}") == [
        ("CVQ201", "the source has no factor nose"),
        ("CVQ201", "the source has no factor chin"),
    ]
    assert refused(plan, "data.factors=[mouth, ears]") == [("CVQ201", "the source has no factor ears")]


def test_imbalance_has_a_share_for_each_value(plan):
    assert refused(plan, "data.imbalance={mouth: [0.5, 0.5]}") == [
        ("CVQ219", "data.imbalance gives 2 shares for the 3 values of mouth")
    ]
    assert plan("data.imbalance={mouth: [0.5, 0.25, 0.25]}").data.imbalance == {"mouth": (0.5, 0.25, 0.25)}


def test_channels_to_show_are_those_that_images_have(plan):
    assert refused(plan, "data.image.show=[0, 1, 3]") == [
        ("CVQ239", "channel 3 cannot be shown: the images have 3 channels, counted from 0")
    ]


def test_words_that_are_declared_to_be_in_an_order_are_told_with_it(draft):
    (warning,) = draft("data.factors=[{name: mouth, order: ordered}, eyes]").warnings

    assert warning.code == "CVQ265"
    assert warning.message.endswith("their order is taken to be that of the data: smile, ooh, teeth")


@pytest.fixture
def own(plan, tmp_path):
    """Compiles a spec over images of one's own, without labels, and with pairs as they are written."""
    np.savez(tmp_path / "own.npz", images=np.zeros((6, 32, 32), dtype=np.uint16))

    def compile_own(*overrides, pairs=None):
        if pairs is not None:
            (tmp_path / "pairs.csv").write_text(pairs)
            overrides = ("data.pairs={file: pairs.csv}", *overrides)
        return plan("data.source={format: npz, path: own.npz}", "data.split={by: images}", *overrides)

    return compile_own


def test_unlabelled_images_make_no_pairs_and_have_no_labels_to_train_on(own):
    assert refused(own) == [("CVQ202", "pairs are made from factors, but the images are unlabelled")]
    assert ("CVQ202", "the images have no labels to train on") in refused(own, "interventions.labels=full")


def test_the_type_of_deep_pixels_is_told_and_that_of_bytes_is_not(own, plan):
    assert sizes(own("data.pairs=none").data) == "32 x 32 x 1 of uint16"
    assert sizes(plan().data) == "32 x 32 x 3"


@pytest.mark.parametrize(
    ("kind", "table", "message"),
    [
        ("set", "factor,value\n0,1,hue,red", "names 1 values of hue, and one alone cannot be set"),
        ("step", "factor,value\n0,1,hue,red", "names one value of hue, from which there is no step"),
    ],
)
def test_a_table_that_names_too_few_values_is_told_with_the_form_that_would_do(own, kind, table, message):
    ((code, said),) = refused(own, f"interventions.actions={kind}", pairs=f"input,output,{table}\n")

    assert code == "CVQ202"
    assert said == f"the table of pairs {message}"


def test_a_published_set_that_is_not_there_compiles_with_a_warning(draft):
    source = json.dumps({"format": "3dshapes", "path": "none.h5"})
    made = draft(f"data.source={source}", "data.image.size=32", "codebook.size=16", "variables.count=6")

    assert [warning.code for warning in made.warnings] == ["CVQ252"]
    assert made.data.images == 480_000
    assert "put the published file 3dshapes.h5 at none.h5" in made.warnings[0].hint


def test_what_the_users_own_words_mean_is_told_or_to_be_found(plan):
    data = plan().data
    worded = data.factors[0].model_copy(update={"words": ("up", "down")})

    assert words_told(data, (("up", "down"), ("turn",))) == "up / down, turn"
    assert words_told(data, None) == "none"
    assert words_told(data.model_copy(update={"factors": (worded,)}), None) == "found when training starts"
