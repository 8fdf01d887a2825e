"""Tables as offices keep them: their headers, rows and amounts, to projects."""
