//! Reads both sides and makes the plan: what `plan` and `apply` have in common.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path as FilePath;
use std::pin::pin;
use std::sync::Arc;

use futures::future::{self, Either};

use crate::judged::Judged;
use crate::{lookup_roles, review, secret, tables};
use realmform_config::project::Project;
use realmform_engine::along::{self, Fallen};
use realmform_engine::besides;
use realmform_engine::build::build;
use realmform_engine::complete;
use realmform_engine::refused::{self, newer};
use realmform_engine::saved::Saved;
use realmform_engine::select::{Choice, Selected, keep, select};
use realmform_engine::settle::{Settled, settle};
use realmform_engine::{falls, guards, ignored, lost, rows, secrets, untouchable};
use realmform_kinds::flows::declared_by_alias;
use realmform_kinds::local::localise;
use realmform_kinds::marks::kinds_owned;
use realmform_kinds::{self as kinds, is_row};
use realmform_lint::baseline::Baseline;
use realmform_lint::policy::{Extent, Policies};
use realmform_lint::rule::{Beside, Context};
use realmform_lint::{policy, rules};
use realmform_model::review::Risk;
use realmform_model::words::did_you_mean;
use realmform_model::{
    Action, Address, Body, Declared, Desired, Failure, Finding, Live, Path, Places, Plan, Secrets, Severity, Side, Step,
};
use realmform_targets::Reader;
use realmform_targets::target::Target;

/// A plan, and what it was made from.
#[derive(Debug)]
pub struct Compared {
    /// The plan.
    pub plan: Plan,
    /// What the files say of the target.
    pub desired: Desired,
    /// What is live, under its new names.
    pub settled: Settled,
    /// The values of declared secrets.
    pub secrets: Secrets,
    /// Warnings and lesser findings on what the plan changes.
    pub findings: Vec<Finding>,
    /// Findings on what stays as it is: they keep nobody from going on.
    pub untouched: Vec<Finding>,
    /// How many more findings the baseline knows.
    pub known: usize,
    /// Chosen, and left out as they wait for what is not.
    pub left_out: BTreeSet<Address>,
    /// All there is in the realm, under the plan's names, where it was read.
    pub whole: Option<Live>,
    /// Errors on what the plan changes, and the findings of the guards: with any of them, the plan is shown but not applied.
    pub guarded: Vec<Finding>,
    /// What the deletions affect, as it is.
    pub along: BTreeMap<Address, Fallen>,
    /// The digest of the plan that this one takes back, if it does.
    pub undoes: Option<String>,
}

impl Compared {
    /// The plan with what it was made from, to be kept.
    pub fn saved(&self, places: Places, server: Option<String>, configuration: String) -> Saved {
        let saved = Saved::of(&self.plan, &self.desired, &self.settled.live, places, server, configuration);
        Saved { along: self.along.clone(), undoes: self.undoes.clone(), ..saved }
    }
}

/// Why there is no plan.
#[derive(Debug)]
pub enum Stop {
    /// Findings, one of them at least an error.
    Findings(Vec<Finding>),
    /// Something could not be read or reached.
    Failure(Failure),
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Self {
        Self::Failure(failure)
    }
}

/// Reads, settles, compares, lints and takes what is chosen. Writes nothing. What the project declares is taken out of it.
/// What the rules find and the baseline knows counts no more.
///
/// # Errors
/// Files or renames that contradict themselves, a target that cannot be read, or a choice of what is not there.
pub async fn compare(
    project: &mut Project,
    target: &Target,
    choice: &Choice,
    baseline: Option<Baseline>,
) -> Result<Compared, Stop> {
    let (policies, mut findings) = policy::load(&project.root.join(policy::FOLDER), &project.root);
    findings.extend(project.findings.iter().cloned());
    if findings.iter().any(Finding::is_error) {
        return Err(Stop::Findings(findings));
    }
    let mut baseline = baseline.unwrap_or_default();
    let (mut findings, mut known) = baseline.split(findings);
    let mut desired = desired_of(std::mem::take(&mut project.desired), target);
    let from_rows = lookup_roles::complete(&mut desired, target).await?;
    findings.extend(from_rows.findings);
    let desired = Arc::new(desired);
    let (mut values, mut live) = resolve_and_read(&desired, from_rows.rows, &project.root, target, choice).await?;
    tracing::info!(objects = live.objects.len(), "target read");
    findings.extend(live.findings.iter().filter(|finding| finding.severity > Severity::Info).cloned());
    let mut desired = Arc::unwrap_or_clone(desired);
    // Of the rows of tables, those that differ.
    desired.objects.append(&mut live.rows);
    let equal_rows = live.equal_rows;
    localise(&mut desired, &live).map_err(|finding| Stop::Findings(vec![*finding]))?;
    declared_by_alias(&mut desired, &live);
    let settled = settle(live, &desired);
    complete::fill(&mut desired, &settled.live);
    tracing::debug!("renames resolved");
    findings.extend(settled.findings.iter().cloned());
    if findings.iter().any(Finding::is_error) {
        return Err(Stop::Findings(findings));
    }
    // Judged when what lives is known, so that names of what is nowhere are found; beside that, compared.
    rotate(choice, &mut desired)?;
    let judge = || judge(&desired, Beside::Live(&settled.live), &policies);
    let (judged, plan) = rayon::join(judge, || build(&target.name, &desired, &settled, &values));
    tracing::debug!("compared and linted");
    // Once is enough: what is sent is then as it is declared.
    desired.objects.values_mut().for_each(|declared| declared.rotates = false);
    chosen(choice, &desired, &settled)?;
    let Selected { mut plan, left_out } = select(plan, choice);
    tracing::info!(steps = plan.steps.len(), "planned");
    if !choice.is_all() {
        plan.compared = desired.objects.keys().filter(|address| choice.takes(address)).count();
        plan.unseen.retain(|(address, _)| choice.takes(address));
    }
    // Notes are for `lint`: here they would stand above every plan.
    let judged = judged.into_iter().filter(|finding| finding.severity > Severity::Info);
    let (judged, found_before) = baseline.split(judged.collect());
    known.extend(found_before);
    let judged = Judged::by(&plan, &settled.live, judged.into_iter());
    findings.extend(judged.warnings);
    let mut guarded = judged.errors;
    findings.extend(ignored::idle(&desired, &settled.live));
    let Guarded { blocked, whole, along, risks } =
        guard(&mut plan, target, &desired, &settled.live, choice.allow_deletes).await?;
    guarded.extend(blocked);
    findings.extend(lost::warnings(&plan, &settled.live));
    guarded.extend(stands_against(&plan, &desired, &settled.live, target).await);
    plan.places = target.places.clone();
    plan.compared += equal_rows;
    if choice.without_secrets {
        plan.review.uncompared = secrets::uncompared(choice, &desired, &settled.live);
    } else {
        // What is chosen may wait for others, which are made with their secrets.
        let sent = secrets::sent(&plan, &desired).into_iter().map(|(address, path, _)| (address, path));
        let missing: BTreeSet<_> = sent.filter(|it| !values.contains_key(it)).collect();
        let wanted = |address: &Address, path: &Path| missing.contains(&(address.clone(), path.clone()));
        values.extend(secret::values(&desired, &project.root, wanted)?);
    }
    review::fill(&mut plan, &desired, &settled.live, &policies, &guarded);
    plan.review.risks.extend(risks);
    plan.review.risks.sort();
    review::leave_out(&mut plan, &known);
    Ok(Compared {
        plan,
        desired,
        settled,
        secrets: values,
        findings,
        untouched: judged.untouched,
        known: known.len(),
        left_out,
        whole,
        guarded,
        along,
        undoes: None,
    })
}

/// What the guards found.
#[derive(Debug)]
pub(crate) struct Guarded {
    pub blocked: Vec<Finding>,
    /// All there is in the realm, under the plan's names, where it was read.
    pub whole: Option<Live>,
    /// What the deletions affect, as it is.
    pub along: BTreeMap<Address, Fallen>,
    /// Changes after which the account that signs in may no longer be able to.
    pub risks: Vec<Risk>,
}

/// Counts what the plan's deletions affect, and finds the guards that refuse the plan. Reads all there is where it deletes
/// something, or may shut out the account that signs in.
pub(crate) async fn guard(
    plan: &mut Plan,
    target: &Target,
    desired: &Desired,
    live: &Live,
    allowed: Option<usize>,
) -> Result<Guarded, Failure> {
    let mut blocked = untouchable::built_in(plan, live);
    blocked.extend(guards::renames(plan, &desired.ownership, live));
    let (mut whole, mut along) = (None, BTreeMap::new());
    if plan.deleted().next().is_some() {
        let rows = rows::deleted(plan);
        let uses = rows::remaining(target.rows_using(&rows, live).await?, plan, live);
        let only_rows = rows.len() == plan.deleted().count();
        let all = if only_rows { live_rows(live) } else { target.read_all(plan).await? };
        let all = settle(all, desired);
        along = along::along(&all, &plan.deleted().map(|(_, address)| address.clone()).collect());
        let all = all.live;
        count_falls(plan, &all, target).await?;
        rows::count(plan, &uses);
        blocked.extend(guards::check(plan, desired, &all, allowed));
        blocked.extend(rows::check(plan, desired, live, &uses, allowed));
        let has_realm = plan.deleted().any(|(_, address)| address.kind.side() == Side::Realm);
        whole = has_realm.then_some(all);
    }
    let may_shut_out = untouchable::may_shut_out(plan, live);
    let account = match may_shut_out || untouchable::touches_sign_in(plan) {
        true => target.account().await?,
        false => None,
    };
    let risks = account.as_ref().map(|account| untouchable::may_lose_access(plan, account)).unwrap_or_default();
    if let Some(account) = account.filter(|_| may_shut_out) {
        let all = match whole.take() {
            Some(all) => all,
            // An account that may not see all of the realm is judged by what it sees.
            None => match target.read(None).await {
                Ok(all) => settle(all, desired).live,
                Err(_) => live.clone(),
            },
        };
        blocked.extend(untouchable::own_account(plan, &all, &account));
        whole = Some(all);
    }
    Ok(Guarded { blocked, whole, along, risks })
}

/// The rows alone, as they were compared: all there is of them is more than anybody wants to read twice.
fn live_rows(live: &Live) -> Live {
    let rows = live.objects.iter().filter(|(address, _)| is_row(address));
    Live { objects: rows.map(|(address, object)| (address.clone(), object.clone())).collect(), ..Live::default() }
}

/// What the server would not take of the plan, or lose by it.
pub(crate) async fn stands_against(plan: &Plan, desired: &Desired, live: &Live, target: &Target) -> Vec<Finding> {
    let mut blocked = lost::secrets(plan, live);
    blocked.extend(refused::check(plan, desired, live));
    if newer::needs_version(plan)
        && let Some(version) = target.server_version().await
    {
        blocked.extend(newer::check(plan, desired, live, &version));
    }
    blocked
}

/// Counts what each deletion affects; `live` is the whole live state, under the names of the plan.
async fn count_falls(plan: &mut Plan, live: &Live, target: &Target) -> Result<(), Failure> {
    let deleted = plan.deleted().map(|(_, address)| address.clone()).collect();
    let mut falls = falls::in_document(live, &deleted);
    target.count_users(live, &mut falls).await?;
    for step in &mut plan.steps {
        if let Action::Delete(deletion) = &mut step.action {
            deletion.falls = falls.remove(&step.address).unwrap_or_default();
        }
    }
    Ok(())
}

/// Each pattern of `--rotate` must match an object with secrets.
fn rotate(choice: &Choice, desired: &mut Desired) -> Result<(), Failure> {
    let Some(idle) = choice.mark_rotated(desired).first().map(|pattern| (*pattern).to_owned()) else { return Ok(()) };
    let with_secrets = desired.objects.iter().filter(|(_, declared)| !declared.secrets.is_empty());
    let names: Vec<String> = with_secrets.map(|(address, _)| address.to_string()).collect();
    let suggestion = did_you_mean(&idle, names.iter().map(String::as_str));
    Err(Failure::input(format!("--rotate: no object with a declared secret matches `{idle}`{suggestion}"))
        .help("use the address of an object whose files declare a secret, such as `client/shop-bff`"))
}

/// Each selected pattern must match an object: otherwise a typo would look like "nothing to do".
fn chosen(choice: &Choice, desired: &Desired, settled: &Settled) -> Result<(), Failure> {
    if choice.is_all() {
        return Ok(());
    }
    let mut known: BTreeSet<&Address> = desired.objects.keys().chain(settled.live.objects.keys()).collect();
    known.extend(settled.renames.values().map(|renaming| &renaming.origin));
    let Some(idle) = choice.idle(&known).first().map(|pattern| (*pattern).to_owned()) else { return Ok(()) };
    let names: Vec<String> = known.iter().map(ToString::to_string).collect();
    let suggestion = did_you_mean(&idle, names.iter().map(String::as_str));
    let help = "use addresses as plans show them, such as `client/neon-web` or `clientRole/neon-*`; `*` matches any characters";
    Err(Failure::input(format!("no object matches `{idle}`{suggestion}")).help(help))
}

/// The live state of the objects in a saved plan, with the plan's own renames settled.
///
/// # Errors
/// A target that cannot be read.
pub async fn revisit(saved: &Saved, target: &Target) -> Result<Settled, Failure> {
    let mut wanted = saved.desired.clone();
    // What is renamed without being declared is read whole, too.
    let changed = besides::touched(&saved.plan).into_iter().cloned();
    let deleted = saved.plan.deleted().map(|(_, address)| address.clone());
    for address in changed.chain(deleted) {
        wanted.objects.entry(address).or_default();
    }
    // Of rows all that the plan looked at is read, and nothing else.
    for (address, before) in saved.before.iter().filter(|(address, _)| is_row(address)) {
        let declared = wanted.objects.entry(address.clone()).or_default();
        for (part, values) in before.iter().flatten() {
            let known = declared.body.entry(part.clone()).or_insert_with(|| Body::new().into());
            for (name, value) in values.as_object().into_iter().flatten() {
                if let Some(known) = known.as_object_mut() {
                    known.entry(name.clone()).or_insert_with(|| value.clone());
                }
            }
        }
    }
    Ok(settle(target.read(Some(&wanted)).await?, &saved.desired))
}

/// What is still left of a saved plan to do: nothing, when it was carried out.
pub fn left(saved: &Saved, now: &Settled, secrets: &Secrets) -> Plan {
    let plan = build(&saved.plan.target, &saved.desired, now, secrets);
    let touched = plan.steps.iter().enumerate().filter(|(_, step)| saved.before.contains_key(&step.address));
    let touched = touched.map(|(index, _)| index).collect();
    let mut left = keep(plan, &touched);
    let still_there = saved.plan.deleted().filter(|(_, address)| now.live.objects.contains_key(*address));
    left.steps.extend(still_there.map(|(index, _)| Step { after: Vec::new(), ..saved.plan.steps[index].clone() }));
    left
}

/// What the files say of the sides that the target has, and the tables that rows need.
fn desired_of(mut desired: Desired, target: &Target) -> Desired {
    desired.keep(&target.sides().collect::<Vec<Side>>());
    let is_ours = |address: &Address| address.kind.side() == Side::Database && !is_row(address);
    let mut rows = desired.objects.iter().filter(|(address, _)| is_ours(address)).peekable();
    if rows.peek().is_some() {
        let is_marked = |(_, declared): (&Address, &Declared)| declared.body.contains_key("attributes");
        let mut owned = kinds_owned().filter(|kind| kind.side() == Side::Database && !kinds::of(*kind).is_row());
        let with_ledger = owned.any(|kind| desired.ownership.deletes(kind)) || rows.any(is_marked);
        let tables = tables::needed(with_ledger)
            .map(|(table, body)| (table, Declared { body, implied: true, ..Declared::default() }));
        desired.objects.extend(tables);
    }
    desired
}

/// What the rules find, with the levels of the policies.
pub(crate) fn judge(desired: &Desired, beside: Beside, policies: &Policies) -> Vec<Finding> {
    let found = rules::check(&Context::of_project(desired, beside, policies));
    policies.apply(found, policy::today(), Extent::Part)
}

/// Resolves the secrets of what is chosen, while the target is read.
async fn resolve_and_read(
    desired: &Arc<Desired>,
    rows: Option<Live>,
    root: &FilePath,
    target: &Target,
    choice: &Choice,
) -> Result<(Secrets, Live), Failure> {
    let choice = choice.clone();
    let wanted = move |address: &Address, _: &Path| !choice.without_secrets && choice.takes(address);
    let reading = async {
        match rows {
            Some(rows) => target.read_beside(rows, Some(desired)).await,
            None => target.read(Some(desired)).await,
        }
    };
    match future::select(pin!(secret::resolve(desired, root, wanted)), pin!(reading)).await {
        Either::Left((secrets, reading)) => Ok((secrets?, reading.await?)),
        Either::Right((live, files)) => Ok((files.await?, live?)),
    }
}
