"""What every section of a spec shares: frozen, strict, no key that is not declared.

The modules of this package leave out `from __future__ import annotations`: pydantic would have to compile each
annotation back from its text, which is a tenth of the time of `causalvq validate`.
"""

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from causalvq.dsl.name_rule import LONGEST, cleaned_text


class Section(BaseModel):
    """A mapping of the spec. Values are never coerced: `"8"` is not a number and `1` is not true."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False, defer_build=True)


def unit(name: str) -> dict[str, Any]:
    """The unit of a field, kept in its JSON Schema under `unit`."""
    return {"unit": name}


Name = Annotated[
    Annotated[str, Field(min_length=1, max_length=LONGEST, pattern=r"^[^\u0000-\u001f\u007f-\u009f]+$")],
    BeforeValidator(cleaned_text),
]
"""The name of a variable, a factor or a column, as data sets write them."""


def auto_tag(value: object) -> str:
    """`auto` is a word; anything else is read as a number."""
    return "@auto" if value == "auto" else "@number"


Fraction = Annotated[float, Field(ge=0.0, le=1.0)]
Weight = Annotated[float, Field(ge=0.0, le=1e6)]
FilePath = Annotated[str, Field(min_length=1, max_length=4096)]
"""A path; relative ones start at the folder of the spec."""
