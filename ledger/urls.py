"""Addresses of the ledger room."""

from django.urls import path

from ledger import views

app_name = "ledger"
urlpatterns = [
    path("", views.index, name="index"),
    path("checkpoint", views.newest_checkpoint, name="checkpoint"),
    path("checkpoints.txt", views.checkpoint_sizes, name="sizes"),
    path("checkpoints/<str:size>", views.kept_checkpoint, name="kept"),
    path("tile/<path:path>", views.tile, name="tile"),
    path("vkey", views.vkey, name="vkey"),
    path("entry/<str:number>.tlog-proof", views.receipt, name="receipt"),
    path("entry/<str:number>", views.entry, name="entry"),
    path("proof/consistency", views.consistency, name="consistency"),
    path("by-id/<str:entry_id>", views.by_id, name="by-id"),
]
