"""The words by which people ask for a measure, in the languages of those who ask most, and small words that carry a question."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from types import MappingProxyType

# Measures in the order in which the words mean them; the longest phrase in a question counts: "military aid" is no "military".
_ASKED = {
    "troops": (
        "troops, troop, soldiers, soldier, military, forces, armed forces, army, personnel, military personnel, military presence, "
        "servicemen, deployment, deployments, deployed, garrison, boots on the ground, tropas, soldados, militares, troupes, soldats, "
        "militaires, truppen, soldaten"
    ),
    "withdrawals troops": "withdrawal, withdrawals, withdrew, withdrawn, pullout, retrait, retirada, abzug",
    "bases": (
        "base, bases, military base, military bases, naval base, naval bases, air base, air bases, airbase, airbases, installations, "
        "military facilities, camps, bases militaires, base militaire, bases militares, stützpunkte"
    ),
    "rents rents_gbp": "rent, rents, base rent",
    "contractors": (
        "contractors, contractor, military contractors, private military companies, pmc, pmcs, mercenaries, mercenary, wagner, wagner group, "
        "africa corps, mercenarios, mercenaires"
    ),
    "peacekeepers": (
        "peacekeepers, peacekeeper, un peacekeepers, peacekeeping, un peacekeeping, un troops, blue helmets, casques bleus, cascos azules, "
        "blauhelme"
    ),
    "military_trainees military_training_cost": "training, trainees, military training, formation, entrenamiento",
    "joint_exercises": "exercises, exercise, military exercises, joint exercises, manoeuvres",
    "parties_supported": "proxies, proxy, militias, militia, rebels, rebel groups",
    "conflicts_joined interventions": "intervention, interventions, military intervention, military interventions, war, wars, conflicts",
    "arms_transfers arms_deals arms_licences_eur": (
        "arms, weapons, arms sales, arms sale, arms transfers, arms exports, arms imports, arms deals, weapons sales, armas, armes, waffen"
    ),
    "alliances defence_agreements": "alliance, alliances, treaty, treaties, pact, pacts",
    "security_assistance aid military_finance support_eur": "military aid, security assistance, military assistance, security aid",
    "military_construction works": "construction, military construction",
    "works projects": "infrastructure, projects, railways, roads",
    "dev_finance projects works loan_commitments": "belt and road, bri, development finance",
    "oda aid dev_finance aid_pacific support_eur": (
        "aid, foreign aid, assistance, development aid, foreign assistance, oda, aide, ayuda, hilfe, entwicklungshilfe"
    ),
    "loan_commitments chinese_loans loans debt_stock dev_finance": (
        "loan, loans, lending, lend, lends, lent, lender, lenders, credits, official loans, prêts, préstamos, kredite"
    ),
    "debt_stock debt_service": (
        "debt, debts, public debt, external debt, owed, owes, owe, creditor, "
        "creditors, bilateral debt, dette, dettes, deuda, schulden, dívida"
    ),
    "debt_service": "debt service, debt payments, repayments, repayment",
    "debt_relief": "debt relief, debt forgiveness, debt cancellation, write-off",
    "fdi_stock fdi_flow large_transactions": (
        "investment, investments, fdi, invested, invests, investors, direct investment, foreign direct investment, fdi stock, ide, "
        "investissements, investissement, inversión, inversiones, investitionen, investimento"
    ),
    "fdi_flow": "fdi flow, fdi flows, fdi inflows, fdi outflows, investment flows",
    "portfolio_stock": "portfolio, portfolio investment",
    "trade_goods": "trade, exports, imports, trade in goods, commerce, comercio, handel",
    "nuclear_reactors nuclear_agreements": "nuclear, nuclear power, reactor, reactors, nuclear reactors, nuclear plants",
    "energy_assets holdings": "energy, oil, gas, mining, mines, mine, minerals, energy assets, refineries, gold mines, pétrole, petróleo",
    "coal_finance energy_assets": "coal, coal plants, coal finance, coal power",
    "deals": "ports, port, lease, leases, concession, concessions, deals",
    "ownership_share": "stake, stakes, shares, shareholding",
    "diplomatic_posts": "embassy, embassies, consulates, diplomats, diplomatic posts",
    "sanctions": "sanction, sanctions",
    "military_share military_expenditure": "military spending, defence spending, defense spending, military budget, military expenditure",
}
MEASURES: Mapping[str, tuple[str, ...]]
# A word that names its sender as well.
SENDERS: Mapping[str, str] = MappingProxyType({"wagner": "RUS", "wagner group": "RUS", "africa corps": "RUS"})
# What is owed and paid runs from the host to the sender.
OWED = frozenset({"debt_stock", "debt_service", "debt_relief"})
# Who stands after these is owed: "Zambia owes China", "debt to China".
BEFORE_CREDITOR = frozenset({"owes", "owe", "to"})
# "Iran proxies" are those of Iran, where "bases Djibouti" are those in Djibouti.
OF_A_SENDER = frozenset({"parties_supported", "conflicts_joined", "coal_finance", "contractors", "withdrawals"})
BEFORE_HOST = frozenset("in to at on into inside within au aux en dans sur a para nach im against for".split())  # noqa: SIM905
BEFORE_SENDER = frozenset("from by par por von".split())  # noqa: SIM905
# "Germany and Japan" are asked for together.
JOINERS = frozenset({"and", "or", "et", "ou", "y", "und", "oder", "&"})
# "Between China and Russia" asks for what one has in the other.
APART = frozenset({"between", "entre", "zwischen"})
_SMALL = """
the of de du des la le les el los las der die das and et y e und how many much who what is are was were has have does do did there number
since during with its their abroad overseas foreign total all data figures money
"""
SMALL = frozenset(_SMALL.split()) | JOINERS | APART
# What is theirs, in French, Spanish and German; the English words stand in the catalogue.
_THEIRS = {
    "RUS": "russe russes ruso rusos rusa rusas russisch russische russischen",
    "USA": "us american americain americains americaine americaines estadounidense estadounidenses amerikanische amerikanischen",
    "CHN": "chinois chinoise chinoises chino chinos chinesisch chinesische chinesischen",
    "FRA": "francais francaise francaises frances franceses francesa francesas franzosisch franzosische franzosischen",
    "GBR": "britannique britanniques britanico britanicos britanica britanicas britisch britische britischen",
    "TUR": "turc turcs turque turques turco turcos turca turcas turkisch turkische turkischen",
    "IRN": "iranien iraniens iranienne iraniennes irani iranies iranisch iranische iranischen",
    "DEU": "allemand allemands allemande allemandes aleman alemanes alemana alemanas deutsch deutsche deutschen",
}
THEIRS: Mapping[str, str] = MappingProxyType({word: place for place, words in _THEIRS.items() for word in words.split()})
MONTHS: Mapping[str, int] = MappingProxyType({
    name: number
    for number, names in enumerate(
        ("january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug", "september sep sept",
         "october oct", "november nov", "december dec"), start=1,
    )
    for name in names.split()
})  # fmt: skip
# "China's", "the Americans'".
OWNED = re.compile(r"['’]s?$")


def fold(text: str) -> str:
    """``text`` in small letters, without marks on them and without what says that something is owned."""
    plain = unicodedata.normalize("NFKD", OWNED.sub("", text).casefold())
    return " ".join("".join(letter for letter in plain if not unicodedata.combining(letter)).split())


MEASURES = MappingProxyType(
    {fold(phrase): tuple(measures.split()) for measures, phrases in _ASKED.items() for phrase in phrases.split(", ")}
)
