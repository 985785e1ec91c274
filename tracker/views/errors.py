"""What is shown when a request cannot be taken: too big, not well formed, or nothing can be written for a while."""

import sys

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from tracker.busy import LOCKED, is_locked
from tracker.errors import Busy

TOO_BIG = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)
SOON = "30"  # seconds after which a browser or proxy may ask again


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400, or 413 with how to go on where the form was simply too big."""
    if isinstance(exception, TOO_BIG):
        return render(request, "413.html", status=413)
    return render(request, "400.html", status=400)


def server_error(request: HttpRequest) -> HttpResponse:
    """500, or 503 where somebody else writes so much that this had to wait in vain; the context may be broken too."""
    error = sys.exc_info()[1]
    if isinstance(error, Busy) or (error is not None and is_locked(error)):
        said = error.sentence if isinstance(error, Busy) else LOCKED
        return HttpResponse(render_to_string("503.html", {"said": said}), status=503, headers={"Retry-After": SOON})
    return HttpResponse(render_to_string("500.html"), status=500)
