"""Reports: changes, versions and runs as texts that people want to read.

Comes in: values of the store, the diff and a run. Goes out: structures (what is told, grouped and
in order) and, from those, styled lines; ``cli`` prints them.
Does not: look anything up, know a terminal's width, print.

    terminal   untrusted text made harmless, cut and wrapped by the cells that it takes
    lines      a line of styled spans, and how lines become text
    words      what differs between two texts, word by word
    digest     the changes of one version, grouped; what matters first
    run        what a whole ``check`` came to
    card       one trial in short           sheet       one record in full
    history    one trial's life             comparison  two versions side by side
    table      columns that fit             patch       changes as JSON Patch
"""
