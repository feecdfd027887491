"""What the company learns: trends, line-up and report, each figure with its definition (METHOD M15..M18, M23)."""
