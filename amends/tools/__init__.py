"""What measures, plays and shows the product."""
