"""`causalvq fix` and `causalvq fmt`, as a user runs them."""

import io
import os
import stat
import sys

import pytest

from causalvq.cli.main import main

HEAD, TRAIN = "apiVersion: causalvq/v1\nname: a\n", "train: {steps: 1}  # how\n"
REST = "data: {source: critters}\nvariables: {count: 7}\ncodebook: {size: 8}\n"
MENDED, ORDERED = HEAD + TRAIN + REST, HEAD + REST + TRAIN
WRONG = MENDED.replace("train", "Train").replace("critters", "criters")


@pytest.fixture
def run(capsysbinary, tmp_path, monkeypatch):
    """Run the command line in a folder of its own; returns the exit status, stdout and stderr."""
    monkeypatch.chdir(tmp_path)

    def call(*arguments, given=None):
        if given is not None:
            monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given)))
        with pytest.raises(SystemExit) as stop:
            main([str(argument) for argument in arguments])
        captured = capsysbinary.readouterr()
        return stop.value.code, captured.out.decode(), captured.err.decode()

    return call


@pytest.fixture
def wrong(tmp_path):
    path = tmp_path / "a.yaml"
    path.write_text(WRONG)
    return path


def test_fix_says_what_it_did(run, wrong):
    status, out, err = run("fix", "a.yaml")

    assert (status, err) == (0, "")
    assert out == "a.yaml: write train for Train\na.yaml: write critters for criters\na.yaml: changed\n"
    assert wrong.read_text() == MENDED
    assert run("fix", "a.yaml") == (0, "a.yaml: unchanged\n", "")


def test_fmt_orders_keys(run, wrong):
    wrong.write_text(MENDED)

    assert run("fmt", "a.yaml") == (0, "a.yaml: changed\n", "")
    assert wrong.read_text() == ORDERED
    assert run("fmt", "a.yaml", "--check") == (0, "a.yaml: unchanged\n", "")


def test_check_and_diff_write_nothing(run, wrong):
    assert run("fix", "a.yaml", "--check")[0] == 1
    status, out, _ = run("fix", "a.yaml", "--diff")
    assert (status, out.splitlines()[:2]) == (0, ["--- a.yaml", "+++ a.yaml"])
    assert "\n-Train: {steps: 1}  # how\n" in out
    assert run("fix", "a.yaml", "--diff", "--check")[0] == 1
    assert wrong.read_text() == WRONG
    wrong.write_text(MENDED)
    assert run("fmt", "a.yaml", "--check") == (1, "a.yaml: would change\n", "")
    assert wrong.read_text() == MENDED


def test_a_diff_of_a_last_line_that_does_not_end(run, wrong):
    wrong.write_text(ORDERED.rstrip("\n"))

    assert run("fmt", "a.yaml", "--diff")[1].endswith("\\ No newline at end of file\n+train: {steps: 1}  # how\n")


def test_what_is_left_is_told(run, wrong):
    wrong.write_text(WRONG.replace("count: 7", "count: seven"))

    status, out, err = run("fix", "a.yaml")

    assert status == 1
    assert out.endswith("a.yaml: changed\n")
    assert "a.yaml:5:20: CVQ103 variables.count has the wrong type" in err
    assert wrong.read_text() == MENDED.replace("count: 7", "count: seven")


def test_names_that_only_the_data_know(run, wrong):
    wrong.write_text(MENDED + "graph: {forbidden: [[moutth, eyes]]}\n")

    assert run("fix", "a.yaml")[0] == 0
    assert wrong.read_text() == MENDED + "graph: {forbidden: [[mouth, eyes]]}\n"


def test_standard_input_goes_to_standard_output(run):
    assert run("fix", "-", given=WRONG.encode())[:2] == (0, MENDED)
    assert run("fmt", "-", given=MENDED.replace("\n", "\r\n").encode()) == (0, ORDERED.replace("\n", "\r\n"), "")
    assert run("fmt", "-", "--check", given=MENDED.encode())[:2] == (1, "")
    assert "-: write train for Train" in run("fix", "-", given=WRONG.encode())[2]


def test_line_breaks_mark_and_permissions_stay(run, wrong):
    wrong.write_bytes(b"\xef\xbb\xbf" + WRONG.replace("\n", "\r\n").encode())
    wrong.chmod(0o640)

    assert run("fix", "a.yaml")[0] == 0
    assert wrong.read_bytes() == b"\xef\xbb\xbf" + MENDED.replace("\n", "\r\n").encode()
    assert stat.S_IMODE(wrong.stat().st_mode) == 0o640


def test_a_link_stays_a_link(run, wrong, tmp_path):
    (tmp_path / "below").mkdir()
    link = tmp_path / "below" / "link.yaml"
    link.symlink_to("../a.yaml")

    assert run("fix", link)[0] == 0
    assert link.is_symlink()
    assert wrong.read_text() == MENDED


def test_a_read_only_file_is_refused(run, wrong):
    wrong.chmod(0o444)

    status, _, err = run("fix", "a.yaml")

    assert status == 1
    assert "CVQ126 the file is read-only" in err
    assert wrong.read_text() == WRONG


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is forbidden to root")
def test_a_read_only_folder_is_refused(run, wrong, tmp_path):
    tmp_path.chmod(0o555)
    try:
        status, _, err = run("fix", "a.yaml")
    finally:
        tmp_path.chmod(0o755)

    assert status == 1
    assert "CVQ126" in err
    assert wrong.read_text() == WRONG


def test_one_file_at_fault_does_not_keep_others(run, tmp_path):
    (tmp_path / "a.yaml").write_text(MENDED)
    (tmp_path / "b.yaml").write_text("a: [\n")

    status, out, err = run("fmt", "nothing.yaml", "b.yaml", "a.yaml", "a.yaml")

    assert (status, out) == (1, "a.yaml: changed\n")
    assert "nothing.yaml: CVQ119" in err
    assert "b.yaml:2:1: CVQ110" in err


def test_what_fmt_leaves_is_told(run, wrong):
    wrong.write_text("train: &a {steps: 1}\nlosses: *a\n")

    assert run("fmt", "a.yaml") == (
        0,
        "a.yaml: the spec is left as it is: *a would stand before its anchor\na.yaml: unchanged\n",
        "",
    )


def test_a_fault_of_a_base_is_not_mended_here(run, tmp_path):
    (tmp_path / "a.yaml").write_text(WRONG)
    (tmp_path / "b.yaml").write_text("extends: a.yaml\n")

    status, out, err = run("fix", "b.yaml")

    assert (status, out) == (1, "b.yaml: unchanged\n")
    assert "a.yaml:3:1: CVQ101" in err
    assert run("fix", "a.yaml", "b.yaml")[0] == 0


def test_suites_are_mended_and_put_in_order_too(run, tmp_path):
    suite = tmp_path / "suite.yaml"
    suite.write_text("kind: suite\napiVersion: causalvq/v1\nthreds: 2  # each\nname: s\nspecs: [a.yaml]\n")

    status, out, err = run("fix", "suite.yaml")

    assert "threads: 2  # each\n" in suite.read_text()
    assert out.startswith("suite.yaml: write threads for threds\n")
    assert (status, err) == (0, "")
    assert run("fmt", "suite.yaml")[0] == 0
    assert suite.read_text().index("name:") < suite.read_text().index("threads:")
