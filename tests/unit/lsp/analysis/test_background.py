from queue import Queue

from knowing import SMALL, known_of

from causalvq.lsp.analysis.background import Background


def test_the_newest_text_is_compiled_and_what_goes_wrong_is_told():
    told, failed = Queue(), Queue()
    background = Background(lambda *found: told.put(found), failed.put, quiet=0.05)
    old, new = known_of(SMALL).read, known_of(SMALL + "seed: 2\n").read
    background.want("a", old)
    background.want("a", new)

    uri, read, found = told.get(timeout=60)
    assert (uri, read) == ("a", new)
    assert found.compiled.plan is not None
    background.want("a", Broken())
    assert isinstance(failed.get(timeout=60), ZeroDivisionError)


class Broken:
    is_spec = True

    @property
    def document(self):
        return 1 / 0


def test_what_is_no_spec_or_not_wanted_any_more_is_not_compiled():
    told = Queue()
    background = Background(lambda *found: told.put(found), told.put, quiet=0.05)
    background.want("other", known_of("version: 3\n").read)
    background.want("closed", known_of(SMALL).read)
    background.drop("closed")
    background.want("open", known_of(SMALL).read)

    assert told.get(timeout=60)[0] == "open"
