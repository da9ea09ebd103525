"""The metrics that a run can be asked for: each a function of what is measured."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from types import MappingProxyType

import numpy as np
import torch

from causalvq.data.types import Floats
from causalvq.metrics.representation.dci import dci
from causalvq.metrics.representation.infomec import infomec
from causalvq.runtime.detail import with_detail
from causalvq.runtime.estimation.codes import BATCH, encode_rows, pair_actions
from causalvq.runtime.evaluation.found_scores import (
    NOTHING,
    Found,
    among_first,
    intervened,
    of_preserved,
    of_retrieved,
)
from causalvq.runtime.evaluation.metrics.code_metrics import CODE_METRICS, code_scores
from causalvq.runtime.evaluation.metrics.preserved import kept_shares
from causalvq.runtime.evaluation.metrics.probe import explicitness
from causalvq.runtime.evaluation.pair_scores import image_errors, image_likeness
from causalvq.runtime.evaluation.pair_tables import PairTable
from causalvq.runtime.evaluation.subject import Subject
from causalvq.runtime.feeding.feed import images_at


def _action_retrieval(subject: Subject) -> Found:
    coded = subject.coded
    if not len(coded.pairs):
        return NOTHING
    hits = subject.hits
    columns = {
        "action_accuracy": hits.action,
        "factor_accuracy": hits.factor,
        "code_action_accuracy": hits.code_action,
        "code_factor_accuracy": hits.code_factor,
        **({} if hits.vector_action is None else {"vector_action_accuracy": hits.vector_action}),
        **among_first(hits.place, subject.model.actions),
    }
    return of_retrieved(subject.table(coded, columns), subject.model.actions, hits.calibration_error)


def _of_images(scores: Callable[..., dict[str, Floats]]) -> Callable[[Subject], Found]:
    """A metric that compares images after the action with true ones."""

    def metric(subject: Subject) -> Found:
        if not len(subject.coded.pairs):
            return NOTHING
        columns = scores(subject.model, subject.coded, subject.data.images, subject.device)
        table = subject.table(subject.coded, columns)
        return Found(table.means(), table)

    return metric


def _of_codes(name: str) -> Callable[[Subject], Found]:
    """A metric of arrays, of codes that are thinned as those that a probe is fitted to."""

    def metric(subject: Subject) -> Found:
        names = [factor.name for factor in subject.plan.data.factors]
        found = code_scores(name, subject.seen, subject.held_out_few, names)
        return Found(codes={name: found})

    return metric


def _infomec(subject: Subject) -> Found:
    scores = infomec(subject.seen, subject.held_out, explicitness)
    seen, held_out = ((labels, labels) for _, labels in (subject.seen, subject.held_out))
    labels = infomec(seen, held_out, explicitness)
    of_labels = {
        "infomec_modularity_of_labels": labels.modularity,
        "infomec_compactness_of_labels": labels.compactness,
    }
    return Found({f"infomec_{part}": value for part, value in asdict(scores).items()} | of_labels)


def _dci(subject: Subject) -> Found:
    return Found({f"dci_{part}": value for part, value in asdict(dci(subject.seen, subject.held_out)).items()})


@torch.inference_mode()
def _preserved(subject: Subject) -> Found:
    model, data, device = subject.model, subject.data, subject.device
    pairs, weight = intervened(data)
    if not len(pairs):
        return NOTHING
    codes = encode_rows(model, data.images, np.unique(pairs.x), device)[pairs.x]
    wanted = model.transition.predict(codes, pair_actions(model, pairs, device))
    decoded = model.decode(wanted)
    images = images_at(data.images, pairs.x, device, model.pixels.normalise)
    pictures = with_detail(images, model.decode(codes), decoded)
    read = torch.cat([model.encode(part) for part in torch.split(pictures, BATCH)])
    back = (read == wanted).all(1).cpu().numpy()
    shares, of_codes = (kept_shares(some, data, pairs, model.pixels.normalise) for some in (pictures, decoded))
    columns = {"preserved": shares, "code_preserved": of_codes, "read_back": back}
    return of_preserved(PairTable.of(pairs, weight, len(subject.plan.data.factors), columns))


METRICS: Mapping[str, Callable[[Subject], Found]] = MappingProxyType(
    {
        "action_retrieval": _action_retrieval,
        "intervention": _of_images(image_errors),
        "image_quality": _of_images(image_likeness),
        "infomec": _infomec,
        "dci": _dci,
        **{name: _of_codes(name) for name in CODE_METRICS},
        "preserved": _preserved,
    }
)
OF_PAIRS = ("action_retrieval", "intervention", "image_quality", "preserved")
"""The metrics that are means over held-out pairs."""
