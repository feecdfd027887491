"""The front desk: the only public process."""
