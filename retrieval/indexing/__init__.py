"""The write path, stage by stage: from what a user names to what the store keeps."""
