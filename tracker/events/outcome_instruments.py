"""Instruments by which outcomes are measured, and what each of them measures.

Comes in: nothing. Goes out: rows for the table of concepts; instrument -> what it is about.
Does not: decide anything; ``glossary`` makes each instrument one word, ``outcome_kinship`` asks
what it is about.

"Depression" and "MADRS total score" ask for one thing, and a reader knows that from knowing the
scale. The table holds scales and measurements that are common in trials of all fields, by their
own names; a scale that is not in it is only known by its words.
"""

from __future__ import annotations

from tracker.events.outcome_measures import MEASURES

#: name: written out, written out otherwise; ABBREVIATIONS = what it is about
INSTRUMENTS = """
hamd: hamilton depression rating scale, hamilton rating scale for depression, hamilton depression \
scale; HAM-D HAMD HDRS HRSD = depression
madrs_: montgomery asberg depression rating scale, montgomery åsberg depression rating scale; \
MADRS = depression
bdi: beck depression inventory; BDI = depression
phq: patient health questionnaire; PHQ PHQ-9 PHQ-8 = depression
epds_: edinburgh postnatal depression scale; EPDS = depression
hads_: hospital anxiety and depression scale; HADS = anxiety depression
hama: hamilton anxiety rating scale, hamilton anxiety scale; HAM-A HAMA = anxiety
stai: state trait anxiety inventory; STAI = anxiety
gad7: generalized anxiety disorder 7; GAD-7 = anxiety
lsas_: liebowitz social anxiety scale; LSAS = anxiety
panss: positive and negative syndrome scale; PANSS = schizophrenia psychotic psychosis
ymrs_: young mania rating scale; YMRS = mania manic
ybocs_: yale brown obsessive compulsive scale; Y-BOCS YBOCS = compulsive obsessive ocd
caps_: clinician administered ptsd scale; CAPS CAPS-5 = ptsd traumatic
psqi: pittsburgh sleep quality index; PSQI = sleeping
isi: insomnia severity index = insomnia sleeping
ess: epworth sleepiness scale = sleepiness sleeping
fss: fatigue severity scale; FSS = fatigue
mfis: modified fatigue impact scale; MFIS = fatigue
facit_f: functional assessment of chronic illness therapy fatigue; FACIT-F FACIT-Fatigue = fatigue
mmse: mini mental state examination, mini mental status examination; MMSE = cognition dementia
trail_making: trail making test, trail making; TMT = cognition attention executive
stroop: stroop test, stroop = cognition attention executive
moca: montreal cognitive assessment; MoCA MOCA = cognition
adas_cog: alzheimer's disease assessment scale cognitive subscale; ADAS-Cog = cognition
cam: confusion assessment method; CAM-ICU = delirium
ashworth: ashworth scale, ashworth score = spasticity tone
edss: expanded disability status scale; EDSS = disability
mrankin: modified rankin scale, modified rankin score, rankin scale; mRS = disability functional \
function independence neurologic neural
barthel: barthel index = independence disability
nihss: national institutes of health stroke scale, nih stroke scale; NIHSS = neurologic neural
updrs_: unified parkinson's disease rating scale, unified parkinson disease rating scale; \
UPDRS MDS-UPDRS = motor parkinson
fugl_meyer: fugl meyer assessment, fugl meyer; FMA FMA-UE = motor limb
arat: action research arm test; ARAT = limb arm hand
berg: berg balance scale; BBS = balance
tug: timed up and go, timed up and go test; TUG = mobility balance
walk_6min: 6 minute walk test, 6 minute walk distance, six minute walk test, six minute walk \
distance, 6 minute walking distance, 6 minute walking test; 6MWT 6MWD = walking exercise
walk_10m: 10 m walk test, 10 meter walk test, ten meter walk test; 10MWT = walking
sf36: short form 36, short form health survey; SF-36 SF36 = qol
sf12: short form 12; SF-12 SF12 = qol
eq5d: euroqol 5 dimension, euroqol; EQ-5D EQ5D EQ-5D-5L EQ-5D-3L = qol
qlqc30: eortc quality of life questionnaire, eortc qlq c30; QLQ-C30 = qol
fact: functional assessment of cancer therapy; FACT-G = qol
dlqi: dermatology life quality index; DLQI = qol
sgrq: st george's respiratory questionnaire, saint george respiratory questionnaire; SGRQ = qol
mlhfq: minnesota living with heart failure questionnaire; MLHFQ MLWHF = qol
kccq: kansas city cardiomyopathy questionnaire; KCCQ = qol
pasi: psoriasis area and severity index, psoriasis area severity index; PASI = psoriasis
easi: eczema area and severity index, eczema area severity index; EASI = eczema dermatitis
scorad: scoring atopic dermatitis, severity scoring of atopic dermatitis; SCORAD = eczema dermatitis
uas7: weekly urticaria activity score, urticaria activity score; UAS7 = urticaria
acq: asthma control questionnaire; ACQ = asthma
das28: disease activity score 28, disease activity score in 28 joints, disease activity score; \
DAS28 DAS = arthritis
haq: health assessment questionnaire, health assessment questionnaire disability index; HAQ \
HAQ-DI = disability function
womac: western ontario and mcmaster universities osteoarthritis index; WOMAC = osteoarthritis
koos_: knee injury and osteoarthritis outcome score; KOOS = knee
odi: oswestry disability index; ODI = disability
ndi: neck disability index; NDI = disability neck
dash: disabilities of the arm shoulder and hand; DASH = shoulder hand arm limb
constant: constant murley score, constant score = shoulder
harris: harris hip score; HHS = hip
ipss: international prostate symptom score; IPSS = luts urinary prostatic
iief: international index of erectile function; IIEF IIEF-5 IIEF-EF = erection sexual
cpsi: chronic prostatitis symptom index; CPSI NIH-CPSI = prostatitis pelvic
ielt: intravaginal ejaculatory latency time; IELT = ejaculation ejaculatory
iciq: international consultation on incontinence questionnaire; ICIQ ICIQ-SF = incontinence
tnss: total nasal symptom score; TNSS = nasal rhinitis
rqlq: rhinoconjunctivitis quality of life questionnaire; RQLQ = qol
snot22: sino nasal outcome test 22, sino nasal outcome test; SNOT-22 SNOT-20 SNOT = sinus nasal \
sinonasal rhinosinusitis
sledai: systemic lupus erythematosus disease activity index; SLEDAI SLEDAI-2K = lupus
posas_: patient and observer scar assessment scale; POSAS = scar
boston: boston bowel preparation scale; BBPS = cleansing bowel preparation intestinal
bis: bispectral index = anesthesia sedation depth
ocds_: obsessive compulsive drinking scale; OCDS = craving
audit: alcohol use disorder identification test; AUDIT = alcohol drinking
pcl: ptsd checklist; PCL PCL-5 = ptsd traumatic
adhd_rs: adhd rating scale; ADHD-RS = adhd attention
cgi: clinical global impression, clinical global impression of severity; CGI CGI-S CGI-I = severity
gaf: global assessment of functioning; GAF = function
whodas_: who disability assessment schedule; WHODAS = disability
aphasia_test: western aphasia battery, aachen aphasia test = aphasia language
midas_: migraine disability assessment; MIDAS = migraine headache disability
hit6: headache impact test; HIT-6 = migraine headache
roland: roland morris disability questionnaire; RMDQ = disability back
bpi: brief pain inventory; BPI = pain
mcgill: mcgill pain questionnaire; MPQ = pain
osdi: ocular surface disease index; OSDI = dry ocular
psfs_: patient specific functional scale; PSFS = function
qor: quality of recovery score; QoR-15 QoR-40 = recovery
"""


def rows() -> list[tuple[str, str]]:
    """A line of the table of concepts for each instrument, and what the instrument is about."""
    lines = f"{INSTRUMENTS.strip()}\n{MEASURES.strip()}".replace("\\\n", "").splitlines()
    parted = (line.partition("=") for line in lines)
    return [(line.strip(), about.strip()) for line, _, about in parted]


def _about(table: list[tuple[str, str]]) -> dict[str, frozenset[str]]:
    return {line.partition(":")[0]: frozenset(about.split()) for line, about in table}


#: Instrument -> the words of what it measures, as ``outcome_text`` spells them.
ABOUT: dict[str, frozenset[str]] = _about(rows())
#: Those that are a quantity of their own rather than a scale: beside other words they still tell
#: what is measured.
MEASURED = frozenset(
    line.partition(":")[0] for line in MEASURES.splitlines() if ":" in line and "=" in line
) | {"walk_6min", "walk_10m", "ielt"}
