"""Signing in and out, the post worn, passwords."""

from django.urls import path

from tracker.views import accounts

urlpatterns = [
    path("sign-in/", accounts.sign_in, name="sign_in"),
    path("sign-out/", accounts.sign_out, name="sign_out"),
    path("post/", accounts.wear_post, name="wear_post"),
    path("password/", accounts.password_change, name="password_change"),
]
