"""What actions in a user's own words mean to each other, found in the pairs when training starts."""

from causalvq.runtime.words.finding import Found, find_meaning
from causalvq.runtime.words.settling import settled
from causalvq.runtime.words.word_evidence import Evidence, meaning_of

__all__ = ["Evidence", "Found", "find_meaning", "meaning_of", "settled"]
