import pytest

from causalvq.cli.completion import shell_completion
from causalvq.cli.completion.shell_completion import answer, whole_words


@pytest.fixture
def asked(monkeypatch, tmp_path):
    """Sets the environment as a shell does, in an empty folder; the words are between single spaces."""
    monkeypatch.chdir(tmp_path)

    def ask(shell, line, action="get-args"):
        words = line.split(" ")
        monkeypatch.setenv("COMP_WORDS", "\n".join(words))
        monkeypatch.setenv("COMP_CWORD", str(len(words) - 1))
        monkeypatch.setenv("_TYPER_COMPLETE_ARGS", line)
        monkeypatch.setenv("_TYPER_COMPLETE_FISH_ACTION", action)
        return answer(f"complete_{shell}")

    return ask


@pytest.mark.parametrize(
    ("shell", "line", "told"),
    [
        ("bash", "causalvq comp", "compile\n"),
        ("bash", "causalvq graph --level ", "variables\nfactors\n"),
        ("bash", "causalvq graph --level = f", "factors\n"),
        ("bash", "causalvq graph --level =", "variables\nfactors\n"),
        ("zsh", "causalvq graph --level f", "_arguments '*: :((\"factors\"))'\n"),
        ("zsh", "causalvq graph --level=f", "_arguments '*: :((\"--level=factors\"))'\n"),
        ("zsh", "causalvq train --out ", "_files\n"),
        ("fish", "causalvq explain CVQ53", "CVQ530\nCVQ531\nCVQ532\nCVQ533\nCVQ534\nCVQ535\n"),
        ("bash", "causalvq train --out ", ""),
    ],
)
def test_the_answer_in_the_form_of_a_shell(shell, line, told, asked, capsys):
    assert asked(shell, line) == 0
    assert tuple(capsys.readouterr()) == (told, "")


@pytest.mark.parametrize(("line", "status"), [("causalvq comp", 0), ("causalvq train --out ", 1)])
def test_fish_asks_by_the_status_whether_there_is_anything(line, status, asked):
    with pytest.raises(SystemExit) as stop:
        asked("fish", line, "is-args")
    assert stop.value.code == status


def test_names_with_spaces_are_escaped_for_bash_alone(asked, capsys, tmp_path):
    (tmp_path / "a b.yaml").write_text("")

    asked("bash", "causalvq validate ")
    asked("zsh", "causalvq validate ")

    assert capsys.readouterr().out == "a\\ b.yaml\n_arguments '*: :((\"a b.yaml\"))'\n"


@pytest.mark.parametrize("shell", ["bash", "zsh", "tcsh", ""])
def test_whatever_fails_is_silent(shell, monkeypatch, asked, capsys):
    def fails(*_):
        raise RuntimeError

    monkeypatch.setattr(shell_completion, "candidates", fails)

    assert asked(shell, "causalvq comp") == 1
    assert tuple(capsys.readouterr()) == ("", "")


def test_words_are_joined_at_equals_signs():
    assert whole_words(["--do", "hair", "=", "red", "--set", "a", "="]) == ["--do", "hair=red", "--set", "a="]
