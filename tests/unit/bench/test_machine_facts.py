from causalvq.bench.machine_facts import cores, machine, versions


def test_a_machine_is_told_by_what_times_depend_on():
    assert cores() >= 1
    assert machine()["cores"] == cores()
    assert machine()["processor"]


def test_versions_are_those_of_what_is_there():
    assert {"python", "causalvq", "torch", "numpy"} <= versions().keys()
