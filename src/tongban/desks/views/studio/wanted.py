"""What people said and did not find, and what they opened after which words: what an editor makes of it, or puts aside."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from tongban.catalogue import public as catalogue
from tongban.catalogue.public import Edition
from tongban.desks.views import who
from tongban.desks.views.studio.desk import duty_of, page_of
from tongban.identity.public import NotAllowed, Official
from tongban.kernel.words import Words
from tongban.knowledge import public as knowledge

studio = catalogue.studio
FOLDERS = (("bundles", "bundles"), ("items", "items"), ("policies", "policies"))
NO_SUCH = Words("没有代码是“{code}”的事项、一件事或政策", "There is no item, bundle or policy with the code “{code}”")
SETTLED = Words("它已经处理过了", "It has been dealt with already")
TITLE = Words("补群众问法：{name}", "Add a phrasing: {name}")
ONLY_EDITORS = Words("只有编辑能处理", "Only an editor deals with it")


@require_GET
def wanted(request: HttpRequest) -> HttpResponse:
    """The gaps and the proposals, the most frequent first."""
    return render(request, "desks/studio/wanted.html", listed(request))


def listed(request: HttpRequest, **more: Any) -> dict[str, Any]:
    page = page_of(request, gaps=knowledge.gaps(), proposals=knowledge.proposals(), problem=None, problem_at="")
    edition: Edition = page["edition"]
    names = {hit.code: hit.title for hit in knowledge.named([one.node for one in page["proposals"]], edition=edition)}
    nodes = [(hit.code, hit.title) for hit in knowledge.browse(edition=edition, limit=10_000).hits]
    return page | {"names_of_nodes": names, "nodes": nodes} | more


@require_POST
def settle(request: HttpRequest) -> HttpResponse:
    """Put words aside, call them written, or make a phrasing of them: that begins a revision of the node's file."""
    if duty_of(request).role != Official.Role.EDITOR:
        return render(request, "desks/studio/wanted.html", listed(request, problem=ONLY_EDITORS), status=403)
    words, node, outcome = (request.POST.get(name, "").strip()[:100] for name in ("words", "node", "outcome"))
    try:
        opened = phrased(request, words, node) if outcome == "phrasing" else reverse("studio:wanted") + "?done=answered"
        if not settled(request, words, node, outcome):
            raise studio.NotPossible(SETTLED)
    except studio.NotPossible as refused:
        page = listed(request, problem=refused.says, problem_at=words)
        return render(request, "desks/studio/wanted.html", page, status=422)
    except NotAllowed as refused:
        page = listed(request, problem=refused.says, problem_at=words)
        return render(request, "desks/studio/wanted.html", page, status=403)
    return redirect(opened)


def settled(request: HttpRequest, words: str, node: str, outcome: str) -> bool:
    """Whether these words were open, as a proposal or as a gap, and are dealt with now."""
    by, at = who.reader(request).code, who.now()
    if request.POST.get("kind") == "proposal":
        made = outcome if outcome == "phrasing" else "aside"
        return knowledge.settle_proposal(words, node, outcome=made, by=by, at=at)
    return knowledge.settle_gap(words, outcome="aside" if outcome == "aside" else "written", by=by, at=at)


def phrased(request: HttpRequest, words: str, node: str) -> str:
    """Begin a revision in which the node has these words among its phrasings; gives the address of that part."""
    by, at, edition = who.reader(request), who.now(), catalogue.edition(on=who.today())
    folder = next((folder for folder, place in FOLDERS if node in getattr(edition, place)), None)
    if folder is None:
        raise studio.NotPossible(NO_SUCH.filled(code=node))
    file = f"{folder}/{node}.yaml"
    held = studio.values_of(studio.texts_on(who.today()).get(file, ""), file=file)
    title = TITLE.filled(name=getattr(edition, folder)[node].name.zh).zh
    revision = studio.start(title, by=by, at=at)
    phrasings = [*held.get("phrasings", []), words]
    studio.save_parts(revision.code, file, {"phrasings": phrasings}, seen=0, by=by, at=at)
    return f"{reverse('studio:file', kwargs={'code': revision.code, 'file': file})}?part=finding&done=saved"
