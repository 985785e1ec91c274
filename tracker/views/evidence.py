"""Uploads handed out again: as a download, or beside the text where a browser can show them.

Only to those who may see an item that uses the file, or the packet whose scan it is. The bytes come straight from the
vault; nothing of them is trusted, hence the headers.
"""

from django.db.models import Exists, OuterRef, Q
from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from tracker.filekinds import PREVIEWED
from tracker.models import Evidence, EvidenceUse, Packet, Signature
from tracker.views import access
from tracker.views.files import from_vault

# A picture may show itself and do nothing else. In a sandbox the PDF readers of older kernels do not start; they run a
# file's scripts in a sandbox of their own.
PICTURE_POLICY = "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox"
PDF_POLICY = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"


@require_safe
def download(request: HttpRequest, pk: int) -> FileResponse:
    """The file as an attachment, under the name it was uploaded with; never shown in place."""
    row = _visible(request, pk)
    return from_vault(row.sha256, row.name)


@require_safe
def preview(request: HttpRequest, pk: int) -> FileResponse:
    """A pdf, jpg or png in a frame of our own pages."""
    row = _visible(request, pk)
    if row.extension not in PREVIEWED:
        raise Http404("这种文件不能预览，请下载后打开。")
    response = from_vault(row.sha256, row.name, PREVIEWED[row.extension], as_attachment=False)
    response["X-Frame-Options"] = "SAMEORIGIN"
    response["Content-Security-Policy"] = PDF_POLICY if row.extension == "pdf" else PICTURE_POLICY
    return response


def _visible(request: HttpRequest, pk: int) -> Evidence:
    """The upload, or 404 where the post sees no item and no packet that uses it."""
    uses = EvidenceUse.objects.filter(evidence=OuterRef("pk"), removed_at=None, item__in=access.items(request))
    packets = Packet.objects.visible_to(request.worn)
    scans = Signature.objects.filter(scan=OuterRef("pk"), packet__in=packets)
    return get_object_or_404(Evidence.objects.filter(Q(Exists(uses)) | Q(Exists(scans)), purged_at=None), pk=pk)
