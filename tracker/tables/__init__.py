"""Tables: columns, their cells and their order, one module a noun. Which rows is told elsewhere."""
