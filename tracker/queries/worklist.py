"""What waits for a post: the SQL twin of `permissions.refusal`, held against it by a test."""

from tracker.models import Post


def todo_count(post: Post) -> int:
    """How many items and packets wait for this post."""
    return 0
