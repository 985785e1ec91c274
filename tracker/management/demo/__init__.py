"""The demo city: who lives there (`city`), what their items say (`texts`), what becomes of them (`script`, `fates`).

Everything that happens to an item of the script happens through the real actions, in the order of time. No rule of the
work belongs here. `bulk` makes rows in great number without a story.
"""
