"""What prefilling gives."""

from collections.abc import Mapping
from dataclasses import dataclass

from tongban.sources.public import Supplied


@dataclass(frozen=True, slots=True)
class Filled:
    """Values by fact code, each with its source and time, and the codes of the sources that did not answer."""

    values: Mapping[str, Supplied]
    silent: tuple[str, ...]
