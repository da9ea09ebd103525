from causalvq.data import streams


def test_no_two_draws_share_a_stream():
    numbers = [value for name, value in vars(streams).items() if name.isupper()]

    assert len(numbers) >= 6
    assert len(set(numbers)) == len(numbers)
