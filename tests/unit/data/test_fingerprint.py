import numpy as np
from PIL import Image

from causalvq.data import fingerprint as module
from causalvq.data.fingerprint import fingerprint, fingerprint_files
from causalvq.data.formats.npz import NpzSource
from causalvq.data.sources.folder import FolderSource


def test_a_changed_image_changes_the_fingerprint_and_a_moved_folder_does_not(folder):
    before = FolderSource(folder).facts.fingerprint
    moved = folder.rename(folder.parent / f"{folder.name}_moved")
    assert FolderSource(moved).facts.fingerprint == before

    Image.new("RGB", (16, 16), (1, 2, 3)).save(moved / "train" / "red_9.png")
    assert FolderSource(moved).facts.fingerprint != before


def test_equal_files_have_equal_fingerprints_and_one_pixel_changes_it(arrays, write_npz):
    first = NpzSource(write_npz(arrays, compressed=False)).facts.fingerprint
    assert NpzSource(write_npz(arrays, compressed=False)).facts.fingerprint == first

    arrays["images"][0, 0, 0, 0] ^= 1
    assert NpzSource(write_npz(arrays, compressed=False)).facts.fingerprint != first


def write(path, content):
    path.write_bytes(content)
    return path


def test_content_and_settings_count_and_names_do_not(tmp_path):
    first, same = write(tmp_path / "a", b"one"), write(tmp_path / "b", b"one")

    assert fingerprint([first]) == fingerprint([same])
    assert fingerprint([first], "grey") != fingerprint([first])
    assert fingerprint([first], "a", "b") != fingerprint([first], "ab")
    assert len(fingerprint([first])) == 64


def test_where_one_file_ends_counts(tmp_path):
    cut = [write(tmp_path / name, text) for name, text in (("a", b"one"), ("b", b"two"), ("c", b"on"), ("d", b"etwo"))]

    assert fingerprint(cut[:2]) != fingerprint(cut[2:])


def test_a_large_file_is_sampled_at_both_ends_and_between(tmp_path, monkeypatch):
    for name, value in (("WHOLE", 1000), ("BLOCK", 8), ("PLACES", 5)):
        monkeypatch.setattr(module, name, value)
    content = np.zeros(2008, dtype=np.uint8)
    plain = fingerprint([write(tmp_path / "a", content.tobytes())])

    def changed(at):
        other = content.copy()
        other[at] = 1
        return fingerprint([write(tmp_path / "b", other.tobytes())]) != plain

    # Of 2,000 places to begin at, five even steps: 0, 500, ..., 2000, eight bytes each.
    assert [changed(at) for at in (0, 7, 8, 499, 500, 1507, 2007)] == [True, True, False, False, True, True, True]
    assert fingerprint([write(tmp_path / "b", content.tobytes()[:-1])]) != plain, "its size counts"


def test_the_name_of_an_image_within_its_folder_counts(tmp_path):
    image, table = write(tmp_path / "1.png", b"pixels"), write(tmp_path / "t.csv", b"labels")
    found = fingerprint_files(tmp_path, [image], [table])

    assert fingerprint_files(tmp_path, [image], []) != found
    assert fingerprint_files(tmp_path, [image.rename(tmp_path / "2.png")], [table]) != found
    assert fingerprint_files(tmp_path, [tmp_path / "gone.png"], [table]) != found


def test_of_many_images_the_first_the_last_and_some_between_are_read(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "WHOLE", 10)
    monkeypatch.setattr(module, "PLACES", 3)
    paths = [write(tmp_path / f"{number}.png", b"four") for number in range(5)]
    plain = fingerprint_files(tmp_path, paths, [])

    def changed(number):
        write(paths[number], b"FOUR")
        found = fingerprint_files(tmp_path, paths, []) != plain
        write(paths[number], b"four")
        return found

    assert [changed(number) for number in range(5)] == [True, False, True, False, True]
