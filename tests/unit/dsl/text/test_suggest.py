import pytest

from causalvq.dsl import did_you_mean, suggest

KEYS = ["codebook", "graph", "batch_size", "erdos_renyi", "vq", "fsq", "step", "set"]


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("codebok", "codebook"),
        ("codeobok", "codebook"),
        ("Graph", "graph"),
        ("batch-size", "batch_size"),
        ("erdos", "erdos_renyi"),
        ("stpe", "step"),
        ("qv", "vq"),
        ("xyzzy", None),
        ("", None),
        ("c" * 100, None),
    ],
)
def test_the_closest_word(word, found):
    assert suggest(word, KEYS) == found


def test_as_a_hint():
    assert did_you_mean("grahp", KEYS) == "did you mean graph?"
    assert did_you_mean("xyzzy", KEYS) is None


@pytest.mark.parametrize(
    ("word", "certain"),
    [("grahp", True), ("Graph", True), ("batch-size", True), ("erdos", False), ("fsw", False), ("qv", False)],
)
def test_only_a_slip_towards_one_word_is_certain(word, certain):
    (remedy,) = did_you_mean(word, [*KEYS, "fsq", "fse"]).remedies

    assert remedy.certain is certain
    assert (remedy.act, remedy.was) == ("name", word)
