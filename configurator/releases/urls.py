"""Addresses of the catalogues."""

from django.urls import path

from configurator.releases.views import intake, releases, rules

app_name = "catalogues"
urlpatterns = [
    path("", releases.release_list, name="list"),
    path("bring/", intake.bring, name="bring"),
    path("intake/<int:pk>/", intake.progress, name="intake"),
    path("intake/<int:pk>/cancel/", intake.cancel, name="intake-cancel"),
    path("intake/<int:pk>/again/", intake.again, name="intake-again"),
    path("template.xlsx", releases.template_workbook, name="template-xlsx"),
    path("template.zip", releases.template_csv, name="template-csv"),
    path("<int:pk>/", releases.release, name="release"),
    path("<int:pk>/compiling/", releases.compiling, name="compiling"),
    path("<int:pk>/report/", releases.look_again, name="look-again"),
    path("<int:pk>/publish/", releases.publish, name="publish"),
    path("<int:pk>/discard/", releases.discard, name="discard"),
    path("<int:pk>/withdraw/", releases.withdraw, name="withdraw"),
    path("<int:pk>/<int:line>/rules/", rules.rules, name="rules"),
    path("<int:pk>/<int:line>/rules/new/", rules.new, name="rule-new"),
    path("<int:pk>/<int:line>/rules/check/", rules.check, name="rule-check"),
    path("<int:pk>/<int:line>/rules/<int:rule>/", rules.edit, name="rule"),
    path("<int:pk>/<int:line>/rules/<int:rule>/remove/", rules.remove, name="rule-remove"),
]
