"""Settings: units, people and accounts, posts, locked sign-ins, rounds, holidays."""

from django.urls import path

from tracker.views import offices, parties, people, posts, rounds

app_name = "settings"
urlpatterns = [
    path("", offices.home, name="home"),
    path("units/", offices.units, name="units"),
    path("units/new/", offices.new_unit, name="new_unit"),
    path("units/<int:pk>/", offices.change_unit, name="change_unit"),
    path("holidays/", offices.holidays, name="holidays"),
    path("holidays/new/", offices.new_holiday, name="new_holiday"),
    path("holidays/<int:pk>/", offices.change_holiday, name="change_holiday"),
    path("holidays/<int:pk>/remove/", offices.remove_holiday, name="remove_holiday"),
    path("people/", people.people, name="people"),
    path("people/new/", people.new_person, name="new_person"),
    path("people/<int:pk>/", people.person, name="person"),
    path("people/<int:pk>/change/", people.change_person, name="change_person"),
    path("people/<int:pk>/account/", people.open_account, name="open_account"),
    path("people/<int:pk>/password/", people.reset_password, name="reset_password"),
    path("people/<int:pk>/active/", people.set_active, name="set_active"),
    path("people/<int:pk>/post/", posts.grant_post, name="grant_post"),
    path("posts/", posts.posts, name="posts"),
    path("posts/<int:pk>/end/", posts.end_post, name="end_post"),
    path("locks/", posts.locks, name="locks"),
    path("locks/open/", posts.unlock, name="unlock"),
    path("rounds/", rounds.rounds, name="rounds"),
    path("rounds/new/", rounds.new_round, name="new_round"),
    path("rounds/<int:pk>/", rounds.page, name="round"),
    path("rounds/<int:pk>/change/", rounds.change_round, name="change_round"),
    path("rounds/<int:pk>/close/", rounds.close_round, name="close_round"),
    path("rounds/<int:pk>/feedback/", rounds.new_feedback, name="new_feedback"),
    path("feedback/<int:pk>/", rounds.change_feedback, name="change_feedback"),
    path("rounds/<int:pk>/parties/", parties.parties, name="parties"),
    path("rounds/<int:pk>/parties/<int:unit_pk>/", parties.parties, name="unit_parties"),
    path("rounds/<int:pk>/classes/", rounds.problem_classes, name="classes"),
    path("rounds/<int:pk>/classes/new/", rounds.new_class, name="new_class"),
    path("classes/<int:pk>/", rounds.change_class, name="change_class"),
]
