"""Whether the system can work at all, for whoever watches the machine. It tells no business data."""

import tempfile

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

PLAIN = "text/plain; charset=utf-8"


@login_not_required
@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """200 正常, or 503 with the parts that fail."""
    parts = {"数据库": database_answers(), "佐证材料目录": evidence_can_be_stored()}
    failing = [part for part, works in parts.items() if not works]
    if failing:
        return HttpResponse(f"异常：{'、'.join(failing)}不可用", status=503, content_type=PLAIN)
    return HttpResponse("正常", content_type=PLAIN)


def database_answers() -> bool:
    """A table of ours is read: a file that is no database, or one without tables, answers SELECT 1 as well."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT COUNT(*) FROM django_migrations")
            return bool(cursor.fetchone()[0])
    except DatabaseError:
        return False


def evidence_can_be_stored() -> bool:
    """Written to, as a full disk and a read-only one both look writable by their permissions."""
    try:
        with tempfile.TemporaryFile(dir=settings.EVIDENCE_ROOT) as file:
            file.write(b"1")
            file.flush()
        return True
    except OSError:
        return False
