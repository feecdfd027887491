"""The outbox: what must reach somebody outside is one table, and one runner delivers it.

An entry is written in the transaction of what it tells of (`entries`). The runner leases what is due and hands it to
the handler of its kind (`handler`, `runner`); what fails comes again later (`retries`), until it is done or a dead
letter, which an operator tries again or drops (`operating`). Delivery is at least once: a process may die between the
receiver's answer and our note of it. The key is the same in every attempt, so that a receiver can take it once.
"""
