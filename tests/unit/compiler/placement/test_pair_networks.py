from causalvq.compiler.placement.pair_networks import small, widths


def test_images_are_halved_down_to_about_four_pixels():
    assert widths(32, 32) == (32, 64, 128)
    assert widths(64, 128) == (32, 64, 128, 128)
    assert widths(5, 5) == (32,)
    assert len(widths(1024, 1024)) == 5


def test_large_images_are_averaged_down_to_32_pixels():
    assert small(16, 24) == (16, 24)
    assert small(64, 64) == (32, 32)
    assert small(128, 64) == (32, 16)
