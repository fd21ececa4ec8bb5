"""Nobody is asked for what the content itself says the State has (免于提交)."""

from collections.abc import Iterator

from tongban.catalogue.contrib.folder.references import Library, get, walk
from tongban.catalogue.types import Problem
from tongban.kernel.words import Words


def asked_though_held(library: Library) -> Iterator[Problem]:
    """Materials that people upload although a source answers for them or an item's result proves them."""
    for document in library.of_kind("item"):
        for place, material in walk(document.value, ("materials", "*")):
            holder = get(material, "proved_by") or get(material, "source")
            if get(material, "way") == "upload" and holder:
                code = get(material, "code")
                says = Words(
                    f"材料 {code} 政府已有（{holder}），却要人上传。",
                    f"The State has {code} ({holder}), yet people have to upload it.",
                )
                mend = Words("请改成 way: licence 或 way: register。", "Write way: licence or way: register.")
                yield document.problem((*place, "way"), says, mend)
