"""Wall chart and statistics, and the rows behind their numbers."""

from django.urls import path

from tracker.views import figures, figures_export

urlpatterns = [
    path("wall-chart/", figures.wall_chart, name="wall_chart"),
    path("statistics/", figures.statistics, name="statistics"),
    path("rows/<str:name>/", figures.figure_rows, name="figure_rows"),
    path("rows/<str:name>/export/", figures_export.export_rows, name="figure_rows_export"),
]
