"""What a customer can open."""

from django.urls import path

from portal import changing, paying, signing, views

app_name = "portal"

urlpatterns = [
    path("", views.home, name="home"),
    path("orders/<str:number>/", views.tracker, name="order"),
    path("orders/<str:number>/changes/", views.changes, name="changes"),
    path("orders/<str:number>/sign/", signing.sign, name="sign"),
    path("orders/<str:number>/pay/", paying.pay, name="pay"),
    path("orders/<str:number>/change/", changing.change, name="change"),
    path("orders/<str:number>/change/ask/", changing.ask, name="change-ask"),
    path("orders/<str:number>/change/sign/", changing.sign, name="change-sign"),
    path("orders/<str:number>/change/answer/", changing.answer, name="change-answer"),
    path("orders/<str:number>/change/decline/", changing.decline, name="change-decline"),
    path(
        "orders/<str:number>/documents/<uuid:document_id>/",
        views.document,
        name="document",
    ),
]
