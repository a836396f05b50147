"""Addresses of the demonstration's own pages; outside the demonstration each answers 404."""

from django.urls import path

from mto.demo import paying, views

app_name = "demo"
urlpatterns = [
    path("factory/", views.factory, name="factory"),
    path("factory/advance/", views.advance, name="advance"),
    path("factory/switch/", views.switch, name="switch"),
    path("pay/<str:ref>/", paying.pay, name="pay"),
    path("factory/once/", views.once, name="once"),
]
