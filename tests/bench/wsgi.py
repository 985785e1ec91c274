"""The system as it is, with the pages of the references beside it."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
settings.ROOT_URLCONF = "tests.bench.urls"

application = get_wsgi_application()
