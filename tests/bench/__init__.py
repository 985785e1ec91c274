"""How quick the pages, moves and ledgers are, measured over HTTP: `python -m tests.bench --items N`.

Times are measured here and nowhere else: no test asserts one. Each stands beside a reference of the same run, as
machines differ and are noisy. What the figures were is told in `docs/speed.md`.
"""
