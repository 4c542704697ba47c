"""Addresses of the programmes."""

from django.urls import path

from roadmap.programmes import views

app_name = "programmes"
_ROOM = "roadmap/<slug:project>"
urlpatterns = [
    path(f"{_ROOM}/designations/", views.designation_list, name="designations"),
    path(f"{_ROOM}/designations/<slug:slug>/", views.designation, name="designation"),
    path(f"{_ROOM}/designations/<slug:slug>/apply/", views.apply, name="apply"),
    path(f"{_ROOM}/applications/<int:pk>/", views.application, name="application"),
    path(
        f"{_ROOM}/applications/<int:pk>/act/",
        views.act_on_application,
        name="act-on-application",
    ),
    path(f"{_ROOM}/audits/", views.audit_list, name="audits"),
    path(f"{_ROOM}/audits/<slug:slug>/", views.audit, name="audit"),
    path(f"{_ROOM}/audits/<slug:slug>/act/", views.act_on_audit, name="act-on-audit"),
    path(f"{_ROOM}/milestones/<str:key>/reports/", views.measure, name="measure"),
    path(f"{_ROOM}/reports/<int:pk>/review/", views.review, name="review"),
]
