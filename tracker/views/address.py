"""Where a request comes from. The lock after failed sign-ins and the log ask here, and nowhere else."""

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest


def caller_address(request: HttpRequest) -> str:
    """The caller's address; behind a proxy the one the proxy itself added, which is the last of the header.

    What stands before the last comma was sent by the caller, who may write there what they like.
    """
    told = request.META.get(settings.PROXY_HEADER, "") if settings.PROXY_HEADER else ""
    try:
        return str(ip_address(told.rpartition(",")[2].strip()))
    except ValueError:
        # Empty where there is none: a request made by a test, or a server behind a socket.
        return str(request.META.get("REMOTE_ADDR", ""))
