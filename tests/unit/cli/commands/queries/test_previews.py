import base64
import doctest
import io
import random
import re

import pytest
from PIL import Image

from causalvq.cli.commands.queries import previews
from causalvq.cli.commands.queries.previews import Preview, iterm2, kitty, protocol, show_picture, sixel

DOT = Image.new("RGB", (1, 1), (255, 0, 0))


def noisy(width, height):
    return Image.frombytes("RGB", (width, height), random.Random(0).randbytes(3 * width * height))


def test_what_the_documentation_shows():
    assert doctest.testmod(previews).failed == 0


@pytest.mark.parametrize(
    ("environment", "found"),
    [
        ({"TERM": "xterm-ghostty"}, "kitty"),
        ({"TERM": "xterm-256color", "KITTY_WINDOW_ID": "1"}, "kitty"),
        ({"TERM": "xterm-256color", "KONSOLE_VERSION": "240202"}, "kitty"),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "iTerm.app"}, "iterm2"),
        ({"TERM": "xterm-256color", "LC_TERMINAL": "iTerm2"}, "iterm2"),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "WezTerm"}, "iterm2"),
        ({"TERM": "foot"}, "sixel"),
        ({"TERM": "xterm-256color", "WT_SESSION": "x"}, "sixel"),
        ({"TERM": "tmux-256color", "KITTY_WINDOW_ID": "1"}, None),
        ({"TERM": "screen", "TERM_PROGRAM": "iTerm.app"}, None),
        ({"TERM": "xterm-kitty", "TMUX": "/tmp/tmux"}, None),
        ({"TERM": "dumb", "WT_SESSION": "x"}, None),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "Apple_Terminal"}, None),
        ({}, None),
    ],
)
def test_terminals_are_known_by_their_environment(environment, found):
    assert protocol(environment) == found


def png_of(picture):
    held = io.BytesIO()
    picture.save(held, "PNG")
    return base64.b64encode(held.getvalue()).decode()


def test_kitty_byte_by_byte():
    assert kitty(DOT) == f"\x1b_Ga=T,f=100,q=2,m=0;{png_of(DOT)}\x1b\\\n"


def test_kitty_takes_large_pictures_in_pieces():
    picture = noisy(80, 60)
    parts = re.findall(r"\x1b_G([^;]*);([^\x1b]*)\x1b\\", kitty(picture))

    assert [keys for keys, _ in parts] == ["a=T,f=100,q=2,m=1", *["m=1"] * (len(parts) - 2), "m=0"]
    assert len(parts) > 2
    assert max(len(text) for _, text in parts) == 4096
    assert "".join(text for _, text in parts) == png_of(picture)


def test_iterm2_byte_by_byte():
    size = len(base64.b64decode(png_of(DOT)))

    assert iterm2(DOT) == f"\x1b]1337;File=inline=1;size={size};width=1px;height=1px:{png_of(DOT)}\x07\n"


def test_sixels_byte_by_byte():
    picture = Image.new("RGB", (5, 7), (0, 0, 0))
    picture.putpixel((0, 1), (255, 255, 255))
    text = sixel(picture)
    found = re.fullmatch(r'\x1bPq"1;1;5;7#(\d);2;([\d;]+)#(\d);2;([\d;]+)(.*)\x1b\\\n', text)
    names = {found[2]: found[1], found[4]: found[3]}
    black, white = names["0;0;0"], names["100;100;100"]

    lines = {black: f"#{black}|!4~", white: f"#{white}A!4?"}  # the second row is 2 of 63
    assert found[5] == f"{'$'.join(lines[name] for name in sorted(lines))}-#{black}!5@"


def pixels_of(text):
    """What a terminal draws of sixels: rows of colours in hundredths."""
    width, height = map(int, re.search(r'"1;1;(\d+);(\d+)', text).groups())
    colours = {int(name): tuple(map(int, rgb.split(";"))) for name, rgb in re.findall(r"#(\d+);2;(\d+;\d+;\d+)", text)}
    drawn = [[None] * width for _ in range(height)]
    body = re.sub(r"#\d+;2;\d+;\d+;\d+", "", text.split(f";{height}", 1)[1]).removesuffix("\x1b\\\n")
    for band, line in enumerate(body.split("-")):
        for part in line.split("$"):
            colour, signs = re.fullmatch(r"#(\d+)(.*)", part).groups()
            x = 0
            for count, sign in re.findall(r"(?:!(\d+))?([?-~])", signs):
                for _ in range(int(count or 1)):
                    for bit in range(6):
                        if (ord(sign) - 63) >> bit & 1:
                            drawn[6 * band + bit][x] = colours[int(colour)]
                    x += 1
    return drawn


def test_sixels_draw_the_picture():
    picture = Image.new("RGB", (9, 13))
    for x in range(9):
        for y in range(13):
            picture.putpixel((x, y), (255 * (x % 2), 255 * (y % 3 == 0), 51 * (x % 6)))

    whole = [[tuple(round(v * 100 / 255) for v in picture.getpixel((x, y))) for x in range(9)] for y in range(13)]
    assert pixels_of(sixel(picture)) == whole


@pytest.fixture
def file(tmp_path):
    DOT.save(tmp_path / "dot.png")
    return tmp_path / "dot.png"


@pytest.mark.parametrize(
    ("wanted", "terminal", "term", "shown"),
    [
        (Preview.AUTO, True, "xterm-kitty", "\x1b_G"),
        (Preview.AUTO, False, "xterm-kitty", ""),
        (Preview.AUTO, True, "xterm-256color", ""),
        (Preview.NEVER, True, "xterm-kitty", ""),
        (Preview.ALWAYS, False, "xterm-kitty", "\x1b_G"),
        (Preview.ALWAYS, False, "xterm-256color", "\x1bPq"),
    ],
)
def test_only_terminals_that_show_pictures_get_one_unasked(file, monkeypatch, capsys, wanted, terminal, term, shown):
    for name in ("TMUX", "STY", "KITTY_WINDOW_ID", "KONSOLE_VERSION", "ITERM_SESSION_ID", "WT_SESSION", "TERM_PROGRAM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.delenv("LC_TERMINAL", raising=False)
    monkeypatch.setenv("TERM", term)
    monkeypatch.setattr("sys.stdout.isatty", lambda: terminal)
    show_picture(file, wanted)
    told = capsys.readouterr().out

    assert told.startswith(shown)
    assert bool(told) is bool(shown)


def test_large_pictures_are_made_smaller(tmp_path, monkeypatch, capsys):
    noisy(2000, 10).save(tmp_path / "wide.png")
    monkeypatch.setenv("TERM", "foot")
    show_picture(tmp_path / "wide.png", Preview.ALWAYS)

    assert ";1280;6#" in capsys.readouterr().out
