import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from causalvq.runtime.detail import with_detail


def drawn(seed, count=3, channels=3, side=16):
    return torch.rand(count, channels, side, side, generator=torch.Generator().manual_seed(seed)) * 1.6 - 0.8


@given(st.integers(0, 20), st.sampled_from([1, 3]), st.sampled_from([8, 16, 33]))
def test_what_codes_leave_alone_stays_to_the_bit(seed, channels, side):
    images, before = (drawn(seed + part, 2, channels, side) for part in (0, 100))

    assert torch.equal(with_detail(images, before, before.clone()), images)


def test_where_codes_say_all_there_is_the_decoded_image_is_the_answer():
    before, after = drawn(0), drawn(1)

    torch.testing.assert_close(with_detail(before, before, after), after)


def test_a_texture_that_no_code_holds_stays_on_what_changes():
    grain = 0.05 * drawn(0)
    before, after = torch.zeros(3, 3, 16, 16), torch.zeros(3, 3, 16, 16)
    before[:, :, :8] = 0.5
    after[:, :, :8] = -0.5
    found = with_detail(before + grain, before, after)

    torch.testing.assert_close(found, after + grain, atol=0.02, rtol=0)


def test_what_is_replaced_does_not_show_through_where_codes_did_not_know_it():
    images, before, after = (torch.full((1, 1, 16, 16), -0.9) for _ in range(3))
    images[:, :, :, :8] = 0.9  # of which the codes say nothing
    after[:, :, :, :8] = 0.1
    found = with_detail(images, before, after)

    assert (found - after)[:, :, :, :6].abs().max() < 0.5 < (images + (after - before) - after)[:, :, :, :6].abs().min()
    torch.testing.assert_close(found[:, :, :, 12:], images[:, :, :, 12:])


def test_a_flat_image_has_no_deviation_and_is_changed_as_codes_say():
    flat = torch.zeros(2, 1, 8, 8)

    assert with_detail(flat, flat, flat + 0.25).unique().tolist() == pytest.approx([0.25])
