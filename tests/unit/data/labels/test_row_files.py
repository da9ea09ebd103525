import pytest

from causalvq.data.labels.file_names import list_files
from causalvq.data.labels.label_tables import label_files
from causalvq.errors import DataError


@pytest.fixture
def wells(tmp_path):
    """Two plates of two wells, one of which has two images."""
    for name in ("P1_A01_s1.png", "P1_A01_s2.png", "P1_A02_s1.png", "P02_A01_s1.png"):
        (tmp_path / name).write_bytes(b"")
    (tmp_path / "layout.csv").write_text("plate,well,drug\n1,A01,a\n1,a02,b\n2,A01,c\n2,A02,d\n")
    return tmp_path


def labelled(folder, file_column, missing="skip"):
    found = label_files([folder / "layout.csv"], list_files(folder), file_column, ("drug",), missing)
    return dict(zip(found.files, found.columns["drug"], strict=True)), found.rows


def test_a_row_may_have_several_images(wells):
    found, left = labelled(wells, "P{plate}_{well}_{_}.png")
    assert found == {"P1_A01_s1.png": "a", "P1_A01_s2.png": "a", "P1_A02_s1.png": "b", "P02_A01_s1.png": "c"}
    assert left == ("1 row whose image is not there",)
    with pytest.raises(DataError, match=r"layout.csv:5: CVQ301 the row names 2 A02, which does not exist"):
        labelled(wells, "P{plate}_{well}_{_}.png", "error")


def test_a_pattern_of_columns_that_are_not_there_is_told(wells):
    with pytest.raises(DataError, match=r"CVQ307 .* names 'wel', which is no column.*did you mean well"):
        labelled(wells, "{plate}_{wel}.png")
