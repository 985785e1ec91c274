"""Makes what is searched of the items anew: after a restore by hand, or when `verify` finds it stale."""

from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand

from tracker.actions.door import writing
from tracker.actions.search_index import BLOCK, index
from tracker.models import Item, grams

TELL_EVERY = 10_000


class Command(BaseCommand):
    help = "重建检索文本和索引；可在系统运行时执行，事项再多也只占少量内存。"

    def handle(self, *args: Any, **options: Any) -> None:
        read = mended = 0
        for many, changed in rebuild():
            if (read + many) // TELL_EVERY > read // TELL_EVERY:
                self.stdout.write(f"已核对 {read + many:,} 个事项……")
            read, mended = read + many, mended + changed
        self.stdout.write(f"共 {read:,} 个事项，更新了 {mended:,} 个的检索文本，索引已重建。")


def rebuild() -> Iterator[tuple[int, int]]:
    """(items read, items that were stale) of each block.

    The index first, for it must stand before it can follow the rows. Every block is a write of its own behind the
    writer's lock, so that the office can go on working between two.
    """
    with writing(by=None):
        grams.rebuild()
    last = 0
    while block := list(Item.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BLOCK]):
        with writing(by=None):
            changed = index(block)
        last = block[-1]
        yield len(block), changed
