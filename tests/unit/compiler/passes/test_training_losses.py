def test_every_term_is_there_by_name_with_its_weight_and_where_it_comes_from(draft):
    made = draft("losses.swap=0.5")

    assert made.losses["swap"] == made.plan.losses["swap"] == 0.5
    assert set(made.losses) == set(type(made.inputs.spec.losses).model_fields)
    assert made.plan.provenance["losses.swap"] == "--set losses.swap losses.swap"
    assert made.plan.provenance["losses.pull"] == "default losses.pull"
