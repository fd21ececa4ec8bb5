"""The addresses of the comprehensive counter. Who is no clerk finds nothing here; without an attendance nobody sees anything."""

from django.urls import path

from tongban.desks.views import counter, intake

app_name = "counter"
urlpatterns = [
    path("", counter.home, name="home"),
    path("begin/", counter.begin, name="begin"),
    path("end/", counter.end, name="end"),
    path("receive/", counter.receive, name="receive"),
    path("receive-about/", counter.receive_about, name="receive_about"),
    path("hand-over/", counter.hand_over_all, name="hand_over_all"),
    path("take-over/", counter.take_over, name="take_over"),
    path("drafts/<str:code>/", intake.intake, name="intake"),
    path("drafts/<str:code>/scan/", intake.scan, name="scan"),
    path("drafts/<str:code>/way/", intake.choose_way, name="choose_way"),
    path("drafts/<str:code>/later/", intake.later, name="later"),
    path("drafts/<str:code>/remove/", intake.remove, name="remove"),
    path("drafts/<str:code>/files/<str:document>/", intake.scanned, name="scanned"),
    path("drafts/<str:code>/slip/", intake.slip, name="slip"),
    path("drafts/<str:code>/sheet/", intake.sheet, name="sheet"),
    path("drafts/<str:code>/send-code/", intake.send_code, name="send_code"),
    path("cases/<str:number>/receipt/", counter.receipt, name="receipt"),
    path("cases/<str:number>/notices/<str:code>/", counter.notice, name="notice"),
    path("cases/<str:number>/mend/", counter.mend, name="mend"),
    path("cases/<str:number>/collect/", counter.collect, name="collect"),
    path("cases/<str:number>/result/", counter.result, name="result"),
    path("cases/<str:number>/hand-over/", counter.hand_over, name="hand_over"),
]
