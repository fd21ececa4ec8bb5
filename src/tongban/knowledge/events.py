"""What has happened in this room."""

from dataclasses import dataclass

from tongban.kernel.events import Event


@dataclass(frozen=True)
class GapSettled(Event):
    """An editor dealt with words that had found nothing: wrote what was missing (`written`), or put them aside (`aside`)."""

    words: str
    count: int
    outcome: str


@dataclass(frozen=True)
class ProposalSettled(Event):
    """An editor made a question for the evaluation or a phrasing for the content of what people had clicked, or put it aside."""

    words: str
    node: str
    outcome: str
