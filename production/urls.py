"""Addresses of the fulfilment."""

app_name = "production"
urlpatterns: list[object] = []
