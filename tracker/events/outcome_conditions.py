"""Conditions, procedures and laboratory values that are written out or abbreviated.

Comes in: nothing. Goes out: rows in the form of ``outcome_concepts``.
Does not: decide anything. Only abbreviations that mean one thing in outcomes of nearly all fields.
"""

from __future__ import annotations

CONDITIONS = """
atrial_fibrillation: atrial fibrillation; AF AFib
heart_failure: heart failure, congestive heart failure, cardiac failure; CHF
arterial_pressure: mean arterial pressure, mean arterial blood pressure; MAP
deep_vein_thrombosis: deep vein thrombosis, deep venous thrombosis; DVT
venous_thromboembolism: venous thromboembolism, venous thromboembolic event; VTE
pulmonary_embolism: pulmonary embolism, lung embolism
kidney_injury: acute kidney injury, acute renal failure, acute kidney failure; AKI
kidney_disease: chronic kidney disease; CKD
respiratory_distress: acute respiratory distress syndrome; ARDS
obstructive_disease: chronic obstructive pulmonary disease; COPD
urinary_infection: urinary tract infection; UTI
gvhd: graft versus host disease, graft vs host disease, graft host disease; GvHD GVHD
pancreatic_fistula: pancreatic fistula, postoperative pancreatic fistula, pancreatic leak; POPF
hemoglobin: hemoglobin, hemoglobin level, hemoglobin concentration; Hb Hgb
red_cells: red blood cell, packed red blood cell, erythrocyte; RBC PRBC pRBC
white_cells: white blood cell, leukocyte, leucocyte; WBC
neutrophil_count: absolute neutrophil count, neutrophil count; ANC
dysplasia_lung: bronchopulmonary dysplasia; BPD
enterocolitis: necrotizing enterocolitis; NEC
ventricular_hemorrhage: intraventricular hemorrhage, ventricular hemorrhage; IVH
preterm_retinopathy: retinopathy of prematurity; ROP
preterm_birth: preterm birth, preterm delivery, premature birth, premature delivery
birth_weight: birth weight, birthweight
bypass_graft: coronary artery bypass graft, coronary artery bypass grafting; CABG
coronary_intervention: percutaneous coronary intervention; PCI
lesion_revascularization: target lesion revascularization; TLR
vessel_revascularization: target vessel revascularization; TVR
stent_thrombosis: stent thrombosis
vasospasm: cerebral vasospasm, vasospasm
cytomegalovirus: cytomegalovirus; CMV
reflux: gastroesophageal reflux, gastroesophageal reflux disease; GERD GORD
irritable_bowel: irritable bowel syndrome; IBS
helicobacter: helicobacter pylori, h pylori, h.pylori; HP
bacterial_vaginosis: bacterial vaginosis; BV
polycystic_ovary: polycystic ovary syndrome; PCOS
gestational_diabetes: gestational diabetes, gestational diabetes mellitus; GDM
oral_glucose_test: oral glucose tolerance test, oral glucose tolerance; OGTT
lung_clearance: lung clearance index; LCI
apnea_index: apnea hypopnea index; AHI
emg: electromyography, electromyogram; EMG
oct: optical coherence tomography; OCT
pet: positron emission tomography; PET
pcr_test: polymerase chain reaction; PCR
bia: bioelectrical impedance analysis, bioimpedance analysis, bioelectrical impedance; BIA
spt: skin prick test, skin prick testing, prick test; SPT
food_challenge: oral food challenge, food challenge, double blind placebo controlled food \
challenge; OFC DBPCFC
crs: cytokine release syndrome; CRS
icans_: immune effector cell associated neurotoxicity syndrome; ICANS
car_t: chimeric antigen receptor t cell, car t cell, car t, cart cell
rescue_drug: rescue medication, rescue analgesic, rescue analgesia, rescue drug
range_of_motion: range of motion, range of movement; ROM
activities_daily: activities of daily living, activity of daily living; ADL
return_work: return to work
"""
