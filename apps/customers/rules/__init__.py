"""Pure rules of customers: no database."""
