"""The officials' addresses. All of them stand behind the login; who is no official finds nothing here."""

from django.urls import path

from tongban.desks.views import outbox, papers, queue, track

app_name = "desks"
urlpatterns = [
    path("", queue.queue, name="queue"),
    path("pane/", queue.pane, name="pane"),
    path("outbox/", outbox.outbox, name="outbox"),
    path("outbox/try-again/", outbox.try_again, name="try_again"),
    path("<str:code>/", track.track, name="track"),
    path("<str:code>/opinion/", track.decide, name="decide"),
    path("<str:code>/accept/", track.accept, name="accept"),
    path("<str:code>/materials/<str:document>/", papers.material, name="material"),
    path("<str:code>/papers/<str:material>/", papers.paper, name="paper"),
]
