import torch

from causalvq.runtime.model import CausalVQ
from causalvq.runtime.queries.inspection import answering, last_perplexity, variables_of
from causalvq.runtime.runs.run import create_run


def test_in_a_grid_a_variable_answers_to_the_factors_whose_actions_set_it(grid_plan, monkeypatch):
    made = grid_plan()
    model = CausalVQ(made)
    chosen = torch.zeros(len(made.actions), len(made.variables), dtype=torch.bool)
    for action, variable in (("shade+1", 2), ("place-1", 2), ("place-1", 5)):
        chosen[[one.name for one in made.actions].index(action), variable] = True
    monkeypatch.setattr(model.transition.mask, "chosen", lambda: chosen)

    found = answering(made, model)

    assert (found[2], found[5]) == (("place", "shade"), ("place",))
    assert sum(map(len, found)) == 3
    assert set(answering(made, None)) == {("place", "shade", "ground")}  # any action may set any variable


def test_the_last_line_that_tells_usage_counts(plan, tmp_path):
    run = create_run(plan(), "", tmp_path, tmp_path / "runs")
    assert last_perplexity(run) == {}
    for event in ({"perplexity": {"place": 2.0}}, {"perplexity": {"place": 3.5, "shade": 1.0}}, {"perplexity": {}}):
        run.log(event)
    with (run.path / "events.jsonl").open("a") as file:
        file.write('{"perplexity": {"place')  # killed meanwhile

    assert last_perplexity(run) == {"place": 3.5, "shade": 1.0}
    found = variables_of(run, None)
    assert [(one.name, one.factors, one.left, one.perplexity) for one in found] == [
        ("place", ("place",), None, 3.5),
        ("shade", ("shade",), None, 1.0),
        ("ground", ("ground",), None, None),
    ]
