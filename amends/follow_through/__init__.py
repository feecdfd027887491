"""What comes after: deadlines kept, customers told, report cards, praise, letters, and who comes back."""
