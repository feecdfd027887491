"""What this machine has and how busy it is: free ports, the memory of a process, the load."""

from __future__ import annotations

import os
import socket
from pathlib import Path


def load() -> str:
    """Say how many processes wanted a processor in the last minute, and how many processors there are."""
    return f"{os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"


def memory(pid: int) -> int:
    """Return the resident memory of a process in MB; 0 where the system does not tell."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except (OSError, IndexError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE") >> 20


def free_ports(count: int) -> list[int]:
    """Return ports of this machine that nobody uses now, all different."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    try:
        return [int(one.getsockname()[1]) for one in sockets]
    finally:
        for one in sockets:
            one.close()
