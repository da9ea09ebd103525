"""From a folder or a file of somebody's images to a spec that trains: what `causalvq init --data` does."""

from causalvq.offered import offer

__getattr__ = offer(__name__, {"options": ("Options",), "proposal": ("Proposal", "propose")})
