//! When data from a provider is applied to a user: only at the first login, or at each one.

use realmform_kinds::names;
use std::collections::BTreeMap;

use super::logs_in;
use crate::rule::{Context, Subject, config};

/// A provider through which users log in, and its mappers that depend on the user.
pub(super) struct Synced<'c, 'a> {
    pub(super) provider: &'c Subject<'a>,
    pub(super) mappers: Vec<&'c Subject<'a>>,
}

/// All of them.
pub(super) fn all<'c, 'a>(context: &'c Context<'a>) -> impl Iterator<Item = Synced<'c, 'a>> {
    let mut mappers: BTreeMap<&str, Vec<&Subject>> = BTreeMap::new();
    for mapper in
        context.of_kind(names::IDENTITY_PROVIDER_MAPPER).map(|(_, it)| it).filter(|mapper| !is_constant(mapper))
    {
        let alias = mapper.text(&["identityProviderAlias"]).unwrap_or_default();
        mappers.entry(alias).or_default().push(mapper);
    }
    context.of_kind(names::IDENTITY_PROVIDER).map(|(_, it)| it).filter(|provider| logs_in(provider)).map(
        move |provider| {
            let alias = provider.text(&["alias"]).unwrap_or_default();
            Synced { provider, mappers: mappers.remove(alias).unwrap_or_default() }
        },
    )
}

/// Which changes at the provider are lost after the first login; the worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Lag {
    RightsStay,
    RightsDoNotCome,
    DataStays,
}

impl<'c, 'a> Synced<'c, 'a> {
    /// The worst lag of the mappers that inherit the provider's mode, and the mappers that have it.
    pub(super) fn inherited(&self) -> Option<(Lag, Vec<&'c Subject<'a>>)> {
        let of_provider = mode(self.provider);
        let inheriting = self.mappers.iter().copied().filter(|mapper| mode(mapper) == "INHERIT");
        let lags: Vec<(Lag, &'c Subject<'a>)> =
            inheriting.filter_map(|mapper| Some((lag(mapper, of_provider)?, mapper))).collect();
        let worst = lags.iter().map(|(lag, _)| *lag).min()?;
        Some((worst, lags.into_iter().filter(|(lag, _)| *lag == worst).map(|(_, mapper)| mapper).collect()))
    }

    /// The mappers with a mode of their own that lag.
    pub(super) fn own(&self) -> impl Iterator<Item = (Lag, &'c Subject<'a>)> {
        self.mappers.iter().filter_map(|mapper| Some((lag(mapper, mode(mapper))?, *mapper)))
    }
}

/// The sync mode of a provider or a mapper.
pub(super) fn mode<'s>(of: &'s Subject) -> &'s str {
    config::text(of, "syncMode").unwrap_or("LEGACY")
}

/// How the mapper lags in the mode. In `LEGACY` each does what it did before there were modes, and most update the user
/// at each login.
fn lag(mapper: &Subject, mode: &str) -> Option<Lag> {
    let kind = kind(mapper);
    match mode {
        "LEGACY" if kind == "keycloak-oidc-role-to-role-idp-mapper" => Some(Lag::RightsStay),
        "LEGACY" if kind == "oidc-role-idp-mapper" || kind == "oidc-advanced-role-idp-mapper" => {
            Some(Lag::RightsDoNotCome)
        }
        // A username is to stay.
        "IMPORT" if kind.ends_with("-username-idp-mapper") => None,
        "IMPORT" if kind.ends_with("role-idp-mapper") || kind.ends_with("group-idp-mapper") => Some(Lag::RightsStay),
        "IMPORT" => Some(Lag::DataStays),
        _ => None,
    }
}

/// Whether the mapper gives every user the same.
pub(super) fn is_constant(mapper: &Subject) -> bool {
    kind(mapper).contains("hardcoded-")
}

fn kind<'s>(mapper: &'s Subject) -> &'s str {
    mapper.text(&["identityProviderMapper"]).unwrap_or_default()
}
