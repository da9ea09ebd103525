import numpy as np

from causalvq.data.procedural.colours import hexadecimal, hue_wheel


def test_hues_go_round_from_red():
    np.testing.assert_allclose(hue_wheel(3, saturation=1.0, brightness=0.5), np.eye(3) / 2, atol=1e-9)
    np.testing.assert_allclose(hue_wheel(4, saturation=0.0, brightness=1.0), np.ones((4, 3)))


def test_six_digits_are_three_shares_of_255():
    np.testing.assert_allclose(hexadecimal("ff8000", "003366"), [[1, 128 / 255, 0], [0, 0.2, 0.4]])
