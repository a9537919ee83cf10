"""Formats with characters that HTML escapes, and one of the project's own name."""

DATE_FORMAT = "<j. F>"
TIME_FORMAT = "H&i"
THOUSAND_SEPARATOR = "'"
DECIMAL_SEPARATOR = "·"
NUMBER_GROUPING = (2, 3)
PROJECT_FORMAT = r"\P Y"
