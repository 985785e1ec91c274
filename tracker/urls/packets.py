"""Packets: hand in, print, sign, review."""

from django.urls import path

from tracker.views import packets, packets_export, packs, reviews, signing

app_name = "packets"
urlpatterns = [
    path("", packets.packet_list, name="list"),
    path("export/", packets_export.export, name="export"),
    path("new/", packets.new, name="new"),
    path("hand-in/", packets.hand_in, name="hand_in"),
    path("<str:number>/", packets.page, name="page"),
    path("<str:number>/sheet/", packets.sheet, name="print"),
    path("<str:number>/pack/", packs.of_packet, name="pack"),
    path("<str:number>/withdraw/<int:pk>/", packets.withdraw, name="withdraw"),
    path("<str:number>/sign/", signing.sign, name="sign"),
    path("<str:number>/decline/<int:pk>/", signing.decline, name="decline"),
    path("<str:number>/paper/", signing.paper, name="paper"),
    path("<str:number>/confirm/", signing.confirm_scan, name="confirm_scan"),
    path("<str:number>/refuse/", signing.refuse_scan, name="refuse_scan"),
    path("<str:number>/review/", reviews.review, name="review"),
]
