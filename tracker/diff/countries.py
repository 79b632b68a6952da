"""Names under which a registry has shown one and the same country.

ClinicalTrials.gov renames countries for all records at once ("Turkey" became "Turkey (Türkiye)");
that moves no site. Left: a name that was or is shown; right: the name we compare by.
"""

from __future__ import annotations

_SAME = {
    "Turkey (Türkiye)": "Turkey",
    "Türkiye": "Turkey",
    "Russian Federation": "Russia",
    "Korea, Republic of": "South Korea",
    "Korea, Democratic People's Republic of": "North Korea",
    "Iran, Islamic Republic of": "Iran",
    "Viet Nam": "Vietnam",
    "Czech Republic": "Czechia",
    "Moldova, Republic of": "Moldova",
    "Republic of Moldova": "Moldova",
    "Syrian Arab Republic": "Syria",
    "Macedonia, The Former Yugoslav Republic of": "North Macedonia",
    "Former Yugoslav Republic of Macedonia": "North Macedonia",
    "Macedonia": "North Macedonia",
    "Tanzania, United Republic of": "Tanzania",
    "Lao People's Democratic Republic": "Laos",
    "Libyan Arab Jamahiriya": "Libya",
    "Swaziland": "Eswatini",
    "Burma": "Myanmar",
    "Myanmar (Burma)": "Myanmar",
    "Palestinian Territories, Occupied": "Palestine",
    "Palestinian Territory, occupied": "Palestine",
    "Congo, The Democratic Republic of the": "Democratic Republic of the Congo",
    "Bolivia, Plurinational State of": "Bolivia",
    "Venezuela, Bolivarian Republic of": "Venezuela",
    "Côte D'Ivoire": "Ivory Coast",
    "Cote D'Ivoire": "Ivory Coast",
    "Côte d'Ivoire": "Ivory Coast",
    "The Gambia": "Gambia",
    "Bahamas, The": "Bahamas",
    "Cape Verde": "Cabo Verde",
    "Cabo Verde (Cape Verde)": "Cabo Verde",
    "Brunei Darussalam": "Brunei",
    "Taiwan, Province of China": "Taiwan",
    "Hong Kong (China)": "Hong Kong",
}


def same_country(name: str) -> str:
    """The one name under which we compare a country.

    >>> same_country("Turkey (Türkiye)") == same_country("Turkey")
    True
    """
    return _SAME.get(name, name)
