"""Tables of labels, pairs and actions, whatever their file: a header and rows of text, each with its line."""

from causalvq.data.tables.reading import SUFFIXES, read_table
from causalvq.data.tables.table import EMPTY, Table, is_empty, number_text

__all__ = ["EMPTY", "SUFFIXES", "Table", "is_empty", "number_text", "read_table"]
