"""A trial's dossier: what a reviewer needs to know of a registration, on one page.

Comes in: a :class:`~tracker.report.dossier.case.Case`. Goes out: one page of HTML.
Does not: look anything up, judge, or leave out what is not known: that has a section of its own.

    case      what the page is made of        compared  first registered against a later version
    series    values over the versions        charts    the same as drawings, with an extra
    sections  the parts of the page           page      the page
"""
