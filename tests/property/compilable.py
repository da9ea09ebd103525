"""Random specs that compile: of the built-in creatures, with statements that never contradict each other."""

from __future__ import annotations

from hypothesis import strategies as st

FACTORS = ("background", "body_color", "body_shape", "x_position", "top", "eyes", "mouth")
GRIDS = [(16, 1), (64, 1), (64, 4), (48, 3), (8, 2), (128, 2)]


@st.composite
def compilable(draw):
    """The values of a spec that compiles, and the variables that each name of its graph stands for."""
    factors = draw(st.lists(st.sampled_from(FACTORS), min_size=1, max_size=7, unique=True))
    layout = draw(st.sampled_from(["counted", "declared", "grid"]))
    actions = draw(st.sampled_from(["step", "set"]))
    if layout == "grid":
        count, books = draw(st.sampled_from(GRIDS))
        variables = {"count": count, "layout": "grid", "books": books}
        groups = {f"b{book}": [] for book in range(1, books + 1)}
        side = round((count // books) ** 0.5)
        names = [f"b{b}.r{r}.c{c}" for b in range(1, books + 1) for r in range(1, side + 1) for c in range(1, side + 1)]
        for name in names:
            groups[name.split(".")[0]].append(name)
        most = count  # tables of counts, which a fixed graph has, set all that an action may set
    elif layout == "declared":
        owners = draw(st.lists(st.sampled_from(factors), max_size=4)) + factors
        variables = [{"name": f"v{i}", "factor": owner} for i, owner in enumerate(owners)]
        variables += [{"name": f"spare{i}"} for i in range(draw(st.integers(0, 2)))]
        names = [variable["name"] for variable in variables]
        groups = {f: [f"v{i}" for i, owner in enumerate(owners) if owner == f] for f in factors}
        most = max(map(len, groups.values()))
    else:
        each, spare = draw(st.integers(1, 3)), draw(st.integers(0, len(factors) - 1))
        variables, most = {"count": each * len(factors) + spare}, each
        groups = {f: [f] if each == 1 else [f"{f}.{i}" for i in range(1, each + 1)] for f in factors}
        names = [name for group in groups.values() for name in group] + [f"free.{i}" for i in range(1, spare + 1)]
    groups |= {name: [name] for name in names}
    spec = {
        "apiVersion": "causalvq/v1",
        "name": "random",
        "seed": draw(st.integers(0, 99)),
        "data": {"source": "critters", "image": {"size": 32}, "factors": factors},
        "variables": variables,
        "codebook": {"size": draw(st.integers(5, 20)), "dim": draw(st.integers(1, 20))},
        "interventions": {"actions": actions, "sparsity": {"max_targets": most}},
        "graph": draw(graphs(names, groups)),
        "train": {"steps": draw(st.integers(1, 5000)), "batch_size": draw(st.integers(1, 256))},
    }
    if layout != "grid" and draw(st.booleans()):
        spec["model"] = {"encoder": {"widths": draw(st.lists(st.integers(1, 40), min_size=1, max_size=4))}}
    return spec, groups


@st.composite
def graphs(draw, names, groups):
    """Statements that agree with a secret order of the variables."""
    order = {name: position for position, name in enumerate(draw(st.permutations(names[:40])))}
    usable = [name for name in groups if all(member in order for member in groups[name])]
    pairs = draw(st.lists(st.tuples(st.sampled_from(usable), st.sampled_from(usable)), max_size=12)) if usable else []
    required, forbidden = [], []
    for cause, effect in pairs:
        if max(order[v] for v in groups[cause]) < min(order[v] for v in groups[effect]):
            required.append([cause, effect])
        elif not overlapping((cause, effect), required, groups) and groups[cause] != groups[effect]:
            forbidden.append([cause, effect])
    forbidden = [edge for edge in forbidden if not overlapping(edge, required, groups)]
    acyclic = draw(st.booleans())
    graph = {"required": required, "forbidden": forbidden, "acyclic": acyclic}
    kind = draw(st.sampled_from(["none", "erdos_renyi", "edge_probabilities", "fixed", "scale_free"]))
    prior = {"kind": kind}
    if kind == "erdos_renyi":
        prior["edge_probability"] = draw(st.floats(0, 1))
    elif kind == "edge_probabilities":
        soft = draw(st.lists(st.tuples(st.sampled_from(usable), st.sampled_from(usable)), max_size=5)) if usable else []
        prior["edges"] = [
            [one, other, draw(st.floats(0, 1))] for one, other in dict.fromkeys(soft) if groups[one] != groups[other]
        ]
    elif kind == "scale_free":
        prior["expected_edges"] = sum(1 for _ in expanded(required, groups))
    return graph | {"prior": prior}


def expanded(edges, groups):
    """The different edges between variables that statements name."""
    return {(i, j) for cause, effect in edges for i in groups[cause] for j in groups[effect] if i != j}


def overlapping(edge, others, groups):
    """Whether a statement speaks of an edge that others speak of."""
    return bool(expanded([edge], groups) & expanded(others, groups))
