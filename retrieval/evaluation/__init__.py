"""Judged questions and SQuAD files, and how well retrieval answers them."""
