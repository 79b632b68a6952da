"""Reports: changes, versions and runs as texts that people want to read.

Comes in: values of the store, the diff and a run. Goes out: structures (what is told, grouped and
in order) and, from those, styled lines; ``cli`` prints them.
Does not: look anything up, know a terminal's width, print.

    terminal     untrusted text made harmless, measured and cut by the cells that it takes
    lines        a line of styled spans, and how lines become text
    table        columns that fit
    words        what differs between two texts, word by word
    entries      which list a change is about; how many there are of something
    points       the changes of one version, grouped; what matters first
    digest       one version's news           run         what a whole ``check`` came to
    facts        headline facts in words      card        one trial in short
    values       values in words              sheet       one record in full
    history      one trial's life             comparison  two versions side by side
    markdown     the same as Markdown         patch       the same as JSON Patch
    edition      events and changes of many   formats     the forms of an edition: FORMATS
    phrases      what all forms say           plain       one harmless line
    hypertext    pages that ask for nothing   style       their one style sheet
    dossier      one registration on a page
"""
