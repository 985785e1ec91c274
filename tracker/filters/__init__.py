"""Which rows are asked for, read from the address: one module a noun. Who may see them is told by the QuerySets."""
