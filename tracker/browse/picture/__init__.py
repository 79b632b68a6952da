"""The whole life of a trial as one drawing: SVG that the server writes, without scripts.

Comes in: versions, and which of them changed outcomes, eligibility or results. Goes out: SVG.
Does not: hold colours; the style sheet of the pages does, so that light, dark and paper follow it.

    svg     elements as text             lives   what is drawn, as plain values
    axis    days to places               lanes   one lane each: status, marks, numbers, dates
    draw    the drawing, wide and narrow         told    the same as a table
"""
