"""Every message to a customer leaves through here."""
