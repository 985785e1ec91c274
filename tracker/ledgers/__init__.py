"""Excel ledgers: what their columns say, how workbooks are written and read. No HTTP, no user, no ORM query."""
