"""A front desk for the widget's tests: it speaks the protocol, keeps everything in memory, and breaks on demand."""

from tests.e2e.fake_front_desk.conversation import Conversation
from tests.e2e.fake_front_desk.front_desk import Answer, FakeFrontDesk
from tests.e2e.fake_front_desk.serving import serving

__all__ = ["Answer", "Conversation", "FakeFrontDesk", "serving"]
