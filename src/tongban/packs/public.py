"""Service packs (企业服务包): for one organisation, what is due to it and near, which of its licences end, which days are due.

A pack is put together by one definition (contents.py) from the check-up, the licences and the cases. An officer sends the first
(`draft`, `send`); from then on the system looks again when a register or a licence changes, and once a day (`pass_time`), and
sends another where it says otherwise: never the same twice. When one of the organisation's people opens it (`open_pack`), that
is noted as its receipt, which the organ that serves the organisation sees.
"""

from tongban.packs.actions import draft, open_pack, pass_time, send
from tongban.packs.events import PackOpened, PackSent
from tongban.packs.queries import may_send, pack_sent, packs_of, packs_sent
from tongban.packs.types import Content, Draft, Entry, EntryKind, PackRefused, PackView, ReceiptView, Subject

__all__ = [
    "Content", "Draft", "Entry", "EntryKind", "PackOpened", "PackRefused", "PackSent", "PackView", "ReceiptView", "Subject",
    "draft", "may_send", "open_pack", "pack_sent", "packs_of", "packs_sent", "pass_time", "send",
]  # fmt: skip
