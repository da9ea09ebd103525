def test_every_term_is_there_by_name_with_its_weight_and_where_it_comes_from(draft):
    made = draft("losses.swap=0.5")

    assert made.losses["swap"] == made.plan.losses["swap"] == 0.5
    assert set(made.losses) == set(type(made.inputs.spec.losses).model_fields)
    assert made.plan.provenance["losses.swap"] == "--set losses.swap losses.swap"
    assert made.plan.provenance["losses.pull"] == "default losses.pull"


def test_a_baseline_has_its_own_terms_and_no_others(plan):
    made = plan("model.kind=vq_vae", "losses.reconstruction=2")

    assert {name: weight for name, weight in made.losses.items() if weight} == {
        "reconstruction": 2.0,
        "quantizer": 1.0,
        "retrieval": 0.1,
    }
    assert plan("model.kind=ada_gvae").losses["divergence"] == 1
    assert plan("model.kind=pair_classifier", "losses.retrieval=0").losses["retrieval"] == 1
