"""Every address of the product."""

from django.contrib import admin
from django.urls import include, path

from mto import health

urlpatterns = [
    path("livez", health.livez, name="livez"),
    path("readyz", health.readyz, name="readyz"),
    path("statusz", health.statusz, name="statusz"),
    path("configure/", include("configurator.urls")),
    path("catalogues/", include("configurator.releases.urls")),
    path("orders/", include("orders.urls")),
    path("", include("production.urls")),
    path("my/", include("portal.urls")),
    path("", include("customers.urls")),
    path("dev/", include("mto.demo.urls")),
    path("admin/", admin.site.urls),
]
