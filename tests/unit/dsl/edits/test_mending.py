from causalvq.dsl.edits.mending import mend
from causalvq.dsl.loader import load
from causalvq.errors import Diagnostic, Hint, Place, Remedy, SpecError
from causalvq.regular_files import real_path

SPEC = "apiVersion: causalvq/v1\nname: small\ndata: {source: critters}\nvariables: {count: 7}\ncodebook: {size: 8}\n"


def mended(path, text):
    """A text after its fixes, judged as the spec of a file."""

    def judge(new):
        try:
            return load(path, unsaved={real_path(path): new}).warnings
        except SpecError as error:
            return error.diagnostics

    return mend(text, str(path), judge)


def test_what_comes_to_light_is_mended_too(tmp_path):
    text = SPEC + "Train: {batch-size: '32', optmizer: {kind: adm, warmup: 5 %}}  # how\n"

    new = mended(tmp_path / "a.yaml", text)

    assert new.text == SPEC + "train: {batch_size: 32, optimizer: {kind: adam, warmup: 0.05}}  # how\n"
    assert not new.left
    assert len(new.done) == 6
    assert mended(tmp_path / "a.yaml", new.text) == (new.text, (), ())


def test_two_keys_that_belong_to_one_section_find_it(tmp_path):
    new = mended(tmp_path / "a.yaml", SPEC + "batch_size: 4\nlr: 0.1\n")

    assert new.text == SPEC + "train: {batch_size: 4, optimizer: {lr: 0.1}}\n"


def test_what_is_uncertain_is_left(tmp_path):
    text = SPEC.replace("count: 7", "count: 7.5").replace("critters", "data/my.npz")

    new = mended(tmp_path / "a.yaml", text)

    assert (new.text, new.done) == (text, ())
    assert [fault.code for fault in new.left] == ["CVQ105", "CVQ103"]


def test_a_fix_that_only_trades_faults_is_not_done(tmp_path):
    text = SPEC + "Train: {steps: x, batch_size: y, ema: z}\n"

    assert mended(tmp_path / "a.yaml", text).text == text


def test_what_yaml_cannot_read_is_left(tmp_path):
    text = SPEC + "train: [\n"

    assert mended(tmp_path / "a.yaml", text).text == text


def test_a_fault_of_a_base_is_the_bases(tmp_path):
    (tmp_path / "base.yaml").write_text(SPEC + "Train: {steps: 1}\n")

    new = mended(tmp_path / "a.yaml", "extends: base.yaml\n")

    assert new.text == "extends: base.yaml\n"
    assert [fault.place.file for fault in new.left] == [str(tmp_path / "base.yaml")]


def test_a_fix_that_does_not_end_is_given_up():
    """A judge that finds the same slip whatever is written."""

    def judge(text):
        word = text.split()[1]
        hint = Hint("write more", Remedy("write", word + "x", "a", certain=True))
        return [Diagnostic("CVQ000", f"wrong: {word}", Place("a.yaml", 1, 1), hint=hint)]

    assert len(mend("a: x\n", "a.yaml", judge).text) < 5000
