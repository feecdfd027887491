"""What a complaint may be about; each has its examples in data/nlu/complaint_*.yml."""

TOPICS = (
    "late_delivery",
    "damaged",
    "wrong_item",
    "billing",
    "refund",
    "cancellation",
    "account_access",
    "outage",
    "staff_conduct",
    "no_answer",
    "broken_promise",
    "privacy",
    "safety",
    "other",
)
"""The names of the topics, as the record keeps them."""
