"""The trained model as files: config.json, which says what its weights are, and the weights.

The digest of the weights stands in config.json, so that weights that were cut short, changed, or are those of another
run are told. Runs of before there was one are read without.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from safetensors import SafetensorError
from safetensors.torch import load, save
from torch import Tensor

from causalvq.compiler.artifacts.plan_file import plan_of
from causalvq.errors import CausalVQError, Diagnostic, Place, RunError
from causalvq.regular_files import open_regular, read_json
from causalvq.runtime.run_diagnostics import DAMAGED_RUN
from causalvq.runtime.runs.run import MODEL_VERSION, MOST_CONFIG, Run, require_version
from causalvq.runtime.runs.run_files import digest, write_bytes, write_json, write_text
from causalvq.runtime.runs.run_folders import path_from
from causalvq.runtime.runs.tensor_files import contiguous
from causalvq.version import __version__

CONFIG: Final = "config.json"
WEIGHTS: Final = "model.safetensors"
STATISTICS: Final = "queries.safetensors"
UNREADABLE: Final = (OSError, ValueError, KeyError, TypeError, AttributeError, RuntimeError, SafetensorError)
"""What goes wrong with files that are not what was written."""


def write_model_files(
    run: Run,
    state: Mapping[str, Tensor],
    names: Sequence[Sequence[str]],
    card: str,
    statistics: Mapping[str, Tensor],
) -> None:
    """Write model/ in the shape of a model hub's directory; the weights last, with which the run is finished.

    Weights that were there before go first: between the two the run is not finished, rather than damaged.

    Args:
        run: the run.
        state: the weights.
        names: of the states of each variable.
        card: text of README.md.
        statistics: what queries know of the data.

    Raises:
        RunError: CVQ413 when it cannot be written.
    """
    weights, known_of_data = save(contiguous(state), metadata={"format": "pt"}), save(contiguous(statistics))
    known = {"causalvq": __version__, "version": MODEL_VERSION, "base": path_from(run.model, run.base)}
    known |= {} if run.moved is None else {"data": path_from(run.model, run.moved)}
    config: dict[str, Any] = {**known, "weights": digest(weights), "queries": digest(known_of_data)}
    (run.model / WEIGHTS).unlink(missing_ok=True)
    write_json(run.model / CONFIG, config | {"plan": json.loads(run.plan.to_json()), "state_names": names})
    write_text(run.model / "README.md", card)
    write_bytes(run.model / STATISTICS, known_of_data)
    write_bytes(run.model / WEIGHTS, weights)


def read_model_files(run: Run) -> tuple[dict[str, Tensor], list[list[str]]]:
    """The weights, and the names of the states of each variable.

    Raises:
        RunError: CVQ402 when a file is missing, damaged or of another run, or a weight is not finite; CVQ416 when a
            later release wrote it.
    """
    try:
        config = read_json(run.model / CONFIG, MOST_CONFIG)
        require_version(config.get("version", MODEL_VERSION), MODEL_VERSION, run.model / CONFIG)
        with open_regular(run.model / WEIGHTS) as file:
            content = file.read()
        if config.get("weights", digest(content)) != digest(content):
            raise ValueError(f"{WEIGHTS} is not what {CONFIG} says: it was cut short, changed, or is of another run")
        # A run that was made longer answers with its first model until there is another one.
        if plan_of(config["plan"], run.model / CONFIG).digest not in (run.plan.digest, *run.shorter):
            raise ValueError(f"{CONFIG} is of another plan")
        state = load(content)
        broken = [name for name, tensor in state.items() if not bool(tensor.isfinite().all())]
        if broken:
            raise ValueError(f"weights that are not finite: {', '.join(broken[:5])}")
        return state, checked_names(config["state_names"], run)
    except CausalVQError:
        raise
    except UNREADABLE as error:
        raise unreadable_model(run, error) from error


def checked_names(names: Any, run: Run) -> list[list[str]]:
    """The names of the states of each variable, as config.json has them.

    Raises:
        ValueError: when they are something else, or not those of the plan.
    """
    lists = isinstance(names, list) and all(isinstance(own, list) for own in names)
    if not lists or not all(isinstance(name, str) for own in names for name in own):
        raise ValueError("state_names are no lists of texts")
    if [len(own) for own in names] != [variable.states for variable in run.plan.variables]:
        raise ValueError("state_names are not a name for each state of each variable")
    found: list[list[str]] = names
    return found


def read_statistics(run: Run) -> dict[str, Tensor] | None:
    """What queries know of the data; None for a model of before there was any.

    Raises:
        RunError: CVQ402 when the file is missing, damaged or of another run.
    """
    try:
        written = read_json(run.model / CONFIG, MOST_CONFIG).get("queries")
        if written is None:
            return None
        with open_regular(run.model / STATISTICS) as file:
            content = file.read()
        if digest(content) != written:
            raise ValueError(f"{STATISTICS} is not what {CONFIG} says: it was cut short, changed, or is of another run")
        return load(content)
    except CausalVQError:
        raise
    except UNREADABLE as error:
        raise unreadable_model(run, error) from error


def add_statistics(run: Run, statistics: Mapping[str, Tensor]) -> None:
    """Write what queries know of the data beside a model that was made before there was any.

    Raises:
        RunError: CVQ402 when config.json is damaged; CVQ413 when it cannot be written.
    """
    content = save(contiguous(statistics))
    try:
        config = read_json(run.model / CONFIG, MOST_CONFIG)
        if not isinstance(config, dict):
            raise TypeError(f"{CONFIG} is no mapping")
    except UNREADABLE as error:
        raise unreadable_model(run, error) from error
    write_bytes(run.model / STATISTICS, content)
    write_json(run.model / CONFIG, config | {"queries": digest(content)})


def unreadable_model(run: Run, error: Exception) -> RunError:
    """The error for a model that is not what was written."""
    message = " ".join(str(error).split())[:500]
    return RunError(
        Diagnostic(DAMAGED_RUN, f"the model cannot be read: {message}", Place(str(run.model)), hint="train again")
    )
