"""What follows a case's handling: deadlines kept, customers told, report cards, praise, letters, and who comes back."""
