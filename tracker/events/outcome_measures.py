"""Measurements by which outcomes are made out, and what each of them says something about.

Comes in: nothing. Goes out: rows in the form of ``outcome_instruments``: laboratory values,
physiological measurements, findings of imaging, and tests that are no questionnaires.
Does not: decide anything.

A record that first says "Endothelial function" and later "Flow-mediated dilation" has named its
measurement; one that goes from the one measurement to another has changed it.
"""

from __future__ import annotations

MEASURES = """
fmd: flow mediated dilation, flow mediated dilatation, flow mediated vasodilation; FMD = endothelial
pwv: pulse wave velocity, carotid femoral pulse wave velocity; PWV cfPWV = stiffness arterial
vo2: peak oxygen consumption, peak oxygen uptake, maximum oxygen uptake, maximal oxygen uptake, \
maximal oxygen consumption, peak vo2, vo2 peak, vo2 max, vo2peak, vo2max; VO2max VO2peak = \
exercise fitness aerobic cardiorespiratory endurance
lean_mass: lean mass, lean body mass, fat free mass, muscle mass, appendicular lean mass = \
composition
steps_: step per day, step count, daily step, number of step = activity physic
accelerometer: accelerometer, accelerometry, actigraphy = activity physic sleeping
ipaq: international physical activity questionnaire; IPAQ = activity physic
grip: grip strength, handgrip strength, hand grip strength = muscular force
dynamometry: dynamometry, dynamometer = muscular force
sofa: sequential organ failure assessment, sepsis related organ failure assessment; SOFA = organ
apache: acute physiology and chronic health evaluation; APACHE = severity
pf_ratio: pao2 fio2, pao2 fio2 ratio, horowitz index, oxygenation index; P/F = oxygenation \
respiratory
oxygen_saturation: oxygen saturation, spo2; SpO2 = oxygenation
c_peptide: c peptide, stimulated c peptide = beta insulin pancreatic
clamp: hyperinsulinemic euglycemic clamp, euglycemic clamp = insulin
homa: homeostatic model assessment, homeostasis model assessment; HOMA-IR HOMA = insulin
time_in_range: time in range; TIR = glucose
cgm: continuous glucose monitoring, sensor glucose; CGM = glucose
fasting_glucose: fasting plasma glucose, fasting blood glucose, fasting glucose, fasting blood \
sugar; FPG FBG = glucose
hba1c: hemoglobin a1c, glycated hemoglobin, glycosylated hemoglobin, glycohemoglobin, hba1c, a1c; \
HbA1c HbA1C A1C HBA1C = glucose diabetes metabolic
liver_fat: intrahepatic lipid, intrahepatic triglyceride, hepatic fat, liver fat, steatosis, \
controlled attenuation parameter, liver fat content; CAP MRI-PDFF = hepatic fat steatosis
elastography: elastography, fibroscan, transient elastography, liver stiffness = fibrosis hepatic
transaminase: alanine aminotransferase, aspartate aminotransferase; ALT AST = hepatic
creatinine: serum creatinine, creatinine clearance = renal
cystatin: cystatin c = renal
egfr_rate: estimated glomerular filtration rate, glomerular filtration rate; eGFR GFR = renal
protein_creatinine: urine protein creatinine ratio, urinary protein creatinine ratio, protein to \
creatinine ratio, urine protein to creatinine ratio; UPCR = proteinuria
albumin_creatinine: urine albumin creatinine ratio, urinary albumin creatinine ratio, urine \
albumin to creatinine ratio; UACR = albuminuria microalbuminuria
bnp: brain natriuretic peptide, b type natriuretic peptide, nt probnp, n terminal pro brain \
natriuretic peptide; BNP NT-proBNP NT-pro-BNP = heart cardiac
troponin: troponin, high sensitivity troponin = myocardial cardiac
crp: c reactive protein, high sensitivity c reactive protein; CRP hsCRP hs-CRP = inflammation
il6: interleukin 6, il 6; IL-6 = inflammation cytokine
bone_density: bone mineral density; BMD = bone density
dexa: dual energy x ray absorptiometry, dxa; DXA DEXA = bone composition fat
bone_turnover: ctx, p1np, bone turnover marker = bone turnover
ferritin: serum ferritin, transferrin saturation = iron
amh: anti mullerian hormone; AMH = ovarian
fev1: forced expiratory volume in 1 second, forced expiratory volume in one second, forced \
expiratory volume in the first second, forced expiratory volume; FEV1 = pulmonary respiratory
fev1_fvc: fev1 fvc, fev1 fvc ratio, ratio of fev1 to fvc = pulmonary respiratory
fvc: forced vital capacity; FVC = pulmonary respiratory
pef: peak expiratory flow; PEF = pulmonary respiratory
dlco: diffusing capacity, diffusion capacity; DLCO = pulmonary
lvef: left ventricular ejection fraction, ejection fraction; LVEF = cardiac lv_function
bcva: best corrected visual acuity; BCVA = visual acuity vision
etdrs_: early treatment diabetic retinopathy study, etdrs letter; ETDRS = bcva visual vision
iop: intraocular pressure; IOP = glaucoma
macular_thickness: central macular thickness, central retinal thickness, central subfield \
thickness, central foveal thickness, macular thickness, foveal thickness; CMT CST CFT = macular \
edema retinal
keratometry: maximum keratometry, kmax = corneal curvature
audiometry: pure tone audiometry, pure tone average, audiogram; PTA = hearing
tinnitus_scale: tinnitus handicap inventory, tinnitus questionnaire, tinnitus functional index; \
THI TFI = tinnitus
probing: probing depth, probing pocket depth, pocket depth; PPD = periodontal periodontitis
attachment: clinical attachment level, clinical attachment gain, clinical attachment loss; CAL = \
periodontal periodontitis
dmft: decayed missing filled teeth; DMFT = caries
bayley: bayley scale of infant development, bayley scale of infant and toddler development, \
bayley; BSID = neurodevelopment neurodevelopmental developmental psychomotor
z_score: weight for age z, height for age z, length for age z, weight for height z; WAZ HAZ WHZ = \
growth nutrition malnutrition
rass: richmond agitation sedation scale; RASS = sedation agitation
fees_: fiberoptic endoscopic evaluation of swallowing, videofluoroscopy; FEES = swallowing dysphagia
vhi: voice handicap index; VHI = voice
fsfi: female sexual function index; FSFI = sexual
kupperman: kupperman index, menopause rating scale = menopausal menopause climacteric
pad_test: pad test, number of pad, pad weight = incontinence continence
csbm: complete spontaneous bowel movement, spontaneous bowel movement; CSBM SBM = stool \
constipation defecation
ibs_sss: ibs symptom severity score, ibs severity scoring system; IBS-SSS = ibs bowel
cdai: crohn's disease activity index; CDAI = crohn
mayo: mayo score, mayo clinic score = colitis
suv: standardized uptake value, suvmax, suv max; SUV SUVmax = uptake
zarit: zarit burden interview, zarit burden = burden caregiver
vancouver_scar: vancouver scar scale = scar
clavien: clavien dindo classification, clavien dindo; CD = complication morbidity
cci: comprehensive complication index; CCI = complication morbidity
"""
