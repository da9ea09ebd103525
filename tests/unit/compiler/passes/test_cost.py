import pytest

from causalvq.compiler.passes.cost import price, reads_again, training_bytes
from causalvq.compiler.plan import LayerPlan
from causalvq.errors import CompileError

LAYERS = (
    LayerPlan(name="encoder.a", kind="convolution", out=(4, 2, 2), parameters=10, multiply_adds=100),
    LayerPlan(name="quantizer.b", kind="codebooks", out=(3, 4), parameters=5, buffers=7, multiply_adds=20),
    LayerPlan(name="decoder.c", kind="residual", out=(8, 2, 2), parameters=30, multiply_adds=300),
)


@pytest.fixture
def parts(plan):
    made = plan("train.batch_size=10")
    return made.data.model_copy(update={"height": 4, "width": 5, "images": 1000}), made.train


def test_a_step_is_forward_and_backward_of_both_images_of_each_pair(parts):
    assert price(parts[0], LAYERS, parts[1], reads_again=False).multiply_adds == 3 * 20 * 420


def test_what_a_step_decodes_and_reads_beside_is_one_image_a_pair(parts):
    beside = price(parts[0], LAYERS, parts[1], reads_again=True)

    # The encoder is passed forward and backward, the decoder forward alone.
    assert beside.multiply_adds == 3 * 20 * 420 + 10 * (3 * 100 + 300)
    assert beside.training_bytes - price(parts[0], LAYERS, parts[1], reads_again=False).training_bytes == 4 * 20 * 8


def test_parameters_checkpoints_and_images_are_counted_by_hand(parts):
    made = price(parts[0], LAYERS, parts[1], reads_again=False)

    assert made.parameters == 45
    assert made.checkpoint_bytes == 4 * (3 * 45 + 7)
    assert made.data_bytes == 1000 * 3 * 4 * 5
    assert made.inference_bytes == 4 * (2 * 32 + 60 + 45 + 7)


def test_pixels_of_two_bytes_take_twice_as_much(parts):
    data = parts[0].model_copy(update={"dtype": "uint16"})

    assert price(data, LAYERS, parts[1], reads_again=False).data_bytes == 2 * 1000 * 3 * 4 * 5


def test_of_what_layers_keep_one_piece_of_the_batch_is_there_at_a_time(parts):
    data, train = parts
    kept = 16 + 3 * 12 + 4 * 32  # numbers of each layer, as often as its kind keeps them

    whole, third = (training_bytes(data, LAYERS, train, pieces, reads_again=False) for pieces in (1, 3))

    assert whole - third == 4 * kept * (20 - 7)


def test_a_step_reads_again_for_the_cycle_and_never_in_a_grid(plan):
    grid = plan("variables={count: 16, layout: grid}").grid

    assert reads_again({"cycle": 0.1}, None)
    assert not reads_again({"cycle": 0.0}, None)
    assert not reads_again({}, None)
    assert not reads_again({"cycle": 0.1}, grid)


def test_more_than_any_machine_holds_is_refused_with_what_to_make_smaller(plan):
    with pytest.raises(CompileError, match=r"CVQ218 training would take \d+ TiB of memory.*expected: at most 1 TiB"):
        plan("train.batch_size=65536", "model={encoder: {widths: [4096, 4096]}, decoder: {widths: [4096, 4096]}}")
