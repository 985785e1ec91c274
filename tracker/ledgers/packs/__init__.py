"""The review pack (销号材料包): a zip with the form and the evidence of each item, its ledger, and a list of all files.

`names.py` names what lies in it, `papers.py` reads the evidence, `index.py` lists it, `zipped.py` writes the zip.
No database row is written here, and what may be taken out is the caller's queryset.
"""
