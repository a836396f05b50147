"""Addresses of the fulfilment."""

from django.urls import path

from production.views import board, builds, by_hand, feeds, inbox

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
    path("production/feeds/", feeds.health, name="feeds"),
    path("production/feeds/poll/", feeds.poll, name="feeds-poll"),
    path("production/feeds/messages/<int:pk>/replay/", feeds.replay, name="message-replay"),
    path("production/feeds/messages/<int:pk>/discard/", feeds.discard, name="message-discard"),
    path("production/window/<str:code>/", builds.window_fragment, name="window-fragment"),
    path("factory/<str:manufacturer>/events/", feeds.webhook, name="webhook"),
]
