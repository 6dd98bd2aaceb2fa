"""Readers: one module a publisher, from raw files to claims. Nothing else in the program knows a source's quirks."""

from __future__ import annotations

from typing import cast

from dashboard.sources import (
    africa_infra_watch,
    aiddata_gcdf,
    aiddata_projects,
    bases,
    china_africa_fdi,
    cia_factbook,
    cow_nmc,
    cow_trade,
    curated_economic,
    curated_military,
    gem_assets,
    gem_coal_finance,
    geonuclear,
    imf,
    oecd_dac,
    oecd_fdi,
    pacific_links,
    support_and_licences,
    un_peacekeeping,
    unctad_fdi,
    us_bea,
    us_foreign_aid,
    us_troops_dmdc,
    worldbank_ids,
    worldbank_wdi,
)
from dashboard.sources.reading import Reader

READERS: tuple[Reader, ...] = tuple(
    cast("Reader", reader)
    for reader in (
        us_troops_dmdc,
        cia_factbook,
        un_peacekeeping,
        curated_military.FIRST_FACTS,
        curated_military.SECOND_FACTS,
        bases.US_BASES,
        bases.OTHER_BASES,
        worldbank_ids,
        unctad_fdi,
        oecd_fdi,
        aiddata_gcdf,
        us_foreign_aid,
        gem_assets,
        curated_economic,
        worldbank_wdi,
        cow_nmc,
        oecd_dac,
        us_bea,
        china_africa_fdi,
        pacific_links.PACIFIC_LINKS,
        pacific_links.PACIFIC_AID,
        imf.US_TRADE,
        imf.OUTLOOK_2019,
        cow_trade,
        aiddata_projects.MILITARY_FINANCE,
        aiddata_projects.LOCATED_PROJECTS,
        gem_coal_finance,
        geonuclear,
        africa_infra_watch.RUSSIA,
        africa_infra_watch.TURKEY,
        support_and_licences.UKRAINE,
        support_and_licences.DUTCH_LICENCES,
        support_and_licences.BELT_AND_ROAD,
    )
)
