"""What the system refuses, in words a person can act on. Nothing here knows HTTP or the database."""


class Refused(Exception):
    """A move that may not be made. The message is a Chinese sentence that says why and what to do."""

    def __init__(self, sentence: str):
        super().__init__(sentence)
        self.sentence = sentence


class Stale(Refused):
    """Somebody else was faster, or the page is older than the row it shows."""


class Busy(Refused):
    """Somebody writes so much that nobody else can; the same again in a while may well be done."""


class Invalid(Refused):
    """Something typed cannot be taken as it is. `errors` maps a field's name to its sentences."""

    def __init__(self, errors: dict[str, list[str]]):
        super().__init__("；".join(sentence for sentences in errors.values() for sentence in sentences))
        self.errors = errors


class Unreadable(Exception):
    """A file that cannot be read as what it claims to be. The message is one plain Chinese sentence."""

    def __init__(self, sentence: str):
        super().__init__(sentence)
        self.sentence = sentence
