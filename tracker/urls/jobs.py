"""Long work: one's own jobs, how far they are, and what they brought."""

from django.urls import path

from tracker.views import jobs

app_name = "jobs"
urlpatterns = [
    path("", jobs.jobs_list, name="list"),
    path("<int:pk>/", jobs.page, name="page"),
    path("<int:pk>/stop/", jobs.stop, name="stop"),
    path("<int:pk>/result/", jobs.result, name="result"),
]
