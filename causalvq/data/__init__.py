"""Sources of images and pairs of them, without torch.

facts = source_facts("critters", base=Path("."))          # what the compiler needs
source = open_source("critters", base=Path("."), size=32) # images and labels by index
split = split_images(len(source), {"train": 0.8, "validation": 0.1, "test": 0.1}, seed=0)
pairs = step_pairs(labels, facts.sizes, split.train, factors=range(7))
batch = PairSampler(pairs, batch_size=64, seed=0).batch(step)
counts = count_pairs(arrange(data, "step", seed=0, base=Path(".")))  # by part and factor, from a spec's data section
"""

from causalvq.offered import offer

__getattr__ = offer(
    __name__,
    {
        "counting": ("count_pairs",),
        "facts": ("FactorFacts", "PairCounts", "SourceFacts"),
        "pairs.gathering": ("PairBatch", "gather", "gather_pairs"),
        "pairs.image_pairs": ("Pairs", "set_pairs", "step_pairs"),
        "pairs.meaning": ("Actions", "Meaning"),
        "pairs.sampler": ("PairSampler",),
        "pairs.unlabelled": ("joined", "withhold"),
        "parts.split": ("Split", "split_images"),
        "preparation": ("Opened", "absent_facts", "arrange", "arrange_opened", "data_facts", "open_data", "prepare"),
        "prepared": ("Arranged", "Prepared"),
        "registry": ("open_source", "source_facts"),
        "source": ("Columned", "Source", "Truth"),
    },
)
