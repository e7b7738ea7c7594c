"""What the workshop makes: one file for each product, and the table of them (``app.products.table``)."""
