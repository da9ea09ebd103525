import pytest

from causalvq.data.labels.file_names import list_files
from causalvq.data.labels.label_tables import label_files
from causalvq.errors import DataError


@pytest.fixture
def read(tmp_path):
    """Reads tables beside four images."""
    for name in "abcd":
        (tmp_path / f"{name}.png").write_bytes(b"")

    def call(missing="error", **tables):
        for name, text in tables.items():
            (tmp_path / f"{name}.csv").write_text(text)
        paths = [tmp_path / f"{name}.csv" for name in tables]
        return label_files(paths, list_files(tmp_path), None, (), missing)

    return call


HUES = "file_name,hue,by\na.png,red,me\nb.png,blue,me\n"


def test_tables_that_name_the_same_images_are_joined(read):
    found = read(hues=HUES, sizes="image,size\nb.png,2\na.png,1\n")

    assert found.files == ("a.png", "b.png")
    assert dict(found.columns) == {"hue": ("red", "blue"), "by": ("me", "me"), "size": ("1", "2")}
    assert [path.name for path in found.tables] == ["hues.csv", "hues.csv"]


def test_what_both_say_must_agree(read):
    assert read(hues=HUES, sizes="file_name,size,by\nb.png,2,me\na.png,1,me\n").columns["by"] == ("me", "me")
    with pytest.raises(DataError, match=r"sizes.csv:2: CVQ310 by of b.png is you here, and me in hues.csv:3"):
        read(hues=HUES, sizes="file_name,size,by\nb.png,2,you\na.png,1,me\n")


def test_an_image_that_one_of_them_does_not_name_is_not_complete(read):
    sizes = "image,size\na.png,1\nc.png,3\n"
    with pytest.raises(DataError, match=r"sizes.csv: CVQ310 no row names b.png"):
        read(hues=HUES, sizes=sizes)

    found = read("skip", hues=HUES, sizes=sizes)
    assert (found.files, found.rows) == (("a.png",), ("2 images that one of the tables does not name",))


def test_tables_of_other_images_follow_each_other_with_the_columns_of_both(read):
    found = read(one=HUES, two="file_name,by,hue\nc.png,you,red\n")

    assert found.files == ("a.png", "b.png", "c.png")
    assert dict(found.columns) == {"hue": ("red", "blue", "red"), "by": ("me", "me", "you")}


def test_two_labels_for_one_image_are_refused(read):
    with pytest.raises(DataError, match=r"two.csv:2: CVQ310 the row names a.png, as line 2 of one.csv does"):
        read(one=HUES, two="file_name,hue,by\na.png,red,me\n")
