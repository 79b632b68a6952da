"""Terms of outcome measures that are written in several ways: concepts and abbreviations.

Comes in: nothing. Goes out: phrases and abbreviations -> concept.
Does not: decide anything; ``glossary`` does.

The table holds what is common to trials in all fields. What a trial abbreviates by itself is read
from its own text and wins over it.
"""

from __future__ import annotations

from tracker.events import outcome_instruments as instruments
from tracker.events.outcome_conditions import CONDITIONS
from tracker.events.plain_words import content_words

#: A concept, the words in which it is written, and its usual abbreviations. A concept is one word
#: to the matcher, so that "overall survival" and "progression-free survival" share nothing.
_CONCEPTS = """
overall_survival: overall survival, survival overall; OS
pfs: progression free survival, survival without progression; PFS
dfs: disease free survival; DFS
efs: event free survival; EFS
rfs: relapse free survival, recurrence free survival; RFS
ffs: failure free survival; FFS
mfs: metastasis free survival; MFS
ttp: time to progression, time to tumor progression, time to disease progression; TTP
objective_response: objective response, overall response, overall remission, overall tumor \
response, best overall response, objective remission, tumor response; ORR BOR
complete_response: complete response, complete remission; CR
partial_response: partial response, partial remission; PR
path_response: pathologic complete response, pathologic response, pathologic complete remission; pCR
disease_control: disease control, clinical benefit; DCR CBR
response_duration: duration of response, response duration, duration of objective response; DOR DoR
mrd: minimal residual disease, measurable residual disease; MRD
mtd: maximum tolerated dose, maximal tolerated dose, maximum tolerable dose; MTD
rp2d: recommended phase 2 dose, recommended phase ii dose, recommended phase 2 dosage; RP2D
dlt: dose limiting toxicity; DLT DLTs
ae: adverse event, adverse effect, side effect, adverse experience, untoward effect; AE AEs
sae: serious adverse event, severe adverse event; SAE SAEs
teae: treatment emergent adverse event, treatment emergent adverse effect; TEAE TEAEs
trae: treatment related adverse event; TRAE TRAEs
adr: adverse drug reaction, adverse reaction; ADR ADRs
qol: quality of life, health related quality of life, life quality; QoL QOL HRQoL HRQOL HRQL
vas: visual analog scale, visual analog score; VAS
nrs: numeric rating scale, numerical rating scale, numeric rating score; NRS
bmi: body mass index; BMI
body_weight: body weight, weight loss, weight change, weight gain, bodyweight; BW
systolic_bp: systolic blood pressure; SBP
diastolic_bp: diastolic blood pressure; DBP
blood_pressure: blood pressure; BP
ldl: low density lipoprotein, ldl cholesterol, low density lipoprotein cholesterol; LDL LDL-C
hdl: high density lipoprotein, hdl cholesterol, high density lipoprotein cholesterol; HDL HDL-C
pharmacokinetics: pharmacokinetic, pharmacokinetic profile, pharmacokinetic parameter; PK
pharmacodynamics: pharmacodynamic
cmax: maximum plasma concentration, maximum serum concentration, maximum observed plasma \
concentration, maximum observed serum concentration, maximum observed concentration, peak plasma \
concentration, maximum concentration, maximum drug concentration; Cmax CMAX
tmax: time to peak, time to peak concentration, time to reach maximum plasma concentration, \
time to reach maximum concentration, time to reach maximum observed plasma concentration, \
time to maximum plasma concentration, time to maximum concentration, time of maximum \
concentration, time to maximum observed plasma concentration, time to cmax, time of occurrence of \
maximum plasma concentration; Tmax TMAX
cmin: trough concentration, minimum concentration, minimum plasma concentration, trough plasma \
concentration, trough serum concentration, trough level; Cmin Ctrough Ctrough,ss
auc: area under the concentration time curve, area under the plasma concentration time curve, area \
under the serum concentration time curve, area under the curve, area under curve, area under the \
plasma concentration versus time curve; AUC
half_life: half life, elimination half life, terminal half life, terminal elimination half life; \
t1/2 T1/2
mace: major adverse cardiac event, major adverse cardiovascular event; MACE
mi: myocardial infarction, heart attack; MI
mortality: mortality, death, case fatality, all cause mortality, all cause death, mortality from \
any cause, death from any cause, dead
hospital_stay: time to hospital discharge, hospital day, inpatient day, day in hospital, \
length of hospital stay, hospital stay, length of stay, length of hospitalization, \
duration of hospitalization, hospital length of stay, duration of hospital stay; LOS LOHS
icu: intensive care unit; ICU
icu_stay: length of icu stay, length of intensive care unit stay, icu stay, icu length of stay, \
length of stay in the intensive care unit, length of stay in icu, duration of icu stay
psa: prostate specific antigen; PSA
ada: anti drug antibody, antidrug antibody; ADA ADAs
svr: sustained virological response, sustained virologic response, sustained viral response; SVR
relapse: relapse, recurrence, recurrent disease, recidive
ultrasound: ultrasound, ultrasonography, sonography, echography
mri: magnetic resonance imaging, mr imaging, magnetic resonance, cardiac magnetic resonance; \
MRI CMR cMRI
ct: computed tomography, computerized tomography; CT
nausea_vomiting: postoperative nausea and vomiting, nausea and vomiting; PONV
ssi: surgical site infection, wound infection, surgical wound infection, surgery site infection; SSI
ventilation_time: duration of mechanical ventilation, time to extubation, ventilation time, \
duration of ventilation, length of mechanical ventilation, mechanical ventilation time
operation_time: duration of surgery, operative time, operating time, operation time, surgery \
duration, surgical time, surgery time, duration of operation, length of surgery
vitamin_d: 25 hydroxyvitamin d, 25 oh d, 25 oh vitamin d, 25 oh d3, 25 hydroxyvitamin d3, vitamin d
viral_load: viral load, hiv rna, hiv1 rna, hiv 1 rna, hcv rna, hbv dna
intima: intima media thickness of the carotid artery, carotid intima media thickness, carotid \
artery intima media thickness, intima media thickness; CIMT
proteinuria: proteinuria, urinary protein excretion, urine protein
lv_function: left ventricular function, left ventricular systolic function, systolic function
cesarean: cesarean section, cesarean delivery, cesarean birth, c section
blood_loss: blood loss, intraoperative bleeding, intraoperative blood loss
"""


def concepts() -> dict[tuple[str, ...], str]:
    """Phrases as stemmed words -> concept."""
    found: dict[tuple[str, ...], str] = {}
    for name, phrases, _ in _rows():
        for phrase in phrases:
            found[tuple(content_words(phrase))] = name
    return found


def abbreviations() -> dict[str, str]:
    """Abbreviations as written -> concept."""
    return {short: name for name, _, shorts in _rows() for short in shorts}


def _rows() -> list[tuple[str, list[str], list[str]]]:
    rows = []
    lines = f"{_CONCEPTS.strip()}\n{CONDITIONS.strip()}".replace("\\\n", "").splitlines()
    for line in (*lines, *(line for line, _ in instruments.rows())):
        name, _, rest = line.partition(":")
        phrases, _, shorts = rest.partition(";")
        rows.append((name, phrases.split(","), shorts.split()))
    return rows
