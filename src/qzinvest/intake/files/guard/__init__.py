"""What must be known of a workbook before it is read, by format."""
