"""How every room's tests use hypothesis; being here makes the files beside it, such as `strategies`, importable."""

from hypothesis import HealthCheck, settings

# A busy machine is no failure of the code: how long things may take is measured where it is promised, not here.
settings.register_profile("histor", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("histor")
