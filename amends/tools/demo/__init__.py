"""Made-up history for a newcomer's first look: months of it, through the real services, removed by one command."""
