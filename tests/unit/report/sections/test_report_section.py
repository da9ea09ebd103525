import doctest

from causalvq.report.sections import report_section


def test_what_the_documentation_shows():
    assert doctest.testmod(report_section).failed == 0
