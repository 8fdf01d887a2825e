"""What spreadsheets call their cells and columns: row 17 and column 1 make ``B17``."""


def cell_name(row: int, column: int) -> str:
    """The name of a cell; rows count from 1, columns from 0."""
    return f"{letters_of(column)}{row}"


def letters_of(column: int) -> str:
    """The name of a column."""
    letters = ""
    column += 1
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters


def column_of(letters: bytes) -> int:
    """The number of a column, by its name in ASCII."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1
