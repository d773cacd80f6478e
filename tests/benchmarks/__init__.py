"""Measurements on data outside the repository; each script takes the path of its data."""
