"""Sources of images and pairs of them, without torch.

facts = source_facts("critters", base=Path("."))          # what the compiler needs
source = open_source("critters", base=Path("."), size=32) # images and labels by index
split = split_images(len(source), {"train": 0.8, "validation": 0.1, "test": 0.1}, seed=0)
pairs = step_pairs(labels, facts.sizes, split.train, factors=range(7))
batch = PairSampler(pairs, batch_size=64, seed=0).batch(step)
counts = count_pairs(arrange(data, "step", seed=0, base=Path(".")))  # by part and factor, from a spec's data section
"""

from causalvq.data.counting import PairCounts, count_pairs
from causalvq.data.facts import FactorFacts, SourceFacts
from causalvq.data.pairs.gathering import PairBatch, gather, gather_pairs
from causalvq.data.pairs.image_pairs import Pairs, set_pairs, step_pairs
from causalvq.data.pairs.meaning import Actions, Meaning
from causalvq.data.pairs.sampler import PairSampler
from causalvq.data.pairs.unlabelled import joined, withhold
from causalvq.data.parts.split import Split, split_images
from causalvq.data.preparation import (
    Arranged,
    Opened,
    Prepared,
    absent_facts,
    arrange,
    arrange_opened,
    data_facts,
    open_data,
    prepare,
    prepare_opened,
)
from causalvq.data.registry import open_source, source_facts
from causalvq.data.source import Columned, Source, Truth

__all__ = [
    "Actions",
    "Arranged",
    "Columned",
    "FactorFacts",
    "Meaning",
    "Opened",
    "PairBatch",
    "PairCounts",
    "PairSampler",
    "Pairs",
    "Prepared",
    "Source",
    "SourceFacts",
    "Split",
    "Truth",
    "absent_facts",
    "arrange",
    "arrange_opened",
    "count_pairs",
    "data_facts",
    "gather",
    "gather_pairs",
    "joined",
    "open_data",
    "open_source",
    "prepare",
    "prepare_opened",
    "set_pairs",
    "source_facts",
    "split_images",
    "step_pairs",
    "withhold",
]
