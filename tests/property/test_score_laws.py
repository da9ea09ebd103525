"""No score ever fails: small tables, one image, one value, no pair, states and values of held-out images alone."""

import dataclasses
import json
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
import torch
from hypothesis import example, given, settings
from hypothesis import strategies as st

from causalvq.compiler import compile_spec
from causalvq.data import Pairs
from causalvq.data.parts.split import Split
from causalvq.dsl import load
from causalvq.metrics.representation import dci as forests
from causalvq.metrics.representation.dci import dci
from causalvq.metrics.representation.infomec import infomec
from causalvq.metrics.representation.information import relative_information
from causalvq.runtime.estimation.codes import encode_rows, estimate_mechanisms
from causalvq.runtime.estimation.value_tables import count_values, state_names
from causalvq.runtime.evaluation.measure import measure
from causalvq.runtime.evaluation.metrics.probe import explicitness
from causalvq.runtime.feeding.feed import DeviceBatch, images_at
from causalvq.runtime.model import CausalVQ
from causalvq.runtime.objectives.selection import objective_of
from causalvq.runtime.training.session import load_data

CPU = torch.device("cpu")
FOLDER = TemporaryDirectory()
NAMES, SIZES = ("place", "shade", "ground"), (4, 3, 2)
STATES = 6


def table(rows, columns, values):
    """int64 [rows, columns] of values below a bound."""
    cells = st.lists(st.integers(0, values - 1), min_size=rows * columns, max_size=rows * columns)
    return cells.map(lambda drawn: np.array(drawn, dtype=np.int64).reshape(rows, columns))


@st.composite
def tables(draw, least=0):
    """Codes and labels of seen images, and of held-out ones."""
    variables, factors = draw(st.integers(1, 4)), draw(st.integers(1, 3))
    return tuple(
        (draw(table(rows, variables, draw(st.integers(1, 5)))), draw(table(rows, factors, draw(st.integers(1, 4)))))
        for rows in (draw(st.integers(1, 8)), draw(st.integers(least, 8)))
    )


def sound(score):
    return score is None or (isinstance(score, float) and 0 <= score <= 1)


@given(tables())
def test_infomec_of_any_table(both):
    assert all(sound(score) for score in dataclasses.astuple(infomec(*both, explicitness)))


USELESS = (np.array([[1], [0], [0], [1], [0], [0]]), np.array([[0, 0, 0]] * 3 + [[0, 1, 0], [0, 1, 0], [0, 0, 0]]))
"""Codes whose splits tell a few trees nothing of the labels."""


@settings(max_examples=40)
@example((USELESS, (np.zeros((0, 1), dtype=np.int64), np.zeros((0, 3), dtype=np.int64))))
@given(tables())
def test_dci_of_any_table(both):
    pytest.importorskip("sklearn")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(forests, "TREES", 2)
        assert all(sound(score) for score in dataclasses.astuple(dci(*both)))


@given(tables(least=1))
def test_information_and_probe_of_any_table(both):
    information = relative_information(*both[1])

    assert ((information >= 0) & (information <= 1)).all()
    assert all(sound(score) for score in explicitness(*both))


@cache
def tiny_plan(overrides):
    """The plan of a complete grid of factors, and its data."""
    folder = Path(FOLDER.name)
    if not (folder / "tiny.npz").exists():
        labels = np.stack(np.unravel_index(np.arange(24), SIZES), axis=1)
        images = np.random.default_rng(0).integers(0, 256, (24, 16, 16, 3), dtype=np.uint8)
        np.savez(folder / "tiny.npz", images=images, labels=labels, factor_names=np.array(NAMES))
        (folder / "tiny.yaml").write_text(
            "apiVersion: causalvq/v1\nname: tiny\ndata: {source: {format: npz, path: tiny.npz}}\n"
            "variables: {count: 3}\ncodebook: {size: 6, dim: 4}\nmodel: {encoder: {widths: [8, 8]}}\n"
            "train: {steps: 20, batch_size: 8, device: cpu, precision: float32}\n"
        )
    plan = compile_spec(load(folder / "tiny.yaml", overrides))
    return plan, load_data(plan, folder)


class Assigned(CausalVQ):
    """Gives every image the codes it is told, any other those of the first; its images are the mean of the codes."""

    def __init__(self, plan, images, codes):
        with torch.random.fork_rng():
            torch.manual_seed(0)
            super().__init__(plan)
        rows = torch.from_numpy(codes)
        self.given = {image.tobytes(): row for image, row in zip(images, rows, strict=True)}
        self.first = rows[0]

    def encode(self, images):
        pixels = images.add(1).mul(127.5).round().to(torch.uint8).permute(0, 2, 3, 1).contiguous().numpy()
        return self.quantizer.standing(torch.stack([self.given.get(image.tobytes(), self.first) for image in pixels]))

    def decode(self, codes):
        mean = codes.float().mean(1) / STATES
        return mean[:, None, None, None].expand(-1, 3, 16, 16)


GRID = "variables={count: 16, layout: grid}"
PLANS = [
    (),
    ("data.factors=[place]",),
    ("data.factors=[shade, ground]", "variables.count=4"),
    ("interventions.actions=set",),
    ("interventions.actions=set", "graph.required=[[place, shade], [ground, shade]]"),
    ("interventions.actions=set", "graph.required=[[place, shade]]", "interventions.noise=exogenous"),
    ("interventions.actions=set", "graph.prior={kind: fixed}", "graph.required=[[ground, place]]"),
    ("variables.count=6", "interventions.sparsity.max_targets=2"),
    (GRID,),
    (GRID, "interventions.actions=set"),
    ("interventions.labels=partial", "interventions.known_share=0.3"),
    ("interventions.actions=set", "graph.required=[[place, shade]]", "interventions.noise=endogenous"),
]


@st.composite
def small_data(draw, plan, data):
    """The data with few images, any labels, any split, and any pairs in its parts: at least one to train on."""
    count = draw(st.integers(1, 8))
    parts = [draw(st.sampled_from(("train", "validation", "test"))) for _ in range(count)]
    parts[0] = "train"
    rows = {part: np.flatnonzero([one == part for one in parts]).astype(np.int64) for part in set(parts)}
    none = np.zeros(0, dtype=np.int64)
    split = Split(*(rows.get(part, none) for part in ("train", "validation", "test")))
    sizes = [factor.size for factor in plan.data.factors]
    labels = np.stack([draw(table(count, 1, draw(st.integers(1, size))))[:, 0] for size in sizes], axis=1)
    pairs = {}
    for part, least in (("train", 1), ("validation", 0), ("test", 0)):
        members = split[part]
        found = draw(st.integers(least, 6)) if len(members) else 0
        columns = [
            draw(st.lists(st.sampled_from(members.tolist() or [0]), min_size=found, max_size=found)) for _ in "xy"
        ]
        factor = draw(st.lists(st.integers(0, len(sizes) - 1), min_size=found, max_size=found))
        step = draw(st.lists(st.sampled_from((1, -1)), min_size=found, max_size=found))
        value = [draw(st.integers(0, sizes[one] - 1)) for one in factor]
        arrays = (np.array(column, dtype=np.int64) for column in (*columns, factor, step, value))
        pairs[part] = Pairs(*arrays)
    nameless = dataclasses.replace(pairs["train"], factor=np.full(len(pairs["train"]), -1))
    images, unknown = data.images[:count], {**data.unknown, "train": nameless}
    return dataclasses.replace(data, images=images, labels=labels, split=split, pairs=pairs, unknown=unknown)


def batch(data, part):
    """The pairs of a part as one batch of a validation."""
    pairs = data.pairs[part]
    columns = (torch.from_numpy(column) for column in (pairs.factor, pairs.direction, pairs.value, pairs.x, pairs.y))
    return DeviceBatch(images_at(data.images, pairs.x, CPU), images_at(data.images, pairs.y, CPU), *columns)


@pytest.mark.parametrize("overrides", PLANS, ids=lambda overrides: "; ".join(overrides) or "plain")
@settings(max_examples=25)
@given(chosen=st.data())
def test_a_model_of_any_small_data_is_estimated_named_and_measured(overrides, chosen):
    plan, whole = tiny_plan(overrides)
    data = chosen.draw(small_data(plan, whole))
    assert "preserved" in plan.metrics or "data.factors" in str(overrides)
    codes = chosen.draw(table(len(data.images), len(plan.variables), chosen.draw(st.integers(1, STATES))))
    model = Assigned(plan, data.images, codes)
    estimate_mechanisms(model, data, plan, CPU)
    met = encode_rows(model, data.images, data.split.train, CPU)[data.split.train]
    again = count_values(plan, met, torch.from_numpy(data.labels[data.split.train]))
    names = state_names(plan, again)
    scores = measure(plan, model, data, CPU)

    assert len(names) == len(plan.variables)
    assert {warning.code for warning in scores.warnings} <= {"CVQ452", "CVQ454", "CVQ455"}, scores.warnings
    told = json.loads(json.dumps(scores.to_json(), allow_nan=False))
    shares = {
        name: value for name, value in told.items() if name.startswith(("infomec", "preserved", "action", "factor_"))
    }
    assert all(sound(value) for value in shares.values())
    assert sum(one["pairs"] for one in told["by_factor"].values()) == told["pairs"] == len(data.pairs["test"])
    assert told["factors_scored"] == sum(one["pairs"] > 0 for one in told["by_factor"].values())
    assert (told["action_accuracy"] is None) == (told["pairs"] == 0)
    if data.pairs["validation"].x.size:
        phase = plan.train.phases[-1].name
        held_out = objective_of(plan, model, data, CPU).scores(
            phase, [batch(data, "train")], [batch(data, "validation")]
        )
        assert all(sound(score) for score in held_out.values())
