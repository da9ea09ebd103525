from causalvq.data import data_faults
from causalvq.data.data_diagnostics import CODES


def test_every_code_of_this_stage_is_explained_once():
    raised = sorted(
        value for value in vars(data_faults).values() if isinstance(value, str) and value.startswith("CVQ3")
    )

    assert sorted(CODES) == raised
