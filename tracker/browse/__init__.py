"""The database in Datasette, as a person wants to see it; needs the extra ``browse``.

Comes in: a database that Datasette serves. Goes out: pages without scripts, and the server itself.
Does not: write, or ask anything of the web. Everything else stays plain Datasette.
"""
