"""What is written besides answers: files whole, the export folder, the workbooks of offices."""
