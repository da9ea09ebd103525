"""Tables of labels, pairs and actions, whatever their file: a header and rows of text, each with its line."""

from causalvq.data.tables.table import EMPTY, Table, is_empty, number_text
from causalvq.data.tables.table_reading import SUFFIXES, read_table

__all__ = ["EMPTY", "SUFFIXES", "Table", "is_empty", "number_text", "read_table"]
