"""A language model words an answer: its stream is read line by line, and each line is verified before anybody sees it.

The model is not trusted. It has no tools, no memory and nothing but sentences of articles; what it writes is shown only
as a claim about one of them that the verification found nothing wrong with. Nothing of this is imported unless a model
is set, and whatever fails here leaves the answer as it was without a model.
"""
