"""Reports of the tiny run: what is in them, in which states, and that nothing in names is markup."""

import json
import re
import shutil
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest

from causalvq.errors import Diagnostic, QueryError
from causalvq.report import page as pages
from causalvq.report.drawing.embedded import Shown
from causalvq.report.page import LADDER, MOST_BYTES, SECTIONS, Detail, cut, make_report
from causalvq.report.sections.picture_sections import Row
from causalvq.report.sections.report_section import Section
from causalvq.runtime.run_diagnostics import NO_ACTION
from causalvq.runtime.runs.run import open_run
from causalvq.runtime.training.session import run_data

VOID = {"meta", "link", "img", "br", "rect", "line", "circle", "polyline", "polygon"}


class Reader(HTMLParser):
    """What is in a page, and whether its tags are closed in order."""

    def __init__(self):
        super().__init__()
        self.open, self.tags, self.ids, self.links, self.text = [], [], [], [], []

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.tags.append((tag, given))
        self.ids += [given["id"]] if "id" in given else []
        self.links += [given["href"]] if tag == "a" else []
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text.append(data)


def read(html):
    reader = Reader()
    reader.feed(html)
    assert not reader.open
    return reader


@pytest.fixture(scope="module")
def tiny_page(trained_home):
    return make_report(trained_home / "runs" / "tiny" / "latest")


def test_a_finished_run_has_every_section(tiny_page):
    found = read(tiny_page.html)

    assert not tiny_page.absent
    assert not tiny_page.warnings
    assert {name for name, _, _ in SECTIONS} <= set(found.ids)
    assert len(found.ids) == len(set(found.ids))
    assert {link[1:] for link in found.links} <= set(found.ids)


def test_every_picture_has_words_and_nothing_is_asked_of_others(tiny_page):
    found = read(tiny_page.html)
    images = [given for tag, given in found.tags if tag == "img"]
    drawn = [given for tag, given in found.tags if tag == "svg"]

    assert len(images) > 3 * 3 * 3
    assert all(given["alt"] and given["src"].startswith("data:image/png;base64,") for given in images)
    assert all(given.get("aria-hidden") == "true" or given.get("aria-labelledby") in found.ids for given in drawn)
    assert not re.search(r"https?:|<script|url\(|@import", tiny_page.html)
    assert any("place far left" in given["alt"] for given in images)


def test_each_line_of_the_spec_can_be_linked_to(tiny_page, tiny):
    found = read(tiny_page.html)
    lines = (tiny / "tiny.yaml").read_text().splitlines()

    assert {f"L{number + 1}" for number in range(len(lines))} <= set(found.ids)
    assert "#L5" in found.links  # codebook.size, from the plan
    assert set(lines) <= set(found.text)


def test_a_run_without_its_data_says_so(trained_home, tmp_path):
    run = shutil.copytree(trained_home / "runs", tmp_path / "runs") / "tiny" / "latest"
    found = make_report(run.resolve())

    assert [section.name for section in found.absent] == ["interventions", "reconstructions", "traversals", "retrieval"]
    assert all("cannot be read where the report is made" in section.absent for section in found.absent)
    assert not found.warnings
    read(found.html)


def test_a_model_alone_has_what_it_knows(trained_home):
    found = make_report(trained_home / "runs" / "tiny" / "latest" / "model")

    assert {section.name for section in found.absent} == {"diagnoses", "scores", "spec", "training"}


def test_an_unfinished_run_says_so(trained_home, tmp_path):
    home = shutil.copytree(trained_home, tmp_path / "home", symlinks=True)
    run = (home / "runs" / "tiny" / "latest").resolve()
    shutil.rmtree(run / "model")
    (run / "metrics.json").unlink()
    found = make_report(run)

    assert "Training has not come to its end" in found.html
    assert [section.name for section in found.sections if section.content is not None] == [
        *("codebooks", "training", "plan", "spec", "environment")
    ]
    assert not found.warnings


HOSTILE = (
    "</script><img src=x onerror=alert(1)>",
    "\"'><svg onload=alert(1)>",
    "\u202egnirts \u2067 שלום",
    "{{ plan }} {% raw %} &amp; <!-- -->",
    "n" * 256,
)


def test_names_are_never_markup(trained_home, tmp_path):
    home = shutil.copytree(trained_home, tmp_path / "home", symlinks=True)
    run = (home / "runs" / "tiny" / "latest").resolve()
    data = run_data(open_run(run))  # as they are: the labels are the same, whatever they are called
    hostile_run(run)
    found = make_report(run, data=data)
    reader = read(found.html)

    assert not any(attribute.startswith("on") for _, given in reader.tags for attribute in given)
    assert not found.absent
    assert [tag for tag, _ in reader.tags if tag in ("script", "iframe", "object")] == []
    assert all(given["src"].startswith("data:image/") for tag, given in reader.tags if tag == "img")
    assert len([tag for tag, _ in reader.tags if tag == "img"]) > 3 * 3
    assert HOSTILE[0] in reader.text
    assert "{{ plan }} {% raw %} &amp; <!-- -->" in "".join(reader.text)


def hostile_run(run):
    """Give a run names and texts that would be markup, scripts or templates if anybody took them for such."""
    from causalvq.compiler.plan import Plan

    plan = json.loads((run / "plan.json").read_text())
    del plan["digest"]
    for action in plan["actions"]:
        owner = plan["data"]["factors"][action["factor"]]["name"]
        action["name"] = action["name"].replace(owner, HOSTILE[action["factor"]])
    for factor, name in zip(plan["data"]["factors"], HOSTILE, strict=False):
        factor["name"] = name
        factor["values"] = [f"{name[:40]}{number}" for number in range(len(factor["values"]))]
    for variable, name in zip(plan["variables"], HOSTILE[1:], strict=False):
        variable["name"] = name
    plan["name"] = HOSTILE[0]
    made = Plan.model_validate(plan)
    (run / "plan.json").write_text(made.to_json())
    facts = json.loads((run / "run.json").read_text())
    (run / "run.json").write_text(json.dumps(facts | {"plan": made.digest, "compiled": made.digest}))
    config = json.loads((run / "model" / "config.json").read_text())
    names = [[HOSTILE[3] if name else "" for name in own] for own in config["state_names"]]
    written = config | {"plan": json.loads(made.to_json()), "state_names": names}
    (run / "model" / "config.json").write_text(json.dumps(written))
    (run / "spec.yaml").write_text("\n".join(HOSTILE))
    scores = json.loads((run / "metrics.json").read_text())
    scores["notes"] = [f"CVQ454 {HOSTILE[0]} is not learned: {HOSTILE[1]}; got: {HOSTILE[2]}; hint: {HOSTILE[3]}"]
    (run / "metrics.json").write_text(json.dumps(scores))


def test_a_section_that_fails_takes_no_other_with_it(trained_home, monkeypatch):
    def broken(_):
        raise MemoryError

    kept = [one if one[0] != "graph" else (one[0], one[1], broken) for one in SECTIONS]
    monkeypatch.setattr(pages, "SECTIONS", kept)
    found = make_report(trained_home / "runs" / "tiny" / "latest")

    assert [section.name for section in found.absent] == ["graph"]
    assert "CVQ471 the section 'Causal graph'" in str(found.warnings[0])


def test_what_a_kind_of_model_has_no_answer_to_is_no_fault(trained_home, monkeypatch):
    def unanswered(_):
        raise QueryError(Diagnostic(NO_ACTION, "it has no codes"))

    monkeypatch.setattr(pages, "SECTIONS", [("graph", "Causal graph", unanswered)])
    found = make_report(trained_home / "runs" / "tiny" / "latest")

    assert [section.absent for section in found.absent] == ["It has no codes."]
    assert not found.warnings


def noise(groups, side):
    pixels = np.random.default_rng(0).integers(0, 256, (groups, side, side, 3), dtype=np.uint8)
    return tuple((Shown(one, "noise"),) * 3 for one in pixels)


def test_pages_of_large_images_of_many_factors_fit_and_say_what_is_left_out(trained_home, monkeypatch):
    rows = tuple(Row(f"factor {number}", "", noise(3, 128)) for number in range(40))
    monkeypatch.setattr(pages, "SECTIONS", [one for one in SECTIONS if one[0] == "interventions"])
    monkeypatch.setattr(pages, "_section", lambda *_: Section("interventions", "Interventions", rows))
    monkeypatch.setattr(pages, "LADDER", LADDER[-3:])  # those before are tried as they are, and take seconds
    found = make_report(trained_home / "runs" / "tiny" / "latest")

    assert len(found.html.encode()) <= MOST_BYTES
    assert found.html.count("<img ") > 0
    assert found.sections[0].left_out


def test_without_room_there_are_no_pictures():
    section = Section("interventions", "Interventions", (Row("place", "", noise(1, 4)),))

    assert "5 MiB" in cut(section, Detail(40, 0, 0)).absent
    assert cut(section, Detail(100, 1)) == replace(section, content=(Row("place", "", section.content[0].groups),))


OLD = Path(__file__).parents[1] / "runtime" / "runs" / "old_run"


def test_a_run_of_an_earlier_version_has_a_report(tmp_path):
    home = shutil.copytree(OLD, tmp_path / "home")
    found = make_report(home / "run", moved=home / "old.npz")

    assert not found.absent
    assert not found.warnings
    read(found.html)
