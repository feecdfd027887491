"""What a customer means and how they feel: intent, topic, emotion with intensity, and the facts they give."""
