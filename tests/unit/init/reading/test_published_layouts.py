from pathlib import Path

import pytest

from causalvq.data.labels.file_names import Listing
from causalvq.init.reading.published_layouts import published_file, published_layout


@pytest.mark.parametrize(
    ("files", "source"),
    [
        (("x/list_attr_celeba.txt",), {"format": "celeba", "path": "x"}),
        (("cars/car_1_mesh.mat", "cars/list.txt"), {"format": "cars3d", "path": "cars"}),
        (("cars/car_1_mesh.mat",), None),
        (("smallnorb-5x46789x9x18x6x2x96x96-training-dat.mat",), {"format": "smallnorb", "path": ""}),
        (("s/shoes/1.png", "s/body/0.png"), {"format": "sprites", "path": "s"}),
        (("train-rec.labels",), {"format": "falcor3d", "path": ""}),
        (("labels.npy", "images/000000.png"), {"format": "isaac3d", "path": ""}),
        (("labels.npy",), None),
        (("raw_latents_0.npy",), {"format": "causal3dident", "path": ""}),
        (("a_1_-2_3_4.png", "a_1_2_3_5.png"), {"format": "causalvae", "path": "", "scene": "pendulum"}),
        (("a_1_2_3_4.png", "b.png"), None),
        ((), None),
    ],
)
def test_a_set_is_known_by_the_files_that_it_consists_of(files, source):
    assert published_layout(Listing(Path("set"), files), "error") == source


def test_what_is_missing_is_for_the_set_that_can_leave_it_out():
    listing = Listing(Path("set"), ("list_attr_celeba.txt",))

    assert published_layout(listing, "skip")["missing"] == "skip"


@pytest.mark.parametrize(
    ("name", "arrays", "found"),
    [
        ("x.npz", {"imgs": (10, 64, 64), "latents_classes": (10, 6)}, "dsprites"),
        ("x.npz", {"imgs": (10, 64, 64), "latents_classes": (10, 2)}, None),
        ("3dshapes.h5", {"images": (10, 64, 64, 3), "labels": (10, 6)}, "3dshapes"),
        ("mpi3d_toy.npz", {"images": (10, 64, 64, 3)}, "mpi3d"),
        ("mpi3d_toy.npz", {"images": (10, 64, 64, 3), "labels": (10, 7)}, None),
        ("x.npz", {"images": (10, 64, 64)}, None),
    ],
)
def test_a_file_is_known_by_its_arrays_or_its_name(name, arrays, found):
    assert published_file(Path(name), arrays) == found
