"""Addresses of the desk."""

from django.urls import path

from orders.views import actions, affected, changes, desk, exporting, fleets, near, quoting, telling

app_name = "orders"
ORDER = "<str:number>/"
urlpatterns = [
    path("", desk.order_list, name="list"),
    path("export.csv", exporting.as_csv, name="export-csv"),
    path("export.xlsx", exporting.as_xlsx, name="export-xlsx"),
    path("credit/", desk.credit, name="credit"),
    path("affected/<int:release>/", affected.of_release, name="affected"),
    path("hit/<str:kind>/<int:pk>/", affected.of_supply, name="hit"),
    path("quote/<str:code>/", quoting.quote, name="quote"),
    path("near/<str:code>/", near.near, name="near-match"),
    path("near/<str:code>/hush/", near.hush, name="near-hush"),
    path("quote-fleet/<str:code>/", fleets.quote, name="quote-fleet"),
    path("fleets/<str:fleet>/", fleets.detail, name="fleet"),
    path("fleets/<str:fleet>/accept/", fleets.accept, name="fleet-accept"),
    path("fleets/<str:fleet>/validate/", fleets.validate, name="fleet-validate"),
    path(ORDER, desk.detail, name="detail"),
    path(ORDER + "documents/<uuid:document_id>/", desk.document, name="document"),
    path(ORDER + "accept/", actions.accept, name="accept"),
    path(ORDER + "approve-discount/", actions.approve_discount, name="approve-discount"),
    path(ORDER + "revise/", actions.revise, name="revise"),
    path(ORDER + "discard/", actions.discard, name="discard"),
    path(ORDER + "validate/", actions.validate, name="validate"),
    path(ORDER + "record-deposit/", actions.record_deposit, name="record-deposit"),
    path(ORDER + "decide-credit/", actions.decide_credit, name="decide-credit"),
    path(ORDER + "approve/", actions.approve, name="approve"),
    path(ORDER + "submit/", actions.submit, name="submit"),
    path(ORDER + "resubmit/", actions.resubmit, name="resubmit"),
    path(ORDER + "set-priority/", actions.set_priority, name="set-priority"),
    path(ORDER + "book-handover/", actions.book_handover, name="book-handover"),
    path(ORDER + "make-ready/", actions.make_ready, name="make-ready"),
    path(ORDER + "deliver/", actions.deliver, name="deliver"),
    path(ORDER + "close/", actions.close, name="close"),
    path(ORDER + "cancel/", actions.cancel, name="cancel"),
    path(ORDER + "lost/", actions.lost, name="lost"),
    path(ORDER + "reassign/", actions.reassign, name="reassign"),
    path(ORDER + "hold/", actions.hold, name="hold"),
    path(ORDER + "holds/<int:hold_id>/release/", actions.release_hold, name="release-hold"),
    path(ORDER + "comment/", actions.comment, name="comment"),
    path(ORDER + "changes/", changes.changes, name="changes"),
    path(ORDER + "changes/card/", changes.card, name="change-card"),
    path(ORDER + "changes/ask/", changes.ask, name="change-ask"),
    path(ORDER + "changes/offer/", changes.offer, name="change-offer"),
    path(ORDER + "changes/<int:change>/release/", changes.release, name="change-release"),
    path(ORDER + "changes/<int:change>/withdraw/", changes.withdraw, name="change-withdraw"),
    path(ORDER + "changes/<int:change>/sign/", changes.sign, name="change-sign"),
    path(ORDER + "delay/<int:pk>/", telling.delay, name="delay"),
]
