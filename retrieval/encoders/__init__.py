"""Texts to unit vectors: the shipped model on onnxruntime, or any sentence-transformers model."""
