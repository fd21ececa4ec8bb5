"""What happens to populations, and to scenarios over them."""

from dataclasses import dataclass

from tongban.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class SnapshotTaken(Event):
    """What the registers know of everybody was set down in the snapshot `subject` (its digest); `silent` did not answer."""

    audience: str
    size: int
    edition: str
    silent: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScenarioSaved(Event):
    """A scenario of the simulator was kept as `subject`, maybe as what is expected before the policy is issued."""

    policy: str
    name: str
    is_expectation: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyClaimed(Event):
    """The organ that the content names says that it answers for the policy `subject`, or in `words` why it does not."""

    organ: str
    is_ours: bool
    words: str
