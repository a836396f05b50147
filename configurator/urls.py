"""Addresses of the configurator."""

from django.urls import path

from configurator.views import (
    build,
    compare,
    completing,
    history,
    home,
    market,
    search,
    summary,
)

app_name = "configurator"
urlpatterns = [
    path("", home.home, name="home"),
    path("new/", home.start, name="start"),
    path("compare/", compare.compare_builds, name="compare"),
    path("<str:code>/", build.detail, name="detail"),
    path("<str:code>/choose/", build.choose, name="choose"),
    path("<str:code>/search/", search.search, name="search"),
    path("<str:code>/market/", market.market, name="market"),
    path("<str:code>/market/set/", market.set_market, name="set-market"),
    path("<str:code>/undo/", build.undo, name="undo"),
    path("<str:code>/redo/", build.redo, name="redo"),
    path("<str:code>/trims/", compare.compare_trims, name="trims"),
    path("<str:code>/complete/", completing.completions, name="completions"),
    path("<str:code>/complete/accept/", completing.complete, name="complete"),
    path("<str:code>/history/", history.history, name="history"),
    path("<str:code>/history/return/", history.return_to, name="return-to"),
    path("<str:code>/customer/", summary.assign, name="assign"),
    path("<str:code>/summary/", summary.summary, name="summary"),
]
