"""E-mail to customers: written with what it tells of, checked by the gate, sent from an outbox (METHOD M9, M10)."""
