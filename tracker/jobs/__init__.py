"""Long work, run by `manage.py work` in a process of its own. `work.py` runs one job, each kind has its module."""
