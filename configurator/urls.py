"""Addresses of the configurator."""

from django.urls import path

from configurator.views import (
    build,
    compare,
    completing,
    history,
    home,
    market,
    needs,
    needs_card,
    search,
    summary,
)

app_name = "configurator"
urlpatterns = [
    path("", home.home, name="home"),
    path("new/", home.start, name="start"),
    path("needs/new/", needs.create, name="needs-new"),
    path("needs/of/<str:number>/", needs.of_customer, name="needs-of"),
    path("needs/<str:code>/", needs.result, name="needs"),
    path("needs/<str:code>/edit/", needs.edit, name="needs-edit"),
    path("needs/<str:code>/words/", needs.words, name="needs-words"),
    path("needs/<str:code>/start/", needs.start, name="needs-start"),
    path("needs/<str:code>/delete/", needs.delete, name="needs-delete"),
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
    path("<str:code>/needs/", needs_card.card, name="needs-card"),
    path("<str:code>/needs/with/", needs_card.compare_with, name="needs-with"),
    path("<str:code>/summary/", summary.summary, name="summary"),
]
