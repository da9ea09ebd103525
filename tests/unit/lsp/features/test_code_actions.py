from pathlib import Path

import pytest
from knowing import SMALL, applied, known_of

from causalvq.lsp.features.code_actions import asked, code_actions

INVALID = Path(__file__).parents[3] / "golden" / "invalid"


def actions(text, folder=INVALID, kinds=None):
    known = known_of(text, folder)
    return known, code_actions(known, known.text.whole, kinds)


def test_a_near_miss_is_mended():
    text = SMALL.replace("size", "sise")
    known, found = actions(text)
    (action,) = (one for one in found if one["title"].startswith("write size"))

    assert applied(known, next(iter(action["edit"]["changes"].values()))) == SMALL
    assert action["diagnostics"][0]["code"] in ("CVQ101", "CVQ102")


def test_a_missing_key_is_written():
    known, found = actions(SMALL.replace("codebook: {size: 8}\n", ""))

    texts = [applied(known, next(iter(one["edit"]["changes"].values()))) for one in found]
    assert any("codebook: {size: " in text for text in texts)


def test_all_that_is_certain_at_once():
    known, found = actions(SMALL.replace("size", "sise").replace("source", "sorce"), kinds=["source"])
    (action,) = found

    assert (action["kind"], action["title"]) == ("source.fixAll", "fix all that is certain (2 edits)")
    assert applied(known, next(iter(action["edit"]["changes"].values()))) == SMALL
    assert actions(SMALL, kinds=["source.fixAll"])[1] == []


def test_only_what_is_asked_for():
    assert actions(SMALL.replace("size", "sise"), kinds=["refactor"])[1] == []
    assert asked("source.fixAll", ["source"])
    assert not asked("quickfix", ["quick"])


HINTED = sorted(
    path for path in INVALID.glob("*.yaml") if "did you mean" in path.with_suffix(".txt").read_text(errors="replace")
)


@pytest.mark.parametrize("path", HINTED, ids=lambda path: path.stem)
def test_every_did_you_mean_has_an_action_that_removes_its_diagnostic(path):
    text = path.read_bytes().decode("utf-8-sig")
    known, found = actions(text, kinds=["quickfix"])
    for fault in known.diagnostics:
        if fault.hint is None or not fault.hint.startswith("did you mean"):
            continue
        same = [one for one in found if one["diagnostics"][0]["message"].startswith(fault.message)]
        after = [known_of(applied(known, next(iter(one["edit"]["changes"].values()))), INVALID) for one in same]
        assert any(
            (fault.code, fault.message) not in {(d.code, d.message) for d in new.diagnostics} for new in after
        ), fault


REFUSED = Path(__file__).parents[3] / "golden" / "refused"


@pytest.mark.parametrize("name", ["graph_unknown_name", "split_column_unknown", "unknown_factor"])
def test_so_has_every_one_that_the_compiler_tells(name):
    text = (REFUSED / f"{name}.yaml").read_text()
    known = known_of(text, REFUSED, compiled=True)
    faults = [fault for fault in known.diagnostics if fault.hint and "did you mean" in fault.hint]
    found = code_actions(known, known.text.whole, ["quickfix"])

    assert faults
    for fault in faults:
        same = [one for one in found if one["diagnostics"][0]["message"].startswith(fault.message)]
        new = known_of(applied(known, next(iter(same[0]["edit"]["changes"].values()))), REFUSED, compiled=True)
        assert (fault.code, fault.message) not in {(one.code, one.message) for one in new.diagnostics}
