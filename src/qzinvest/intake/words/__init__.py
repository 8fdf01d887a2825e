"""What people write: amounts, dates, names, marks and heads."""
