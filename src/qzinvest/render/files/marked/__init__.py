"""The sender's own workbook with marks on it: its package is patched, and all else stays."""
