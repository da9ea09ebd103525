from causalvq.dsl import load


def test_values_know_their_places(small):
    document = load(small)

    place = document.place("codebook.size")
    assert (place.file, place.line, place.column, place.length) == (str(small), 6, 9, 1)
    assert place.excerpt == "  size: 8"
    assert str(document.place("graph.required[1][0]")) == f"{small}:8:23"


def test_a_default_has_the_place_of_the_nearest_key_that_was_written(small):
    document = load(small)

    assert document.place("codebook.dim").line == 5
    assert document.place("train.optimizer.lr").line == 1
    assert not document.given("codebook.dim")
    assert document.given("codebook.size")
