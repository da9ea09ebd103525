"""Random valid specs, as the values that a file would hold."""

from hypothesis import strategies as st

NAMES = st.text(
    st.characters(codec="utf-8", exclude_characters="[],=>\n\r", exclude_categories=("Cs", "Cc")),
    min_size=1,
    max_size=12,
).filter(lambda name: not name[0].isspace() and name[0] not in "." and "\u2028" not in name and "\u2029" not in name)
PLAIN_NAMES = st.from_regex(r"[a-z_][a-z0-9_ -]{0,8}", fullmatch=True)
ANY_NAMES = st.one_of(
    PLAIN_NAMES, NAMES, st.sampled_from(["on", "no", "null", "1e-3", "~", "true", "0x1F", "- a", "#", "&a"])
)
SHARES = st.floats(0, 1)
WEIGHTS = st.floats(0, 1e6)


def optional(**fields):
    """A mapping with any of the fields."""
    return st.fixed_dictionaries({}, optional=fields)


def edges(names):
    """A list of different edges, each from an earlier to a later name, so that no cycle closes."""
    pairs = [[names[i], names[j]] for i in range(len(names)) for j in range(i + 1, len(names))]
    return st.lists(st.sampled_from(pairs), unique_by=tuple, max_size=6) if pairs else st.just([])


def priors(names):
    """Any form of the prior."""
    weighted = st.lists(st.tuples(st.sampled_from(names), st.sampled_from(names), SHARES), max_size=4)
    return st.one_of(
        st.just({"kind": "none"}),
        st.just({"kind": "fixed"}),
        st.builds(lambda p: {"kind": "erdos_renyi", "edge_probability": p}, SHARES),
        st.builds(lambda x: {"kind": "scale_free", "expected_edges": 0, "exponent": x}, st.floats(1.5, 10)),
        st.builds(lambda e: {"kind": "edge_probabilities", "edges": [list(edge) for edge in e]}, weighted),
    )


SOURCES = st.one_of(
    st.sampled_from(["critters", "scenes", "shapes3d", "pendulum"]),
    st.builds(lambda path: {"format": "npz", "path": path}, st.text(min_size=1, max_size=30)),
    st.builds(lambda pattern: {"format": "folder", "path": "x", "pattern": pattern}, st.none() | st.text(max_size=20)),
    st.builds(lambda bins: {"format": "causalvae", "path": "x", "scene": "flow", "bins": bins}, st.integers(2, 256)),
)


@st.composite
def valid_specs(draw):
    """The values of a whole spec that breaks no rule."""
    names = draw(st.lists(ANY_NAMES, min_size=1, max_size=6, unique=True))
    declared = [{"name": name, **draw(optional(states=st.integers(2, 99) | st.none()))} for name in names]
    counted = draw(optional(layout=st.sampled_from(["slots", "grid"]))) | {"count": draw(st.integers(1, 4096))}
    spec = {
        "apiVersion": "causalvq/v1",
        "name": draw(st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,20}", fullmatch=True)),
        "data": {"source": draw(SOURCES)}
        | draw(
            optional(
                image=optional(size=st.none() | st.integers(8, 1024)),
                split=st.sampled_from([{"train": 0.6, "validation": 0.3}, {"train": 1, "validation": 0, "test": 0}]),
                pairs=st.sampled_from(["none", {"from": "none"}, {"file": "p.csv"}, {"frequency": "natural"}, {}]),
                imbalance=st.dictionaries(ANY_NAMES, st.sampled_from([[0.5, 0.5], [0.9, 0.1, 0]]), max_size=2),
                cyclic=st.lists(ANY_NAMES, unique=True, max_size=3),
            )
        ),
        "variables": draw(st.sampled_from([declared, counted])),
        "codebook": {"size": draw(st.sampled_from([2, 8, 512]))}
        | draw(optional(dim=st.integers(1, 4096), quantizer=st.sampled_from(["vq", "fsq", "lfq", "latent"]))),
    }
    if spec["codebook"].get("quantizer") == "lfq":  # which has a power of two of states
        for variable in declared:
            variable.pop("states", None)
    return spec | draw(
        optional(
            seed=st.integers(0, 2**32 - 1),
            graph=optional(required=edges(names), prior=priors(names), acyclic=st.booleans(), file=st.text(min_size=1)),
            losses=optional(swap=WEIGHTS, pull=WEIGHTS),
            model=optional(
                encoder=optional(widths=st.none() | st.lists(st.integers(1, 8192), min_size=1, max_size=16)),
                transition=optional(hidden=st.integers(1, 8192)),
            ),
            train=optional(
                steps=st.integers(1, 10**8),
                gradient_clip=st.none() | st.floats(1e-6, 1e6),
                optimizer=optional(lr=st.floats(1e-12, 10), betas=st.tuples(st.floats(0, 0.99), st.just(0)).map(list)),
            ),
            evaluate=optional(
                metrics=st.just("auto") | st.lists(st.sampled_from(["action_retrieval", "infomec", "dci"]), unique=True)
            ),
        )
    )
