"""Teaching the encoder that hears frames: torch is needed here alone (deploy/teach.sh makes a place for it)."""
