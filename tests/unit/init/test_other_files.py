import pytest

from causalvq.errors import DataError
from causalvq.init.options import Options
from causalvq.init.other_files import remedy_of
from causalvq.init.proposal import propose


@pytest.mark.parametrize(
    ("names", "remedy"),
    [
        (["a/b.PKL"], "b.PKL: it could run code"),
        (["notes.md", "film.mp4"], "film.mp4: save its frames as images: ffmpeg -i film.mp4"),
        (["scan.dcm"], "scan.dcm: save its slices as TIFF"),
        (["noending", "x.md"], None),
    ],
)
def test_files_of_a_known_kind_come_with_what_to_do(names, remedy):
    found = remedy_of(names)
    assert found is None if remedy is None else found.startswith(remedy)


@pytest.mark.parametrize("given", ["data", "data/x.pt"])
def test_it_is_told_where_there_are_no_images(tmp_path, given):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "x.pt").write_bytes(b"PK")

    with pytest.raises(DataError, match=r"CVQ322 .*x\.pt: it could run code when read.*numpy\.savez"):
        propose(tmp_path / given, tmp_path / "spec.yaml", Options())
