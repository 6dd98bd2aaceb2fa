"""Words of headers by which the columns of a stranger's table are known, in several languages."""

from __future__ import annotations

from collections.abc import Mapping

# Field -> what a person reads of it, and the header words that mean it (English, French, Spanish, German, Portuguese, Italian), as
# names are compared: no accents, no punctuation. Of several words for one field the one that stands first is the plainest.
WORDS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "sender": ("the state that is abroad", (
        "sender", "sending state", "sending country", "from country", "country of origin", "origin", "home state", "home country",
        "home", "contributor", "contributing country", "donor", "donor country", "creditor", "creditor country", "investor",
        "supplier", "exporter", "source country", "lender", "lending country", "operator", "sending nation", "deploying country",
        "country sending", "who", "wer", "quem", "quien", "preteur", "financier", "from", "country", "iso3", "country code",
        "emetteur", "pays dorigine", "pays denvoi", "pays donateur", "de", "pays", "remitente", "pais de origen", "donante",
        "emisor", "pais", "entsendestaat", "herkunftsland", "geber", "von", "land", "pais de origem", "remetente", "doador",
        "paese di origine", "mittente", "da", "paese", "iso3 sender", "sender iso3", "sender id", "origin iso3",
    )),
    "host": ("the place where it is present", (
        "host", "host state", "host country", "to country", "destination", "destination country", "recipient", "recipient country",
        "debtor", "debtor country", "receiver", "location", "borrower", "borrowing country", "receiving country", "receiving state",
        "host nation", "deployed to", "deployed in", "where", "wo", "ou", "donde", "onde", "importer", "partner", "partner country",
        "target", "place", "to", "hosting country", "country hosting",
        "country", "territory", "iso3", "country code", "hote", "pays hote", "pays daccueil", "pays beneficiaire", "a", "pays",
        "anfitrion", "pais anfitrion", "pais receptor", "pais", "gastland", "aufnahmestaat", "empfanger", "nach", "land",
        "anfitriao", "pais anfitriao", "pais de acolhimento", "paese ospitante", "paese", "iso3 host", "host iso3", "host id", "recipient iso3",
    )),
    "measure": ("what is counted", ("measure", "indicator", "variable", "metric", "indicateur", "indicador", "indikator", "indicatore")),
    "definition": ("exactly who or what is in the count", ("definition", "definition id", "definicion", "definicao", "definizione")),
    "value": ("the figure", (
        "value", "best", "number", "figure", "amount", "count", "total", "quantity", "obs value", "personnel", "number of personnel",
        "number of soldiers", "how many", "loan amount", "total number", "combien", "wie viele", "valeur", "nombre",
        "montant", "effectif", "effectifs", "valor", "cantidad", "numero", "monto", "wert", "anzahl", "zahl", "betrag", "quantidade",
        "montante", "valore", "importo",
    )),
    "low": ("the lower end", ("low", "lower", "minimum", "min", "at least", "lower bound", "bas", "minimo", "untergrenze", "unten")),
    "high": ("the upper end", ("high", "upper", "maximum", "max", "at most", "up to", "upper bound", "haut", "maximo", "massimo", "obergrenze")),
    "phrase": ("the source's own words for the number", ("phrase", "wording", "in words", "words", "texte", "texto", "wortlaut", "testo")),
    "unit": ("the unit of the figure", ("unit", "units", "unit of measure", "currency", "unite", "unidad", "einheit", "unidade", "unita")),
    "date": ("the day, month, quarter or year", (
        "date", "as of", "day", "year", "as at", "when", "wann", "quand", "cuando", "quando", "quarter", "month", "period", "time",
        "time period", "jour", "annee", "an", "mois", "fecha",
        "dia", "ano", "mes", "datum", "tag", "jahr", "monat", "data", "anno", "mese",
    )),
    "start": ("the first day", (
        "start", "start date", "from", "begin", "since", "opened", "established", "since when", "valid from", "from date",
        "start year", "debut", "depuis", "desde", "inicio",
        "von", "seit", "beginn", "da", "inizio",
    )),
    "end": ("the last day", (
        "end", "end date", "to", "until", "valid to", "to date", "end year", "fin", "jusqua", "hasta", "bis", "ende", "ate", "fim", "fine",
    )),
    "published": ("when it was said", (
        "published", "publication date", "date published", "reported", "publie", "publicado", "veroffentlicht", "pubblicato",
    )),
    "said_by": ("who said it", (
        "said by", "speaker", "quoted", "according to", "attributed to", "source", "selon", "segun", "fuente", "laut", "quelle",
        "segundo", "fonte",
    )),
    "actor": ("the organisation on the ground", ("actor", "organisation", "organization", "mission", "operation", "company", "acteur")),
    "site": ("the base, project or asset", (
        "site", "base", "project", "asset", "site name", "base name", "name of base", "project name", "facility", "projet", "proyecto",
        "projekt", "projeto", "progetto", "standort",
    )),
    "lat": ("latitude", ("lat", "latitude", "breite", "breitengrad", "latitud", "latitudine")),
    "lon": ("longitude", ("lon", "lng", "long", "longitude", "lange", "langengrad", "longitud", "longitudine")),
    "kind": ("what sort of statement it is", ("kind", "claim kind")),
    "status": ("stage of a deal or project", ("status", "stage")),
    "note": ("what a reader must know", (
        "note", "notes", "comment", "comments", "remark", "remarks", "commentaire", "remarque", "nota", "notas", "bemerkung",
        "anmerkung", "observacao", "observaciones", "osservazioni",
    )),
    "url": ("the address of the statement", (
        "url", "link", "web", "web address", "address", "source url", "source", "reference", "lien", "enlace", "adresse", "quelle", "fonte",
    )),
}  # fmt: skip
# Other names for a field that a person may type.
ALIASES: Mapping[str, str] = {
    "year": "date", "month": "date", "day": "date", "number": "value", "best": "value", "figure": "value", "amount": "value",
    "source": "said_by", "from": "start", "to": "end", "latitude": "lat", "longitude": "lon", "country": "host", "link": "url",
}  # fmt: skip
