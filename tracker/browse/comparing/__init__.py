"""Two versions of a trial side by side or merged, by section, with the words that differ marked.

marks    the words that went and came      entries  tables of entries of lists
fields   single values and long texts      stayed   what did not change, folded
choose   which versions, and how           page     the page, bounded in size
"""
