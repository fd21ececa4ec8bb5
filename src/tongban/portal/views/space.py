"""My space: what I have begun, what is under way, what I hold, what was said to me, who acts for me, who saw my data."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from tongban.notices import public as notices
from tongban.portal.views import who
from tongban.portal.views.preferences import back


@require_http_methods(["GET", "POST"])
def messages(request: HttpRequest) -> HttpResponse:
    person = who.reader(request)
    if request.method == "POST":
        notices.mark_read(person, request.POST.get("message", ""))
        return redirect(back(request, reverse("portal:messages")))
    page = {"here": "messages", "messages": notices.messages_of(person, limit=50)}
    return render(request, "portal/messages.html", page)
