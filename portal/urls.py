"""What a customer can open."""

from django.urls import path

from portal import views

app_name = "portal"

urlpatterns = [
    path("", views.home, name="home"),
    path("orders/<str:number>/", views.tracker, name="order"),
    path("orders/<str:number>/changes/", views.changes, name="changes"),
    path(
        "orders/<str:number>/documents/<uuid:document_id>/",
        views.document,
        name="document",
    ),
]
