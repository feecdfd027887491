"""What a customer says, clause by clause: told, demanded, asked, answered, refused (METHOD M25, M26, M27)."""
