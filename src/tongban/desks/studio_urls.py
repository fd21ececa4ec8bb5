"""The addresses of those who write and approve content. For anybody else nothing of it exists."""

from django.urls import path

from tongban.desks.views.studio import beside, desk, editing, revision, wanted

app_name = "studio"
urlpatterns = [
    path("", desk.home, name="home"),
    path("begin/", desk.begin, name="begin"),
    path("restore/", revision.restore, name="restore"),
    path("reports/", desk.reports, name="reports"),
    path("reports/<str:report>/answer/", desk.answer, name="answer_report"),
    path("wanted/", wanted.wanted, name="wanted"),
    path("wanted/settle/", wanted.settle, name="settle"),
    path("history/<str:kind>/<str:about>/", revision.history, name="history"),
    path("<str:code>/", revision.revision, name="revision"),
    path("<str:code>/explain/", editing.explain, name="explain"),
    path("<str:code>/facts.json", editing.facts, name="facts"),
    path("<str:code>/act/<str:verb>/", revision.act, name="act"),
    path("<str:code>/checklist/<str:item>/", revision.checklist, name="checklist"),
    path("<str:code>/beside/<path:file>/", beside.beside, name="beside"),
    path("<str:code>/files/<path:file>/<str:verb>/do/", editing.change_file, name="change_file"),
    path("<str:code>/files/<path:file>/", editing.file, name="file"),
]
