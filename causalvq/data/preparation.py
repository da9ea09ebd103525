"""From the `data` section of a spec to facts, and to images, split and pairs ready for training."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from math import isclose
from pathlib import Path
from types import MappingProxyType

import numpy as np

from causalvq.data.cache import images_cached_somewhere
from causalvq.data.data_faults import BAD_SPLIT, BAD_WORDS, TOO_LARGE, UNKNOWN_SOURCE, fault
from causalvq.data.facts import FactorFacts, Order, SourceFacts
from causalvq.data.pairs.image_pairs import Pairs, factor_pairs
from causalvq.data.pairs.imbalance import thin
from causalvq.data.pairs.matching import Matching, match_files, match_rows, paired, paired_by_table
from causalvq.data.pairs.meaning import Actions, Meaning
from causalvq.data.pairs.neighbours import Neighbours, neighbours_of, present_steps
from causalvq.data.pairs.pair_images import with_images
from causalvq.data.pairs.pair_table import PairTable, read_pair_table
from causalvq.data.parts.by_column import split_by_column
from causalvq.data.parts.by_pairs import split_by_pairs
from causalvq.data.parts.columns import column_of
from causalvq.data.parts.split import NAMES, Split, linked, split_images
from causalvq.data.parts.targets import Finder
from causalvq.data.pixels import PIXEL_BYTES, Alpha
from causalvq.data.prepared import Arranged, Prepared
from causalvq.data.published.known_sets import published_facts
from causalvq.data.registry import open_native, resized
from causalvq.data.source import Listed, Named, Source, Truth
from causalvq.data.types import Images, Integers
from causalvq.dsl.name_rule import cleaned
from causalvq.dsl.spec import Data, DataSource
from causalvq.dsl.text.suggest import did_you_mean

Finding = Callable[[DataSource, Path, int | None, Alpha], Source]
IN_MEMORY = 2**30  # bytes of images that are decoded into memory when there is no cache


@dataclass(frozen=True, slots=True, eq=False)
class Opened:
    """A data section whose source and table of pairs were found, before anything is split or paired.

    Args:
        native: the source in its own size.
        source: in the size that the spec asks for.
        table: of pairs, if the section names one.
        facts: of the source, with the cyclic factors that the section declares and those of its table.
    """

    native: Source
    source: Source
    table: PairTable | None
    facts: SourceFacts


def absent_facts(data: Data, *, base: Path) -> SourceFacts | None:
    """The facts of a published set that is not there, with the fingerprint `ABSENT`; None for any other section.

    Args:
        data: the section.
        base: the folder that relative paths start from.

    Raises:
        DataError: when its table of pairs is not what it should be.
    """
    absent = published_facts(data, base)
    return None if absent is None else _declared(absent, data, None)


def open_data(data: Data, *, base: Path, find: Finding = open_native) -> Opened:
    """Find source and table of pairs; no image is read.

    Args:
        data: the section.
        base: the folder that relative paths start from.
        find: opens a source in its own size; who asks again and again may keep those that are open.

    Raises:
        DataError: when source or table are not there or not what they should be.
    """
    native = find(data.source, base, data.image.size, data.image.alpha)
    source = resized(native, data.image.size)
    table, left = listed_pairs(data, base, native)
    told = source.facts if table is None else noted(source.facts, table, left)
    return Opened(native, source, table, _declared(told, data, table))


def data_facts(data: Data, *, base: Path) -> SourceFacts:
    """The facts of a data section: of its source, with the cyclic factors that it declares and those of its table.

    Args:
        data: the section.
        base: the folder that relative paths start from.

    Returns:
        the facts; those of a published set that is not there have the fingerprint `ABSENT`.

    Raises:
        DataError: when source or table are not there or not what they should be.
    """
    return absent_facts(data, base=base) or open_data(data, base=base).facts


def prepare(data: Data, actions: Actions, seed: int, *, base: Path, cache: Path | None) -> Prepared:
    """Open, split, pair and decode.

    Args:
        data: the section of the spec.
        actions: of which kind they are, factor by factor.
        seed: of the split and of declared imbalance.
        base: the folder that relative paths start from.
        cache: the folder of decoded images; None decodes up to 1 GiB into memory. Built-in sources of up to 256 MiB
            are decoded into memory in any case.

    Raises:
        DataError: when anything in the data is not as it should be.
    """
    return prepare_opened(open_data(data, base=base), data, actions, seed, cache=cache)


def prepare_opened(opened: Opened, data: Data, actions: Actions, seed: int, *, cache: Path | None) -> Prepared:
    """The same for a section that was opened already.

    Raises:
        DataError: when split, pairs or images are not as they should be.
    """
    ready = arrange_opened(opened, data, actions, seed)
    in_memory = isinstance(data.source, str) and _small(ready.source)
    images = _decoded(ready.source, None if in_memory else cache)
    return Prepared(
        facts=ready.facts,
        images=images,
        labels=ready.labels,
        split=ready.split,
        pairs=MappingProxyType({part: _known(pairs) for part, pairs in ready.pairs.items()}),
        unknown=MappingProxyType({part: pairs[pairs.factor < 0] for part, pairs in ready.pairs.items()}),
    )


def arrange(data: Data, actions: Actions, seed: int, *, base: Path) -> Arranged:
    """Open, split and pair, without reading an image.

    Args:
        data: the section of the spec.
        actions: of which kind they are, factor by factor.
        seed: of the split and of declared imbalance.
        base: the folder that relative paths start from.

    Raises:
        DataError: when source, split or pairs are not as they should be.
    """
    return arrange_opened(open_data(data, base=base), data, actions, seed)


def arrange_opened(opened: Opened, data: Data, actions: Actions, seed: int) -> Arranged:
    """The same for a section that was opened already.

    Args:
        opened: the section, opened.
        data: the section itself.
        actions: of which kind they are, factor by factor.
        seed: of the split and of declared imbalance.

    Raises:
        DataError: when split or pairs are not as they should be.
    """
    source, facts, table = opened.source, opened.facts, opened.table
    labels = source.factors(np.arange(len(source), dtype=np.int64))
    chosen = chosen_columns(data, facts)
    neighbours = _neighbours(data, actions, opened, labels, chosen)
    named = None if table is None else _named(table, opened, neighbours, actions, chosen, labels)
    find = _finder(data, actions, opened, labels, chosen, named, neighbours)
    split = _thinned(_split(data, seed, opened, labels, find, named), data, facts, labels, seed)
    pairs = {} if find is None else {part: find(split[part]) for part in NAMES}
    return Arranged(
        source=source,
        facts=replace(facts, factors=tuple(facts.factors[column] for column in chosen)),
        labels=labels[:, chosen] if labels.shape[1] else labels,
        split=split,
        pairs=MappingProxyType(pairs),
        neighbours=neighbours,
    )


def _known(pairs: Pairs) -> Pairs:
    """The pairs whose action is known; the same object when that is all of them, which may be millions."""
    known = pairs.factor >= 0
    return pairs if known.all() else pairs[known]


def chosen_columns(data: Data, facts: SourceFacts) -> tuple[int, ...]:
    """The columns of the factors that actions may change, in the order of the spec.

    Raises:
        DataError: CVQ307 when `data.factors` names one that is not there.
    """
    if data.chosen == "all":
        return tuple(range(len(facts.factors)))
    return tuple(_column(name, facts) for name in data.chosen)


def _column(name: str, facts: SourceFacts) -> int:
    names = [factor.name for factor in facts.factors]
    if name not in names:
        raise fault(
            UNKNOWN_SOURCE,
            f"the source has no factor {name!r}",
            expected=", ".join(names) or "no factors: the images are unlabelled",
            hint=did_you_mean(name, names),
        )
    return names.index(name)


def noted(facts: SourceFacts, table: PairTable, left: Sequence[str]) -> SourceFacts:
    """Facts with what was left out of a table of pairs, and how it was read."""
    return replace(facts, skipped=(*facts.skipped, *left), notices=(*facts.notices, *table.notices))


def listed_pairs(data: Data, base: Path, source: Source) -> tuple[PairTable | None, tuple[str, ...]]:
    """The pairs that a table lists or that names tell, each of images that are there, and what was left out.

    Raises:
        DataError: when a table cannot be read, or names tell no pairs; CVQ310 for images that are not there, unless
            `data.source.missing` leaves them out.
    """
    table = pair_table(data, base, source)
    if table is None:
        return None, ()
    skip = getattr(data.source, "missing", "error") == "skip"
    return with_images(table, _image_finder(source, table), skip=skip)


def pair_table(data: Data, base: Path, source: Source) -> PairTable | None:
    """The pairs that a table lists or that names tell; None where pairs come from elsewhere.

    Raises:
        DataError: when a table cannot be read, or names tell no pairs.
    """
    pairs = data.pairs
    columns: Mapping[str, str] = {str(role): column for role, column in pairs.columns.items()}
    if pairs.file is not None:
        return read_pair_table(base / pairs.file, columns, source.names if isinstance(source, Listed) else ())
    if pairs.before is None or pairs.after is None:
        return None
    place = base / data.source.path if not isinstance(data.source, str) else base
    if isinstance(source, Matching):
        return paired(match_rows(source, pairs.before, pairs.after, pairs.actions, place), place)
    if not isinstance(source, Listed):
        raise fault(
            UNKNOWN_SOURCE, "this source has no names to pair its images by", place, expected="a folder, or arrays"
        )
    matches = match_files(source.names, pairs.before, pairs.after, place)
    if pairs.actions is None:
        return paired(matches, place)
    return paired_by_table(matches, base / pairs.actions, columns, place)


def _declared(facts: SourceFacts, data: Data, table: PairTable | None) -> SourceFacts:
    """Facts with what the spec adds to them."""
    if table is not None and not facts.factors:
        facts = replace(facts, factors=table.factors(meaning_of(data)), labelled=False)
    if (data.pairs.opposites or data.pairs.alternatives) and not any(factor.words for factor in facts.factors):
        message = "data.pairs: opposites and alternatives are of actions in your own words, and there are none here"
        raise fault(BAD_WORDS, message, hint="remove them, or write such words into the table of pairs")
    for name in data.orders:
        _column(name, facts)
    return replace(facts, factors=tuple(_in_order(factor, data.orders.get(factor.name)) for factor in facts.factors))


def meaning_of(data: Data) -> Meaning:
    """What a section says of the user's own words; all that it does not name are steps of factors of their own."""
    opposites = tuple((cleaned(up), cleaned(down)) for up, down in data.pairs.opposites or ())
    return Meaning(opposites, tuple(tuple(map(cleaned, group)) for group in data.pairs.alternatives or ()))


def _in_order(factor: FactorFacts, declared: Order | None) -> FactorFacts:
    """A factor with the order that the spec says, where it says one."""
    return factor if declared is None else replace(factor, declared=declared, cyclic=declared == "cyclic")


def _thinned(split: Split, data: Data, facts: SourceFacts, labels: Integers, seed: int) -> Split:
    """The split with declared imbalance in its training part; what is measured stays balanced."""
    shares: dict[int, Sequence[float]] = {}
    for name, wanted in data.imbalance.items():
        column = _column(name, facts)
        size = facts.factors[column].size
        if len(wanted) != size or not isclose(sum(wanted), 1, abs_tol=1e-6):
            raise fault(
                BAD_SPLIT,
                f"data.imbalance of {name!r} is not a share for each of its values",
                expected=f"{size} shares that add to 1",
                got=", ".join(map(str, wanted)),
            )
        shares[column] = wanted
    return replace(split, train=thin(labels, split.train, shares, seed))


def _named(
    table: PairTable,
    opened: Opened,
    neighbours: Neighbours,
    actions: Actions,
    chosen: Sequence[int],
    labels: Integers,
) -> Pairs:
    """The pairs of a table, as images and actions."""
    find = _image_finder(opened.native, table)
    return table.resolve(actions, opened.facts, chosen, find, labels, neighbours)


def _neighbours(data: Data, actions: Actions, opened: Opened, labels: Integers, chosen: Sequence[int]) -> Neighbours:
    """Where steps lead: as the section says, or as the labels suggest where pairs are made from them."""
    if data.pairs.neighbours != "auto":
        return data.pairs.neighbours
    if data.pairs.origin != "factors" or isinstance(opened.native, Truth) or opened.facts.grid_complete:
        return "present"
    stepped = [column for column in chosen if actions.kind(opened.facts.factors[column]) == "step"]
    cyclic = [opened.facts.factors[column].cyclic for column in stepped]
    return neighbours_of(labels, opened.facts.sizes, stepped, cyclic)


def _finder(
    data: Data,
    actions: Actions,
    opened: Opened,
    labels: Integers,
    chosen: Sequence[int],
    named: Pairs | None,
    neighbours: Neighbours,
) -> Finder | None:
    """What gives the pairs among some images; None where the section wants no pairs.

    Where a step leads is decided among all images, so that it does not depend on the split. A source that knows its
    mechanisms draws every value, so that its steps lead to neighbouring values.
    """
    if data.pairs.origin == "none":
        return None
    if named is not None:
        return named.within
    sizes, truth = opened.facts.sizes, opened.native if isinstance(opened.native, Truth) else None
    factors = [opened.facts.factors[column] for column in chosen]
    kinds, cyclic = [actions.kind(factor) for factor in factors], [factor.cyclic for factor in factors]
    present = neighbours == "present" and truth is None and "step" in kinds
    steps = present_steps(labels, sizes, chosen, cyclic) if present else None
    return lambda members: factor_pairs(kinds, labels, sizes, members, chosen, cyclic, truth, steps)


def _split(data: Data, seed: int, opened: Opened, labels: Integers, find: Finder | None, named: Pairs | None) -> Split:
    """Which images are for what, before declared imbalance."""
    by, count, shares = data.split.by, len(opened.source), data.split.model_dump(exclude={"by"})
    groups = None if named is None else linked(count, named.x, named.y)
    factors = 0 if find is None else len(chosen_columns(data, opened.facts))
    if by == "images" or (by == "pairs" and find is None):
        return split_images(count, shares, seed, groups)
    if by == "pairs":
        assert find is not None
        return split_by_pairs(count, shares, seed, find, factors, groups)
    values = column_of(opened.native, opened.facts, labels, by)
    return split_by_column(values, by, shares, seed, find or _no_pairs, factors)


def _no_pairs(members: Integers) -> Pairs:
    """The pairs of a section that wants none."""
    none = members[:0]
    return Pairs(none, none, none, none, none)


def _image_finder(source: Source, table: PairTable) -> Callable[[str], int]:
    """From an image as a table names it to its index: a file, or a row number where no file has this name."""

    def find(name: str) -> int:
        if not table.numbered and isinstance(source, Listed):
            with suppress(KeyError):
                return source.locate(name, table.path.parent)
        if name.isdecimal() and len(name) < 20 and int(name) < len(source):
            return int(name)
        if isinstance(source, Named) and not isinstance(source, Listed):
            return source.index_of(table.path.parent / name)
        raise KeyError(name)

    return find


def _small(source: Source) -> bool:
    return _bytes(source) <= IN_MEMORY // 4


def _bytes(source: Source) -> int:
    """Bytes of all images of a source."""
    facts = source.facts
    return facts.images * facts.height * facts.width * facts.channels * PIXEL_BYTES[facts.dtype]


def _decoded(source: Source, cache: Path | None) -> Images:
    if cache is not None:
        return images_cached_somewhere(source, cache)
    facts = source.facts
    shape = (facts.images, facts.height, facts.width, facts.channels)
    if _bytes(source) > IN_MEMORY:
        raise fault(TOO_LARGE, "the decoded images do not fit in memory as a whole", hint="use a cache folder")
    images = np.empty(shape, dtype=facts.dtype)
    start = 0
    for chunk in source.chunks(max(1, 2**24 // (shape[1] * shape[2] * shape[3]))):
        images[start : start + len(chunk)] = chunk
        start += len(chunk)
    return images
