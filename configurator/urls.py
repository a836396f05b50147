"""Addresses of the configurator."""

from django.urls import path

from configurator import views

app_name = "configurator"
urlpatterns = [
    path("", views.home, name="home"),
    path("new/", views.start, name="start"),
    path("<str:code>/", views.detail, name="detail"),
    path("<str:code>/choose/", views.choose, name="choose"),
    path("<str:code>/undo/", views.undo, name="undo"),
    path("<str:code>/redo/", views.redo, name="redo"),
    path("<str:code>/customer/", views.assign, name="assign"),
    path("<str:code>/summary/", views.summary, name="summary"),
]
