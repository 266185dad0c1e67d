"""Marts -> one immutable release: files, catalogue, checksums, quality report. Computes no figure of its own."""
