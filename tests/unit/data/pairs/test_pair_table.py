from pathlib import Path

import numpy as np
import pytest

from causalvq.data import SourceFacts, open_source, set_pairs, step_pairs
from causalvq.data.facts import FactorFacts
from causalvq.data.pairs.meaning import SETS, STEPS, Actions, Meaning
from causalvq.data.pairs.neighbours import present_steps
from causalvq.data.pairs.pair_table import read_pair_table
from causalvq.data.pairs.pair_writing import pair_table_text
from causalvq.errors import DataError

HAIR = FactorFacts("hair", 3, ("red", "brown", "black"), cyclic=True)
SIZE = FactorFacts("size", 3, ("0", "1", "2"))
FACTS = SourceFacts(8, 8, 3, 8, 8, 10, (HAIR, SIZE), False, "f" * 64)


def find(name):
    return {"a.png": 0, "b.png": 1, "c.png": 2}[name]


@pytest.fixture
def table(tmp_path):
    def write(text):
        path = tmp_path / "pairs.csv"
        path.write_text(text)
        return read_pair_table(path)

    return write


def rows(pairs):
    return list(
        zip(
            *(column.tolist() for column in (pairs.x, pairs.y, pairs.factor, pairs.direction, pairs.value)), strict=True
        )
    )


def test_a_step_is_read_from_the_values_before_and_after(table):
    pairs = table("input,output,factor,from,to\na.png,b.png,hair,red,brown\nb.png,a.png,size,2,1\n").resolve(
        STEPS, FACTS, (0, 1), find
    )

    assert rows(pairs) == [(0, 1, 0, 1, 1), (1, 0, 1, -1, 1)]


def test_a_cyclic_factor_steps_from_its_last_value_to_its_first(table):
    read = table("input,output,factor,from,to\na.png,b.png,hair,black,red\nb.png,a.png,hair,red,black\n")

    assert rows(read.resolve(STEPS, FACTS, (0, 1), find)) == [(0, 1, 0, 1, 0), (1, 0, 0, -1, 2)]


def test_a_set_value_needs_no_value_before(table):
    pairs = table("input,output,factor,value\na.png,c.png,hair,black\n").resolve(SETS, FACTS, (1, 0), find)

    assert rows(pairs) == [(0, 2, 1, 0, 2)]


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [("step", "hair+1", (0, 1, -1)), ("step", "size-1", (1, -1, -1)), ("set", "hair=brown", (0, 0, 1))],
)
def test_an_action_is_read_from_its_name(table, kind, text, expected):
    pairs = table(f"input,output,action\na.png,b.png,{text}\n").resolve(Actions(kind), FACTS, (0, 1), find)

    assert rows(pairs) == [(0, 1, *expected)]


def test_an_empty_action_is_unknown_and_kept(table):
    pairs = table("input,output,action\na.png,b.png,hair+1\nb.png,c.png,\n").resolve(STEPS, FACTS, (0, 1), find)

    assert rows(pairs) == [(0, 1, 0, 1, -1), (1, 2, -1, 0, -1)]


def test_a_repeated_row_is_one_pair(table):
    pairs = table("input,output,action\n" + "a.png,b.png,hair+1\n" * 3).resolve(STEPS, FACTS, (0, 1), find)

    assert len(pairs) == 1


def test_a_table_over_unlabelled_images_names_the_factors(table):
    read = table("input,output,factor,from,to\na,b,size,10,9\nb,a,hue,warm,cold\na,b,size,9,11\n")

    assert read.factors() == (
        FactorFacts("size", 3, ("9", "10", "11")),
        FactorFacts("hue", 2, ("warm", "cold")),
    )


WORDS = "input,output,action\na.png,b.png,push_left\nb.png,c.png,turn-1\na.png,c.png,\nc.png,a.png,dye\n"


def test_each_word_of_the_users_own_is_the_step_of_a_factor_until_more_is_said(table):
    read = table(WORDS)
    facts = SourceFacts(8, 8, 3, 8, 8, 3, read.factors(), False, "f")

    assert [(factor.name, factor.size, factor.words) for factor in facts.factors] == [
        ("push_left", 0, ("push_left",)),
        ("turn-1", 0, ("turn-1",)),
        ("dye", 0, ("dye",)),
    ]
    assert rows(read.resolve(Actions(), facts, (0, 1, 2), find)) == [
        (0, 1, 0, 1, -1),
        (1, 2, 1, 1, -1),
        (0, 2, -1, 0, -1),
        (2, 0, 2, 1, -1),
    ]


def test_opposites_are_the_steps_of_one_factor_and_alternatives_set_its_values(table):
    read = table(WORDS)
    meaning = Meaning(opposites=(("turn-1", "push_left"),), alternatives=(("dye",),))
    facts = SourceFacts(8, 8, 3, 8, 8, 3, read.factors(meaning), False, "f")

    assert [(factor.name, factor.size, factor.values) for factor in facts.factors] == [
        ("turn-1 / push_left", 0, ()),
        ("dye", 1, ("dye",)),
    ]
    pairs = read.resolve(Actions(), facts, (0, 1), find)
    assert rows(pairs) == [(0, 1, 0, -1, -1), (1, 2, 0, 1, -1), (0, 2, -1, 0, -1), (2, 0, 1, 0, 0)]
    assert pair_table_text(pairs, np.empty((3, 0), dtype=np.int64), facts, (0, 1)).splitlines()[2:] == [
        "0,1,push_left",
        "1,2,turn-1",
        "0,2,",
        "2,0,dye",
    ]


@pytest.mark.parametrize(
    ("meaning", "words"),
    [
        (Meaning(opposites=(("push_left", "push_rihgt"),)), "no pair has the action 'push_rihgt'"),
        (Meaning(opposites=(("push_left", "dye"),), alternatives=(("dye",),)), "'dye' is named twice"),
    ],
)
def test_a_meaning_of_words_that_are_not_there_or_there_twice_is_refused(table, meaning, words):
    with pytest.raises(DataError, match=words) as refused:
        table(WORDS).factors(meaning)

    assert refused.value.diagnostics[0].code == "CVQ316"


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("a.png,d.png,hair,red,brown", "there is no image 'd.png'"),
        ("a.png,b.png,hairs,red,brown", "did you mean hair?"),
        ("a.png,b.png,hair,red,bron", "did you mean brown?"),
        ("a.png,b.png,size,0,2", "not one step of its factor"),
        ("a.png,b.png,size,1,1", "not one step of its factor"),
        ("a.png,b.png,size,,1", "not one step of its factor"),
        ("a.png,b.png,,0,1", "a value without a factor"),
    ],
)
def test_a_wrong_row_is_named_with_its_line(table, row, words):
    read = table(f"input,output,factor,from,to\na.png,b.png,hair,red,brown\n{row}\n")
    with pytest.raises(DataError) as caught:
        read.resolve(STEPS, FACTS, (0, 1), find)

    (fault,) = caught.value.diagnostics
    assert fault.code == "CVQ310"
    assert words in str(fault)
    assert (Path(fault.place.file).name, fault.place.line) == ("pairs.csv", 3)


def test_all_wrong_rows_are_reported_together(table):
    read = table("input,output,action\nx,b.png,hair+1\na.png,y,hair+1\na.png,b.png,hat+1\n")
    with pytest.raises(DataError) as caught:
        read.resolve(STEPS, FACTS, (0, 1), find)

    assert [fault.place.line for fault in caught.value.diagnostics] == [2, 3, 4]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", 1),
        ("input,output,colour\n", 1),
        ("input,output,action\na,b,c,d\n", 2),
        ("input,output,action\na,,hair+1\n", 2),
        ("# causalvq pairs v9\ninput,output,action\n", 1),
    ],
)
def test_a_table_of_another_form_is_refused(table, text, line):
    with pytest.raises(DataError, match="CVQ310") as caught:
        table(text)

    assert caught.value.diagnostics[0].place.line == line


def test_a_table_that_is_not_text_or_not_there_is_refused(tmp_path):
    (tmp_path / "pairs.csv").write_bytes(b"\xff\xfe\x00")

    with pytest.raises(DataError, match="CVQ302"):
        read_pair_table(tmp_path / "pairs.csv")
    with pytest.raises(DataError, match="CVQ301"):
        read_pair_table(tmp_path / "none.csv")


@pytest.mark.parametrize("pair", [step_pairs, set_pairs])
def test_written_pairs_read_back_as_they_were(tmp_path, pair):
    source = open_source("pendulum", base=Path(), size=8)
    labels = source.factors(np.arange(len(source)))
    pairs = pair(labels, source.facts.sizes, np.arange(0, len(source), 3), (2, 0))

    path = tmp_path / "pairs.csv"
    path.write_text(pair_table_text(pairs, labels, source.facts, (2, 0)))
    read = read_pair_table(path).resolve(STEPS if pair is step_pairs else SETS, source.facts, (2, 0), int)

    assert path.read_text().startswith("# causalvq pairs v1 ")
    assert rows(read) == rows(pairs)
    assert len(read) > 100


@pytest.mark.parametrize(("kind", "actions"), [("step", ["hair+1", "", "size-1"]), ("set", ["hair=red", "", "size=2"])])
def test_unknown_actions_and_images_without_labels_are_written_as_actions(table, tmp_path, kind, actions):
    text = "input,output,action\n" + "".join(f"{row},{row + 1},{action}\n" for row, action in enumerate(actions))
    pairs = table(text).resolve(Actions(kind), FACTS, (0, 1), int)

    path = tmp_path / "written.csv"
    path.write_text(pair_table_text(pairs, np.empty((4, 0), dtype=np.int64), FACTS, (0, 1)))

    assert path.read_text().partition("\n")[2] == text
    assert rows(read_pair_table(path).resolve(Actions(kind), FACTS, (0, 1), int)) == rows(pairs)


LABELS = np.array([[0, 2], [1, 2], [2, 2]])


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("step", "input,output,factor,value\na.png,b.png,hair,brown", (0, 1, 0, 1, 1)),
        ("step", "input,output,action\nb.png,a.png,hair-1", (1, 0, 0, -1, 0)),
        ("step", "input,output,action\nb.png,a.png,hair=red", (1, 0, 0, -1, 0)),
        ("set", "input,output,action\na.png,b.png,hair+1", (0, 1, 0, 0, 1)),
    ],
)
def test_labels_fill_in_what_a_row_leaves_out(table, kind, text, expected):
    assert rows(table(text + "\n").resolve(Actions(kind), FACTS, (0, 1), find, LABELS)) == [expected]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("factor,value\na.png,b.png,hair,black", "not true of its images: hair after; expected: brown, the label"),
        (
            "factor,from,to\na.png,b.png,hair,brown,brown",
            "not true of its images: hair before; expected: red, the label",
        ),
        ("action\na.png,b.png,hair-1", "no step -1 of hair; got: red before and brown after"),
        ("action\na.png,b.png,size+1", "no step +1 of size; got: 2 before and 2 after"),
        ("action\na.png,b.png,push", "there is no action 'push'; expected: FACTOR+1, FACTOR-1 or FACTOR=VALUE"),
    ],
)
def test_a_row_that_contradicts_the_labels_is_refused(table, text, words):
    with pytest.raises(DataError) as caught:
        table(f"input,output,{text}\n").resolve(STEPS, FACTS, (0, 1), find, LABELS)

    assert words in str(caught.value)


def test_a_table_without_rows_or_with_an_endless_cell_is_refused(table):
    with pytest.raises(DataError, match="CVQ310 the table has no rows"):
        table("input,output,action\n")
    with pytest.raises(DataError, match=r"CVQ302 pairs\.csv is not a CSV"):
        table("input,output,action\n0,1," + "x" * 200_000 + "\n")


# Of size, 0 and 2 are present where the hair is red, all three where it is brown.
GAPS = np.array([[0, 0], [0, 2], [1, 0], [1, 1], [1, 2], [2, 2]])


def row_number(name):
    return int(name)


def test_a_step_may_pass_over_values_that_its_row_of_the_grid_does_not_have(table):
    over = table("input,output,factor,from,to\n0,1,size,0,2\n1,0,size,2,0\n")

    assert rows(over.resolve(STEPS, FACTS, (0, 1), row_number, GAPS, "present")) == [(0, 1, 1, 1, 2), (1, 0, 1, -1, 0)]
    with pytest.raises(DataError, match="values next to each other"):
        over.resolve(STEPS, FACTS, (0, 1), row_number, GAPS, "adjacent")


def test_a_step_over_a_value_that_is_present_is_none(table):
    with pytest.raises(DataError, match=r"pairs.csv:2: CVQ310 .*expected: the next value present in that row"):
        table("input,output,factor,from,to\n2,4,size,0,2\n").resolve(STEPS, FACTS, (0, 1), row_number, GAPS, "present")


def test_the_direction_of_a_step_over_a_gap_is_that_of_its_action(table):
    found = table("input,output,action\n0,1,size+1\n").resolve(STEPS, FACTS, (0, 1), row_number, GAPS, "present")

    assert rows(found) == [(0, 1, 1, 1, 2)]
    with pytest.raises(DataError, match=r"no step -1 of size"):
        table("input,output,action\n0,1,size-1\n").resolve(STEPS, FACTS, (0, 1), row_number, GAPS, "present")


def test_a_cyclic_factor_is_stepped_the_way_that_passes_over_nothing_and_the_shorter_one_of_two(table):
    # Where the size is 2 all hair is present: red to black is one step down. Where it is 0, black is not.
    found = table("input,output,factor,from,to\n1,5,hair,red,black\n5,1,hair,black,red\n0,2,hair,red,brown\n")

    assert rows(found.resolve(STEPS, FACTS, (0, 1), row_number, GAPS, "present")) == [
        (1, 5, 0, -1, 2),
        (5, 1, 0, 1, 0),
        (0, 2, 0, 1, 1),
    ]


def test_without_labels_the_order_of_the_values_says_the_direction(table):
    found = table("input,output,factor,from,to\na.png,b.png,size,0,2\nb.png,c.png,size,2,1\n")

    assert rows(found.resolve(STEPS, FACTS, (0, 1), find, None, "present")) == [(0, 1, 1, 1, 2), (1, 2, 1, -1, 1)]


def test_pairs_over_gaps_are_written_and_read_back(table):
    steps = present_steps(GAPS, (3, 3), (0, 1), (True, False))
    pairs = step_pairs(GAPS, (3, 3), np.arange(6), (0, 1), steps=steps)

    text = pair_table_text(pairs, GAPS, FACTS, (0, 1))

    assert rows(table(text).resolve(STEPS, FACTS, (0, 1), row_number, GAPS, "present")) == rows(pairs)


def test_a_value_is_one_however_a_row_writes_it(table):
    read = table("input,output,factor,from,to\na.png,b.png,size,01,2.0\nb.png,a.png,size,+2,1\n")

    assert rows(read.resolve(STEPS, FACTS, (0, 1), find)) == [(0, 1, 1, 1, 2), (1, 0, 1, -1, 1)]
    (own,) = read.factors()
    assert (own.values, own.notices) == (
        ("1", "2"),
        ("'+2' and '2.0' are one value, 2", "'01' and '1' are one value, 1"),
    )


def test_an_index_stands_for_a_value_only_where_values_are_no_numbers(table):
    tens = SourceFacts(8, 8, 3, 8, 8, 10, (FactorFacts("size", 3, ("0", "10", "20")),), False, "f" * 64)

    assert rows(table("input,output,factor,value\na.png,b.png,hair,2\n").resolve(SETS, FACTS, (0,), find))[0][4] == 2
    with pytest.raises(DataError, match="CVQ310 factor 'size' has no value '1'"):
        table("input,output,factor,value\na.png,b.png,size,1\n").resolve(SETS, tens, (0,), find)


def test_what_is_no_number_among_the_numbers_of_a_table_is_refused(table):
    read = table("input,output,factor,value\na.png,b.png,size,1\nb.png,a.png,size,inf\na.png,c.png,size,2\n")

    with pytest.raises(DataError, match=r"pairs\.csv:3: CVQ310 factor 'size' has a value that is not finite"):
        read.factors()


def test_words_are_one_however_their_accents_are_written(table):
    read = table("input,output,action\na.png,b.png,caf\u00e9\nb.png,a.png,cafe\u0301\na.png,b.png,tea\n")

    assert read.words == ("caf\u00e9", "tea")
    assert (
        len(rows(read.resolve(STEPS, SourceFacts(8, 8, 3, 8, 8, 10, read.factors(), False, "f" * 64), (0, 1), find)))
        == 3
    )


def test_an_action_is_cut_where_a_factor_ends_whatever_signs_its_name_has(table):
    odd = (FactorFacts("a=b", 2, ("x", "y=z")), FactorFacts("size [cm], left", 3, ("1", "2", "3")))
    facts = SourceFacts(8, 8, 3, 8, 8, 10, odd, False, "f" * 64)
    text = 'input,output,action\na.png,b.png,a=b=y=z\na.png,c.png,"size [cm], left=3"\n'

    assert rows(table(text).resolve(SETS, facts, (0, 1), find)) == [(0, 1, 0, 0, 1), (0, 2, 1, 0, 2)]
    steps = table('input,output,action\na.png,b.png,a=b+1\na.png,c.png,"size [cm], left-1"\n')
    assert rows(steps.resolve(STEPS, facts, (0, 1), find)) == [(0, 1, 0, 1, -1), (0, 2, 1, -1, -1)]


def test_a_digest_is_of_what_the_rows_say(table):
    one = table("before,after,action\na.png,b.png,hair+1\nb.png,c.png,hair+1\n").digest

    assert table("after,before,action\r\nb.png,a.png,hair+1\r\n\r\nc.png,b.png,hair+1\r\n").digest == one
    for other in ("a.png,b.png,hair+1\nb.png,c.png,hair-1\n", "b.png,c.png,hair+1\na.png,b.png,hair+1\n"):
        assert table("before,after,action\n" + other).digest != one
