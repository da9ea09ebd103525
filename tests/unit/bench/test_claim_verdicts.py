import pytest

from causalvq.bench.cell_results import CellResult
from causalvq.bench.claim_verdicts import Value, claims_markdown, interval, judge_claims, unknown_scores, value_of
from causalvq.dsl.spec.suite import Suite
from causalvq.dsl.suite_loader import load_suite


def suite(*tests, seeds=(0, 1)):
    return Suite.model_validate(
        {
            "apiVersion": "causalvq/v1",
            "kind": "suite",
            "name": "s",
            "specs": ("a.yaml", "b.yaml"),
            "sets": ({"name": "x", "path": "x"}, {"name": "y", "path": "y"}),
            "seeds": seeds,
            "claims": ({"name": "c", "says": "It holds.", "tests": tests},),
        }
    )


def result(spec, one, seed, state="done", **scores):
    return CellResult("s", spec, one, seed, state, "", "", 10, 2.0, scores)


RESULTS = [
    result("a", "x", 0, score=0.9, score_error=0.03, chance=0.1),
    result("a", "x", 1, score=0.8, chance=0.1),
    result("b", "x", 0, score=0.5, score_error=0.04),
    result("b", "x", 1, score=0.7),
    result("a", "y", 0, score=0.88),
    result("a", "y", 1, "failed"),
]


def test(**changes):
    return {"score": "score", "spec": "a", "set": "x"} | changes


test.__test__ = False


def judged(one, **changes):
    (claim,) = judge_claims(suite(one, **changes), RESULTS)
    return claim.tests[0]


def test_a_score_over_seeds():
    found = judged(test(at_least=0.85))

    assert found.values == (0.9, 0.8)
    assert found.verdict == "holds"
    assert found.interval == pytest.approx((0.85 - 12.706 * 0.05, 0.85 + 12.706 * 0.05))
    assert not found.clear
    assert found.experiment == "a on x, 10 steps, 2 of 2 seeds"
    assert judged(test(at_most=0.84)).verdict == "does not hold"
    assert judged(test(at_most=0.851)).verdict == "holds"


def test_a_difference_is_taken_seed_by_seed():
    found = judged(test(than={"spec": "b"}, at_least=0.2))

    assert found.values == pytest.approx((0.4, 0.1))
    assert found.told == "score of a on x minus score of b on x"
    assert found.verdict == "holds"
    assert judged(test(than={"score": "chance"}, at_least=0.8)).values == pytest.approx((0.8, 0.7))


def test_one_seed_has_the_interval_of_its_standard_errors():
    alone = judged(test(at_least=0.8), seeds=(0,))
    against = judged(test(at_least=0.3, than={"spec": "b"}), seeds=(0,))

    assert alone.interval == pytest.approx((0.9 - 1.96 * 0.03, 0.9 + 1.96 * 0.03))
    assert alone.clear
    assert against.interval == pytest.approx((0.4 - 1.96 * 0.05, 0.4 + 1.96 * 0.05))
    assert judged(test(at_least=0.3, set="y"), seeds=(0,)).interval is None


@pytest.mark.parametrize(
    "one",
    [
        test(at_least=0.5, set="y"),
        test(at_least=0.5, score="other"),
        test(at_least=0.5, than={"set": "y"}),
        test(at_least=0.5, spec="b", set="y"),
    ],
)
def test_what_a_seed_has_not_is_not_measured(one):
    assert judged(one).verdict == "not measured"


@pytest.mark.parametrize(
    ("bounds", "verdict"),
    [
        ((0.1, 0.2), "holds"),
        ((0.1, 0.95), "does not hold"),
        ((0.1, None), "not measured"),
        ((0.95, None), "does not hold"),
    ],
)
def test_a_claim_holds_when_all_of_its_tests_do(bounds, verdict):
    tests = [test(at_least=0.5, set="y") if bound is None else test(at_least=bound) for bound in bounds]
    (claim,) = judge_claims(suite(*tests), RESULTS)

    assert claim.verdict == verdict
    assert claim.to_json()["verdict"] == verdict


def test_intervals_narrow_with_the_seeds():
    zero, one = Value(0.0, None), Value(1.0, (0.1, 0.0))
    wide, narrow = interval([zero, one]), interval([zero, one] * 8)

    assert narrow[1] - narrow[0] < wide[1] - wide[0]
    assert interval([zero]) is None
    assert interval([one, one]) == (0.9, 1.0), "where all seeds agree it is that of the score"


def test_a_run_that_says_its_interval_is_believed():
    run = result("a", "x", 0, score=0.9, score_error=0.5, intervals={"score": {"lower": 0.8, "upper": 0.95}})

    assert value_of(run, "score").interval == pytest.approx((0.8, 0.95))
    difference = value_of(run, "score") - Value(0.5, (0.0, 0.1))
    assert difference.value == pytest.approx(0.4)
    assert difference.ends == pytest.approx((0.02**0.5, 0.05))


def test_scores_that_are_written_and_that_no_run_has_are_told(tmp_path):
    path = tmp_path / "suite.yaml"
    text = (
        "apiVersion: causalvq/v1\nkind: suite\nname: s\nspecs: [a.yaml]\n"
        "claims: [{name: c, says: d, tests: [{score: scores, spec: a, at_least: 1, than: {score: chance}}]}]\n"
    )
    path.write_text(text)
    (told,) = unknown_scores(load_suite(path), RESULTS)
    assert (str(told.code), told.severity, told.place.line, str(told.hint)) == (
        "CVQ553", "warning", 5, "did you mean score?"
    )  # fmt: skip
    assert unknown_scores(load_suite(path), []) == ()

    nothing = result("b", "x", 0, scores=None, chance=None)
    assert unknown_scores(load_suite(path), [nothing]) == (), "a score that is null is known"
    path.write_text(text + "columns: [score, chence]\n")
    assert [str(one.hint) for one in unknown_scores(load_suite(path), RESULTS)] == [
        "did you mean chance?", "did you mean score?"
    ]  # fmt: skip


def test_claims_are_a_table_too():
    claims = judge_claims(suite(test(at_least=0.5), test(at_least=0.5, set="y")), RESULTS)

    assert claims_markdown(claims).splitlines()[2:] == [
        "| c | score of a on x | 0.8500 | 0.2147 to 1.4853 | at least 0.5 | holds | not measured |",
        "|  | score of a on y | 0.8800 | - | at least 0.5 | not measured |  |",
    ]
