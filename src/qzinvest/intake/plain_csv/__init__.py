"""The plain file: a row a project, under the names of the fields."""
