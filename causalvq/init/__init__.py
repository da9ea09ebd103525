"""From a folder or a file of somebody's images to a spec that trains: what `causalvq init --data` does."""

from causalvq.init.options import Options
from causalvq.init.proposal import Proposal, propose

__all__ = ["Options", "Proposal", "propose"]
