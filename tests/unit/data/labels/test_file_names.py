import pytest

from causalvq.data.labels.file_names import Locator, list_files


@pytest.fixture
def tree(tmp_path):
    for name in ("a/1.png", "a/2.PNG", "b/2.png", "b/notes.txt", ".hidden/3.png", "007.jpg", "run/4.png"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"")
    for name in ("plan.json", "run.json"):
        (tmp_path / "run" / name).write_text("{}")
    return tmp_path


def test_files_are_listed_sorted_without_what_is_hidden_or_left_by_a_training(tree):
    listing = list_files(tree)

    assert listing.files == ("007.jpg", "a/1.png", "a/2.PNG", "b/2.png", "b/notes.txt")
    assert listing.images == ("007.jpg", "a/1.png", "a/2.PNG", "b/2.png")
    assert listing.cut is None


def test_a_loop_of_links_ends(tree):
    (tree / "a" / "up").symlink_to(tree, target_is_directory=True)

    assert list_files(tree).images == ("007.jpg", "a/1.png", "a/2.PNG", "b/2.png")


def test_a_list_is_cut_where_it_is_too_long_or_takes_too_long(tree):
    assert list_files(tree, most=2).cut == "over 2 files"
    assert len(list_files(tree, most=2).files) == 2
    assert list_files(tree, seconds=0).cut == "over 0 s"


@pytest.mark.parametrize(
    ("written", "near", "found"),
    [
        ("1.png", "a", "a/1.png"),
        ("a/1.png", ".", "a/1.png"),
        ("./a/1.png", ".", "a/1.png"),
        ("a\\1.png", ".", "a/1.png"),
        ("C:\\images\\a\\1.png", ".", "a/1.png"),
        ("/elsewhere/b/2.png", ".", "b/2.png"),
        ("1", ".", "a/1.png"),
        ("7", ".", "007.jpg"),
        ("007", "b", "007.jpg"),
        ("2.png", ".", None),  # two files might be meant
        ("b/2", ".", "b/2.png"),
        ("notes", ".", None),  # no image
        ("", ".", None),
        ("\0", ".", None),
        ("3.png", ".", None),
    ],
)
def test_a_file_is_found_as_a_table_may_call_it(tree, written, near, found):
    locator = Locator(tree, list_files(tree).files)

    assert locator.find(written, locator.nearness(tree / near)) == found


def test_an_absolute_path_is_one_file(tree):
    locator = Locator(tree / "a")
    outside = locator.find(str(tree / "b/2.png"), locator.nearness(tree))

    assert outside == "../b/2.png"
    assert locator.find("../b/2.png", "") == outside
    assert locator.find(str(tree / "a/1.png"), "") == "1.png"


def test_accents_may_be_written_in_two_ways(tmp_path):
    (tmp_path / "gru\u0308n.png").write_bytes(b"")

    assert Locator(tmp_path).find("gr\u00fcn.png", "") == "gru\u0308n.png"


@pytest.mark.parametrize(
    ("written", "file"),
    [
        ("https://example.org/set/a%20b.png", "in/a b.png"),
        ("https://example.org/set/c.png?raw=1#top", "in/c.png"),
        ("a%20b.png", "in/a b.png"),
        ("50%25.png", "in/50%25.png"),  # a file that is called so itself
        ("none.png?raw=1", None),
    ],
)
def test_addresses_lead_to_the_file_that_they_end_with(tmp_path, written, file):
    assert Locator(tmp_path, ["in/a b.png", "in/c.png", "in/50%25.png"]).find(written, "") == file
