"""The report in a headless Chromium: no request, no complaint, nothing wider than the window, nothing for axe-core."""

import json
import shutil
import subprocess

import pytest
from chromium import browser, chromium
from unit.report.test_page import HOSTILE, hostile_run, noise

from causalvq.report import page
from causalvq.report.page import make_report
from causalvq.report.sections.picture_sections import Row
from causalvq.report.sections.report_section import Made
from causalvq.runtime.runs.run import open_run
from causalvq.runtime.training.session import run_data

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(chromium() is None, reason="there is no Chromium: apt-get install chromium"),
]
WIDTHS = (360, 1280)
SCHEMES = ("light", "dark")


@pytest.fixture(scope="module")
def axe(tmp_path_factory):
    """The source of axe-core, from the npm registry."""
    folder = tmp_path_factory.mktemp("axe")
    if shutil.which("npm") is None:
        pytest.skip("there is no npm, which fetches axe-core")
    packed = subprocess.run(["npm", "pack", "axe-core"], cwd=folder, capture_output=True, text=True, timeout=120)
    if packed.returncode:
        pytest.skip(f"axe-core cannot be fetched: {packed.stderr[-200:]}")
    shutil.unpack_archive(next(folder.glob("*.tgz")), folder)
    return (folder / "package" / "axe.min.js").read_text()


@pytest.fixture(scope="module")
def pages(trained_home, tmp_path_factory):
    """The report of the tiny run, finished, unfinished, and with names that would be markup."""
    folder = tmp_path_factory.mktemp("pages")
    home = shutil.copytree(trained_home, folder / "home", symlinks=True)
    run = (home / "runs" / "tiny" / "latest").resolve()
    data = run_data(open_run(run))
    (folder / "finished.html").write_text(make_report(run).html)
    rows = tuple(Row(f"factor number {number} [cm]", "", noise(3, 128), "a" * 64) for number in range(2))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(page, "SECTIONS", [("interventions", "Interventions", lambda _: Made(rows))])
        (folder / "large.html").write_text(make_report(run).html)
    hostile_run(run)
    (folder / "hostile.html").write_text(make_report(run, data=data).html)
    shutil.rmtree(run / "model")
    (run / "metrics.json").unlink()
    (folder / "unfinished.html").write_text(make_report(run).html)
    return folder


@pytest.fixture(scope="module")
def tab():
    with browser() as found:
        yield found


@pytest.mark.parametrize("name", ["finished", "large", "hostile", "unfinished"])
@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", WIDTHS)
def test_a_page(name, scheme, width, pages, tab, axe):
    tab.open(pages / f"{name}.html", width, scheme=scheme)
    tab.run("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert tab.run("document.documentElement.scrollWidth") <= width
    assert tab.run("[...document.images].filter(one => !one.naturalWidth).length") == 0
    tab.run(axe + "; 0")
    found = json.loads(tab.run("axe.run().then(found => JSON.stringify(found.violations))"))

    told = [(one["id"], [node["html"][:200] for node in one["nodes"]][:3]) for one in found]
    assert told == []
    assert tab.requests() == []
    assert tab.complaints() == []


def test_names_run_nothing(pages, tab):
    tab.open(pages / "hostile.html", 1280)

    assert tab.run("document.scripts.length") == 0
    assert (
        tab.run("[...document.querySelectorAll('*')].some(one => one.getAttributeNames().some(a => /^on/.test(a)))")
        is False
    )
    assert tab.run("document.querySelector('h1').textContent") == HOSTILE[0]


def test_the_keyboard_reaches_the_report_and_shows_where_it_is(pages, tab):
    tab.open(pages / "finished.html", 1280)
    key = {"key": "Tab", "code": "Tab", "windowsVirtualKeyCode": 9}
    tab.ask("Input.dispatchKeyEvent", type="keyDown", **key)
    tab.ask("Input.dispatchKeyEvent", type="keyUp", **key)
    assert tab.run("document.activeElement.className") == "skip"
    assert tab.run("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    assert tab.run("document.activeElement.getBoundingClientRect().top") >= 0


def test_print_shows_what_is_folded_away(pages, tab, tmp_path):
    tab.open(pages / "finished.html", 1280)
    tab.ask("Emulation.setEmulatedMedia", media="print")
    assert tab.run(
        "[...document.querySelectorAll('details tbody tr')].every(one => one.getBoundingClientRect().height > 0)"
    )
    assert tab.run("getComputedStyle(document.querySelector('nav')).display") == "none"
    tab.printed(tmp_path / "report.pdf")
    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF")
