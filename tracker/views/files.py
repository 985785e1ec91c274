"""Files on their way to the browser: out of the vault, or made as they go; and the page again where none is made."""

from collections.abc import Callable, Iterable

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header

from tracker.errors import Refused
from tracker.vault import path_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ANY_BYTES = "application/octet-stream"


def from_vault(sha256: str, name: str, kind: str = ANY_BYTES, *, as_attachment: bool = True) -> FileResponse:
    """A kept file under its own name; nothing of it is trusted. 404 where it is gone."""
    try:
        file = path_of(sha256).open("rb")
    except FileNotFoundError as error:
        raise Http404("文件不在材料库中，请联系系统管理员。") from error
    response = FileResponse(file, as_attachment=as_attachment, filename=name, content_type=kind)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def download(name: str, chunks: Iterable[bytes], kind: str = XLSX) -> StreamingHttpResponse:
    """What is made as it goes out."""
    return StreamingHttpResponse(chunks, content_type=kind, headers=saved_as(name))


def saved_as(name: str) -> dict[str, str]:
    """The header by which the browser saves a file under its Chinese name (RFC 5987)."""
    return {"Content-Disposition": content_disposition_header(as_attachment=True, filename=name) or "attachment"}


def made_or_back(request: HttpRequest, make: Callable[[], HttpResponseBase], page: str) -> HttpResponseBase:
    """The file, or the page it was asked for on, with the sentence of the refusal."""
    try:
        return make()
    except Refused as refusal:
        messages.error(request, refusal.sentence)
        return redirect(page)
