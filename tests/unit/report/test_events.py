import json

from causalvq.report.events import read_history


def line(step, **more):
    return json.dumps({"step": step, "phase": "joint", "losses": {"swap": step / 10}, **more})


def test_steps_that_were_logged_again_count_once(tmp_path):
    file = tmp_path / "events.jsonl"
    file.write_text("\n".join([line(10), line(20), line(30), line(20, losses={"swap": 9.0}), '{"step": 40, "los']))

    assert read_history(file).losses == {"swap": ((10, 1.0), (20, 9.0))}


def test_validations_phases_and_warnings(tmp_path):
    held_out = {"loss": 0.5, "terms": {"swap": 0.25}, "scores": {"action_accuracy": 1.0}}
    file = tmp_path / "events.jsonl"
    file.write_text(
        "\n".join(
            [
                json.dumps({"tuning": {}}),
                line(10, phase="warm-up", perplexity={"hue": 3.0}, seconds=2.5, warnings=["a", "b"]),
                line(20, warnings=["a"]),
                json.dumps({"step": 20, "phase": "joint", "validation": held_out}),
            ]
        )
    )
    found = read_history(file)

    assert found.phases == (("warm-up", 10), ("joint", 20))
    assert (found.loss, found.terms["swap"]) == (((20, 0.5),), ((20, 0.25),))
    assert found.scores["action_accuracy"] == ((20, 1.0),)
    assert found.perplexity["hue"] == ((10, 3.0),)
    assert (found.warnings, found.seconds) == (("a", "b"), 2.5)


def test_a_log_that_is_not_there_or_no_log_says_nothing(tmp_path):
    (tmp_path / "events.jsonl").write_text('[1]\n"x"\n{"step": "a"}\n{"step": 1, "losses": [2], "validation": 3}\n')

    assert read_history(tmp_path / "none.jsonl") == read_history(tmp_path / "events.jsonl")
