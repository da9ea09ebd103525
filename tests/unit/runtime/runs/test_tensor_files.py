import torch
from safetensors import safe_open
from safetensors.torch import load_file

from causalvq.runtime.runs.tensor_files import write_tensors


def test_tensors_come_back_whatever_their_layout(tmp_path):
    image = torch.rand(2, 3, 4, 5).to(memory_format=torch.channels_last).requires_grad_()
    write_tensors(tmp_path / "x.safetensors", {"image": image, "turned": image[0, 0].T}, {"format": "pt"})

    again = load_file(tmp_path / "x.safetensors")
    assert torch.equal(again["image"], image)
    assert torch.equal(again["turned"], image[0, 0].T)
    with safe_open(tmp_path / "x.safetensors", "pt") as file:
        assert file.metadata() == {"format": "pt"}
