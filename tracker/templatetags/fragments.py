"""Parts of a page that are made of one value alone, rendered once in a worker for each value.

A control of the filter bar looks the same whenever the same is chosen in it; what also hangs on the reader, the request
or the clock is no fragment.
"""

from collections.abc import Hashable
from functools import lru_cache

from django import template
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

register = template.Library()
KEPT = 2_000


@register.simple_tag
def fragment(name: str, about: Hashable = None) -> SafeString:
    """The template `name` rendered with `about` as its only variable."""
    return _rendered(name, about, settings.STORAGES["staticfiles"]["BACKEND"])


@lru_cache(KEPT)
def _rendered(name: str, about: Hashable, _: str) -> SafeString:
    """Addresses of static files hang on how these are kept, which changes in tests alone."""
    return render_to_string(name, {"about": about})
