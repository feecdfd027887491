"""Working on a case on the record: opening it, handing it over, reviewing danger."""
