"""Data sets that strangers might bring, drawn at run time, and which of them a default may be tuned on.

The two groups were decided before any was trained on, and are as similar in kind as could be; each file draws one of
each. A default is chosen by the tuned ones alone; the judged ones are run at the end.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

from benchmarks.strangers.sets import (
    attributes,
    faces,
    lights,
    photographs,
    pictures,
    portraits,
    rooms,
    stages,
    turntables,
)
from benchmarks.strangers.sets.made import Made

Group = Literal["tuned", "judged"]


@dataclass(frozen=True)
class Stranger:
    """A data set by name.

    Args:
        name: as the command line and the tables know it.
        group: whether a default may be tuned on it.
        make: draws it; the same at every call.
        settings: what its user asks for beside the data; `init` proposes 32 pixels for images that are not squares.
    """

    name: str
    group: Group
    make: Callable[[], Made]
    settings: tuple[str, ...] = ()

    @property
    def about(self) -> str:
        """What it is, in a line."""
        return (self.make.__doc__ or "").partition("\n")[0]


SETS: Final = (
    Stranger("room", "tuned", rooms.room),
    Stranger("room_camera", "tuned", rooms.room_camera),
    Stranger("lamps", "tuned", lights.lamps),
    Stranger("faces", "tuned", faces.faces),
    Stranger("turntable", "tuned", turntables.turntable),
    Stranger("portraits", "tuned", portraits.portraits),
    Stranger("stage", "tuned", stages.stage),
    Stranger("levers", "tuned", pictures.levers),
    Stranger("clothes", "tuned", photographs.clothes),
    Stranger("attributes", "tuned", attributes.attributes, ("data.image.size=64",)),
    Stranger("vault", "judged", rooms.vault),
    Stranger("vault_camera", "judged", rooms.vault_camera),
    Stranger("filters", "judged", lights.filters),
    Stranger("leaves", "judged", faces.leaves),
    Stranger("dials", "judged", turntables.dials),
    Stranger("specimens", "judged", portraits.specimens),
    Stranger("desk", "judged", stages.desk),
    Stranger("doses", "judged", pictures.doses),
    Stranger("views", "judged", photographs.views),
    Stranger("snapshots", "judged", attributes.snapshots, ("data.image.size=128",)),
)
