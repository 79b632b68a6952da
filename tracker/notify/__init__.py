"""Events to people: which are sent, where, and each of them once.

    stored trials -> what is new -> rules -> outbox -> message -> channel

Comes in: an open archive whose configuration names channels and rules.
Goes out: messages; what became of them stands in the store. Does not: look at a registry, print.
"""
