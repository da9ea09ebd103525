from causalvq.data.labels.spellings import part_in, part_of


def test_parts_are_told_by_the_words_of_the_field():
    assert [part_of(word) for word in ("Training", " VAL ", "dev", "holdout", "tester", "")] == [
        "train", "validation", "validation", "test", None, None,
    ]  # fmt: skip
    assert part_in(["images", "trn", "test"]) == "train"
    assert part_in(["images"]) is None
