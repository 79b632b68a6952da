"""The vocabulary of outcome measures: words of one meaning, rivals, and words that say little.

Comes in: nothing. Goes out: tables, each with the reason for its rows.
Does not: decide anything; ``outcome_text`` and ``outcome_match`` do.

The tables hold what is common to trials in all fields. Words for one thing stand in
``outcome_synonyms``, phrases in ``outcome_concepts``, scales in ``outcome_instruments``.
"""

from __future__ import annotations

from tracker.events.plain_words import content_words, wordset

#: Words that nearly every outcome can bear; what they stand beside is what is measured.
GENERIC = frozenset(
    content_words(
        "change changes changing changed baseline mean median average number numbers percentage "
        "percent proportion rate rates ratio incidence frequency frequencies prevalence occurrence "
        "occurrences participant participants patient patients subject subjects people person "
        "persons individual individuals volunteer case cases assess assessed assessment assessing "
        "evaluate evaluated evaluation evaluating measure measured measurement measurements "
        "determine determined determination compare compared comparison comparing effect effects "
        "level levels score scores value values outcome outcomes endpoint endpoints primary "
        "secondary study trial treatment difference differences group groups between after before "
        "following using used use based according defined experience experienced experiencing "
        "achieve achieved achieving report reported reporting occur occurred occurring all end "
        "visit parameter parameters improvement improve improved reduction reduce reduced "
        "increase increased decrease decreased degree absolute relative result results "
        "investigate demonstrate describe explore examine estimate analysis analyses data point "
        "points time over about up total overall new having type types variable variables "
        "presence development potential possible different various main aim objective first "
        "when last more less least one two not limited including include without with respect "
        "terms efficacy effectiveness impact event events episode episodes attack attacks whether "
        "superior superiority inferior inferiority noninferior noninferiority non equivalence "
        "versus "
        "vs placebo comparator analyzed population above below greater fewer under exceed reach "
        "reaching reached developing developed develop reducing increasing improving preventing "
        "characterize characterise characterization due caused request requested showing show "
        "undergoing set itt mitt locf intent treat carried forward "
        "ii iii zero observed dosing extrapolated"
    )
)

#: Words that tell instruments apart from one another only together with others.
SCALES = frozenset(
    content_words(
        "scale questionnaire index test inventory survey form tool item domain subscale subscore "
        "intensity severity concentration count amount volume duration quality function control "
        "response disease health condition intervention therapy drug dose status clinical related "
        "intraoperative postoperative perioperative preoperative cumulative estimated daily weekly "
        "average overall consecutive loss annual annualized yearly monthly plasma serum blood full "
        "adequate "
        "detection excretion secretion expression thickness depth width diameter "
        "modified revised brief abbreviated simplified period interval question domain "
        "total subtotal composite combined endpoint length"
    )
)

#: Words that make another instrument of one, and tell nothing of what it measures.
VARIANTS = wordset("modified revised short brief abbreviated simplified")

#: Units; one in place of another is another measurement, one more or less is wording.
UNITS = frozenset(
    content_words(
        "ml l dl cl litre liter milliliter kg g mg ug mcg ng pg gram milligram mm cm m meter metre "
        "millimeter mmhg kpa mmol umol nmol mol iu ku kcal kj msec ms second sec minute min hour "
        "hours day days week month year points bpm hz celsius predicted"
    )
)

#: Outcomes that say little without the means by which they are assessed: "Safety, as assessed by".
UMBRELLAS = wordset(
    "safety tolerability ae teae adr toxicity pharmacokinetics success satisfaction performance "
    "activity"
)

#: Ways in which single values become one number, and the words that say so. What counts people, as
#: a number, a share or a rate, is one way: the registry asks for counts when results are posted, so
#: "Incidence of X" and "Number of participants with X" ask for the same. A number of things
#: ("Number of headache days") is a value like any other.
AGGREGATIONS: dict[str, str] = {
    "share": r"\b(?:incidence|prevalence)\b|%|\brates? of\b"
    r"|\b(?:percentages?|percent|proportions?|frequency|occurrence|odds|risk) (?:and \w+ )?"
    r"(?:\([^)]*\) )?(?:of|with|who|in)\b"
    r"|\b(?:number|no\.?) (?:and \w+ )?(?:\([^)]*\) )?(?:with|who|of (?:the |all )?(?:\w+ )?"
    r"(?:participants|patients|subjects|people|persons|individuals|women|men|children|adults"
    r"|infants|cases|responders|volunteers))\b"
    r"|(?<!heart)(?<!pulse)(?<!flow)(?<!filtration)(?<!respiratory)(?<!sedimentation)"
    r"(?<!metabolic)(?<!infusion) rates?\b|\bresponders?\b",
    "area": r"\barea under\b|\bauc",
    "time": r"\b(?:time|days|duration|interval|latency) (?:to|until|from|of|between)\b|\bonset of\b"
    r"|\b(?!(?:first|last|one|real|over|of|at|each|any|the|in|study|to|up|same)\b)\w+ time"
    r"(?! (?:frame|point|course|period))\b",
    "change": r"\bchang(?:es?|ing)\b|\bdifferences? (?:in|from|of)\b(?!.*\bbetween\b)"
    r"|\b(?:improve(?:ments?|d)?|reduc(?:tions?|ed?)|increased?|decreased?|declines?|delta) "
    r"(?:in|of|from)\b|\bfrom base-?line\b|\bweight (?:loss|gain|reduction)\b"
    r"|\b(?:improvement|reduction|increase|decrease|decline)s?\s*(?:$|[,;(])",
    "correlation": r"\b(?:correlat|associat|agreement|concordance)",
    "accuracy": r"\b(?:sensitivity|specificity|predictive value|diagnostic accuracy)\b",
    "count": r"\b(?:numbers?|no\.?) of\b",
    "median": r"\bmedian\b",
    "mean": r"\b(?:mean|average)\b",
}

#: Words of which each excludes the others of its row: an outcome with one of them is not the
#: outcome with another one, however much the rest agrees.
RIVALS: tuple[frozenset[str], ...] = (
    *(
        frozenset(content_words(row))
        for row in (
            "systolic diastolic",
            "upper lower",
            "left right",
            "early late delayed",
            "morning evening nocturnal nighttime daytime",
            "day night",
            "complete partial major minor",
            "solicited unsolicited",
            "maximum minimum peak trough",
            "acute chronic late",
            "maternal neonatal fetal infant mother",
            "male female",
            "specific total",
            "inpatient outpatient",
            "local systemic",
            "internal external",
            "motor sensory cognitive",
            "physical mental",
            "proximal distal",
            "anterior posterior",
            "fasting postprandial",
            "serum urine saliva sputum stool",
            "ige igg iga igm igd igg1 igg2 igg4",
            "skin nasal conjunctival bronchial ocular",
            "intensity duration",
            "intraoperative postoperative preoperative",
            "clinical endoscopic histological radiological biochemical molecular microbiological",
            "previous new",
            "mortality incidence",
            "first second third fourth fifth",
        )
    ),
    wordset("overall_survival pfs dfs efs rfs ffs mfs ttp"),
    wordset(
        "objective_response complete_response partial_response path_response disease_control "
        "response_duration mrd overall_survival pfs"
    ),
    wordset("cmax tmax cmin auc half_life clearance volume bioavailability"),
    wordset("arealast areainfinity auctau"),
    wordset("overall_survival specific"),
    wordset("systolic_bp diastolic_bp"),
    wordset("ldl hdl triglyceride"),
    wordset("mtd rp2d objective_response"),
    wordset("fev1 fvc pef fev1_fvc"),
    wordset("hospital_stay icu_stay mortality"),
    wordset("mri ct ultrasound"),
)

#: Scores whose number is a threshold, not a name: ACR20 and ACR50 ask the same of another level.
THRESHOLD_SCORES = wordset("acr pasi easi asas iga sri das pfs os dfs efs tnss scorad")

#: Texts that send the reader to the results instead of naming an outcome.
POINTS_TO_RESULTS = (
    r"\b(?:see|refer(?: to)?|please see|as (?:reported|listed|described) in|reported (?:in|under)"
    r"|provided (?:in|under)|available (?:in|under)|moved to)\b.{0,60}"
    r"\b(?:results?|outcome measures?)"
    r"\b(?:.{0,30}\b(?:section|tab|posted|reported|below|module|entry)\b|\s*\.?$)"
)


#: Who assesses an outcome; one in place of another is another measurement.
ASSESSORS = wordset(
    "investigator blinded masked independent central bicr irc local reviewer review"
)
