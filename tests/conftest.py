"""What every test shares."""

from hypothesis import settings

# Machines that run tests are shared and noisy: an example's wall time says nothing about the code.
settings.register_profile("beleg", deadline=None)
settings.load_profile("beleg")
