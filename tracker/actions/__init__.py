"""Every write that has consequences, one noun a file: `items.claim(item, by=post)`.

Actions take rows and plain values, never a request or a form; they raise `Refused` with a Chinese sentence.
"""

from tracker.actions.door import Writer, writing

__all__ = ["Writer", "writing"]
