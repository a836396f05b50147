"""Addresses of the fulfilment."""

from django.urls import path

from production.views import board, builds, by_hand, feeds, inbox, supply, windows

app_name = "production"
urlpatterns = [
    path("production/", inbox.inbox, name="inbox"),
    path("production/exceptions/<int:pk>/apply/", inbox.apply_fix, name="exception-apply"),
    path("production/exceptions/<int:pk>/snooze/", inbox.snooze, name="exception-snooze"),
    path("production/exceptions/<int:pk>/assign/", inbox.assign, name="exception-assign"),
    path("production/exceptions/<int:pk>/resolve/", inbox.resolve, name="exception-resolve"),
    path("production/slots/", board.board, name="board"),
    path("production/builds/", builds.build_list, name="builds"),
    path("production/builds/<str:number>/", builds.detail, name="build"),
    path("production/builds/<str:number>/move/", board.move, name="move"),
    path("production/builds/<str:number>/milestone/", by_hand.milestone, name="milestone"),
    path("production/builds/<str:number>/answers/<int:pk>/", by_hand.answer, name="answer"),
    path("production/builds/<str:number>/pdi/", builds.inspect, name="pdi"),
    path("production/supply/", supply.overview, name="supply"),
    path("production/supply/read/", supply.read, name="supply-read"),
    path("production/supply/stop/", supply.stop, name="supply-stop"),
    path("production/supply/constrain/", supply.constrain, name="supply-constrain"),
    path("production/supply/template.xlsx", supply.template_workbook, name="supply-xlsx"),
    path("production/supply/template.zip", supply.template_csv, name="supply-csv"),
    path("production/supply/sheets/<int:pk>/", supply.sheet, name="supply-sheet"),
    path("production/supply/sheets/<int:pk>/apply/", supply.put_in_force, name="supply-apply"),
    path("production/supply/sheets/<int:pk>/discard/", supply.discard, name="supply-discard"),
    path("production/supply/stops/<int:pk>/end/", supply.end_stop, name="supply-stop-end"),
    path("production/supply/short/<int:pk>/end/", supply.end_short, name="supply-short-end"),
    path("production/feeds/", feeds.health, name="feeds"),
    path("production/pulls/", feeds.pulls, name="pulls"),
    path("production/pulls/now/", feeds.pull_now, name="pull-now"),
    path("production/feeds/poll/", feeds.poll, name="feeds-poll"),
    path("production/feeds/messages/<int:pk>/replay/", feeds.replay, name="message-replay"),
    path("production/feeds/messages/<int:pk>/discard/", feeds.discard, name="message-discard"),
    path("production/open/<str:code>/", windows.open_fragment, name="open-fragment"),
    path("production/window/<str:code>/", windows.window_fragment, name="window-fragment"),
    path("production/window/shared/<str:token>/", windows.shared_window, name="shared-window"),
    path("factory/<str:manufacturer>/events/", feeds.webhook, name="webhook"),
]
