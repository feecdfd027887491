"""What is kept of a customer: found, exported, erased, and deleted when its retention time is over."""
