//! Opens a target by name: a realm, a database, or both.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path as FilePath;
use std::sync::Arc;

use futures::future::try_join_all;
use secrecy::SecretString;

use super::database::Database;
use super::export::ExportFile;
use super::keycloak::{Keycloak, Settings};
use super::{Progress, Reader, Writer};
use realmform_files::Root;
use realmform_model::drift::Drift;
use realmform_model::rows::RowUse;
use realmform_model::{
    Account, Action, Address, Desired, Failure, Falls, Live, Outcome, Path, Places, Plan, Rest, Secrets, Side, Step,
    TargetConfig,
};

/// What a plan is made against. A side that is `None` is not part of the target.
#[derive(Debug)]
pub struct Target {
    /// As the user calls it.
    pub name: String,
    /// The realm, if the target has one.
    pub realm: Option<RealmSide>,
    /// The database, if the target has one.
    pub database: Option<Database>,
    /// Where they are, as it is shown.
    pub places: Places,
}

/// Where the realm is.
#[derive(Debug)]
pub enum RealmSide {
    /// A file.
    Export(ExportFile),
    /// A server.
    Keycloak(Arc<Keycloak>),
}

/// The secrets that the table of a target refers to.
#[derive(Debug, Default)]
pub struct TargetSecrets {
    /// Of the account that signs in to the Keycloak.
    pub sign_in: Option<SecretString>,
    /// Of the database's user.
    pub database: Option<SecretString>,
}

impl Target {
    /// The target `live`: a Keycloak, a database or both, from the environment.
    ///
    /// # Errors
    /// Neither is set, or what is set is not usable.
    pub fn live(variable: impl Fn(&str) -> Option<String>) -> Result<Self, Failure> {
        let database = variable("DATABASE_URL").filter(|url| !url.trim().is_empty());
        let database = database.map(|url| Database::open(url.trim())?.with_timeout(variable("DATABASE_TIMEOUT")));
        let database = database.transpose()?;
        let settings = Settings::from_variables(variable)?;
        let places =
            Places { realm: settings.as_ref().map(Settings::place), database: database.as_ref().map(Database::shown) };
        let realm = match settings {
            Some(settings) => Some(RealmSide::Keycloak(Arc::new(Keycloak::new(settings)?))),
            None => None,
        };
        if realm.is_none() && database.is_none() {
            return Err(Failure::input("target `live` is empty: neither KEYCLOAK_ADMIN_URL nor DATABASE_URL is set")
                .help("set one of them, or both; docs/targets.md lists all variables"));
        }
        Ok(Self { name: "live".to_owned(), realm, database, places })
    }

    /// A target of `realmform.toml`; its paths are relative to `folder`, which they may not leave. From the environment come
    /// times and limits alone.
    ///
    /// # Errors
    /// The target is empty, or its database's address is none.
    pub fn configured(
        name: &str,
        config: &TargetConfig,
        secrets: TargetSecrets,
        folder: &FilePath,
        variable: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, Failure> {
        let root = Root::of(folder);
        let database = config.database.as_ref().map(|url| match url.strip_prefix("sqlite:") {
            Some(path) => {
                let file = folder.join(path.trim_start_matches("//"));
                Database::open_inside(&format!("sqlite:{}", file.display()), root.clone())
            }
            None => Database::open_named(url, secrets.database, &root),
        });
        let database = database.transpose()?;
        let database = database.map(|it| it.with_timeout(variable("DATABASE_TIMEOUT"))).transpose()?;
        let (realm, place) = match (&config.keycloak, secrets.sign_in, &config.export) {
            (Some(keycloak), Some(secret), _) => {
                let settings = Settings::configured(keycloak, secret, variable)?;
                let place = settings.place();
                (Some(RealmSide::Keycloak(Arc::new(Keycloak::new(settings)?))), Some(place))
            }
            (_, _, Some(path)) => {
                let export = ExportFile {
                    root: root.clone(),
                    path: folder.join(path),
                    start: config.start.as_ref().map(|start| folder.join(start)),
                    realm: config.realm.clone(),
                };
                (Some(RealmSide::Export(export)), Some(path.display().to_string()))
            }
            _ => (None, None),
        };
        if realm.is_none() && database.is_none() {
            return Err(Failure::input(format!("target `{name}` is empty")).help(
                "set `export = \"realm.json\"` or `keycloak = \"https://…\"`, `database = \"sqlite:lookups.db\"`, or both",
            ));
        }
        let places = Places { realm: place, database: config.database.clone() };
        Ok(Self { name: name.to_owned(), realm, database, places })
    }

    /// The secret that a client has.
    ///
    /// # Errors
    /// There is no such client, it has no secret, or this account may not see it.
    pub async fn client_secret(&self, client: &Address) -> Result<SecretString, Failure> {
        match &self.realm {
            Some(RealmSide::Export(export)) => {
                let live = export.read(None).await?;
                let object = live.objects.get(client).ok_or_else(|| no_such(client))?;
                let secret = object.secrets.get(&Path::of(&["secret"])).cloned().flatten();
                secret.ok_or_else(|| no_secret(client))
            }
            Some(RealmSide::Keycloak(keycloak)) => {
                let found = keycloak.client_secret(client).await?;
                found.ok_or_else(|| no_such(client))?.ok_or_else(|| no_secret(client))
            }
            None => Err(Failure::input(format!("target `{}` has no realm", self.name))
                .help("choose another target with --target")),
        }
    }

    /// The sides that the target has.
    pub fn sides(&self) -> impl Iterator<Item = Side> {
        let realm = self.realm.as_ref().map(|_| Side::Realm);
        let database = self.database.as_ref().map(|_| Side::Database);
        realm.into_iter().chain(database)
    }

    /// What the database holds, and nothing of the realm; `None` where the target has no database.
    ///
    /// # Errors
    /// It cannot be read.
    pub async fn read_rows(&self, desired: &Desired) -> Result<Option<Live>, Failure> {
        match &self.database {
            Some(database) => database.read(Some(desired)).await.map(Some),
            None => Ok(None),
        }
    }

    /// The same as `read`, with rows that were read before.
    ///
    /// # Errors
    /// The realm cannot be read.
    pub async fn read_beside(&self, rows: Live, desired: Option<&Desired>) -> Result<Live, Failure> {
        let realm = match &self.realm {
            Some(realm) => realm.read(desired).await?,
            None => Live::default(),
        };
        Ok(joined(realm, rows))
    }

    /// Begins what takes time and any reading needs, while something else is done.
    pub fn read_ahead(&self) {
        if let Some(RealmSide::Keycloak(keycloak)) = &self.realm {
            keycloak.read_ahead();
        }
    }

    /// Begins what takes time and is needed by whatever is asked of the target.
    pub fn sign_in_early(&self) {
        if let Some(RealmSide::Keycloak(keycloak)) = &self.realm {
            keycloak.sign_in_early();
        }
    }

    /// What a server's realm has beyond the document; `None` where the document has all there is.
    ///
    /// # Errors
    /// The server cannot be asked.
    pub async fn rest(&self) -> Result<Option<Rest>, Failure> {
        match &self.realm {
            Some(RealmSide::Keycloak(keycloak)) => keycloak.rest().await.map(Some),
            _ => Ok(None),
        }
    }

    /// The version of the Keycloak, where there is one and it tells this account.
    pub async fn server_version(&self) -> Option<String> {
        match &self.realm {
            Some(RealmSide::Keycloak(keycloak)) => keycloak.version().await,
            _ => None,
        }
    }

    /// Tries of requests beyond the first so far.
    pub fn retries(&self) -> Option<usize> {
        match &self.realm {
            Some(RealmSide::Keycloak(keycloak)) => Some(keycloak.retries()),
            _ => None,
        }
    }

    /// All there is on the sides from which the plan deletes.
    ///
    /// # Errors
    /// It cannot be read, or this account may not see all of it.
    pub async fn read_all(&self, plan: &Plan) -> Result<Live, Failure> {
        let touches_realm = plan.deleted().any(|(_, address)| address.kind.side() == Side::Realm);
        if let (false, Some(database)) = (touches_realm, &self.database) {
            return database.read(None).await;
        }
        if let Some(RealmSide::Keycloak(keycloak)) = &self.realm {
            keycloak.prove_sight().await?;
        }
        self.read(None).await
    }

    /// Adds the users and sessions that fall with the objects; `live` is all there is, under the names of the plan.
    ///
    /// # Errors
    /// The server cannot be asked.
    pub async fn count_users(&self, live: &Live, falls: &mut BTreeMap<Address, Falls>) -> Result<(), Failure> {
        if let Some(RealmSide::Keycloak(keycloak)) = &self.realm {
            let of_realm = falls.iter_mut().filter(|(address, _)| address.kind.side() == Side::Realm);
            try_join_all(of_realm.map(|(address, falls)| keycloak.count_users(live, address, falls))).await?;
        }
        Ok(())
    }

    /// What refers to these rows, by the database's own foreign keys.
    ///
    /// # Errors
    /// The database cannot be asked.
    pub async fn rows_using(&self, rows: &BTreeSet<Address>, live: &Live) -> Result<Vec<RowUse>, Failure> {
        match &self.database {
            Some(database) if !rows.is_empty() => database.rows_using(rows, live).await,
            _ => Ok(Vec::new()),
        }
    }

    /// The account that signs in, where it lives in the realm of the target.
    ///
    /// # Errors
    /// The server cannot be asked.
    pub async fn account(&self) -> Result<Option<Account>, Failure> {
        match &self.realm {
            Some(RealmSide::Keycloak(keycloak)) => keycloak.account().await,
            _ => Ok(None),
        }
    }

    /// Who changed the drifted objects last, and when, where a Keycloak tells it.
    ///
    /// # Errors
    /// The server cannot be asked.
    pub async fn tell_events(&self, live: &Live, drift: &mut Drift) -> Result<(), Failure> {
        match &self.realm {
            Some(RealmSide::Keycloak(keycloak)) => keycloak.tell_events(live, drift).await,
            _ => Ok(()),
        }
    }

    /// Requests that were sent to a Keycloak so far.
    pub fn requests(&self) -> Option<usize> {
        match &self.realm {
            Some(RealmSide::Keycloak(keycloak)) => Some(keycloak.requests()),
            _ => None,
        }
    }
}

/// Both sides in one.
fn joined(mut realm: Live, rows: Live) -> Live {
    realm.objects.extend(rows.objects);
    realm.rows.extend(rows.rows);
    realm.tables.extend(rows.tables);
    realm.equal_rows += rows.equal_rows;
    realm.findings.extend(rows.findings);
    realm.absent.extend(rows.absent);
    realm
}

fn no_such(client: &Address) -> Failure {
    Failure::input(format!("{client} does not exist"))
        .help("check its name and the target; `realmform plan` shows what does not exist yet")
}

fn no_secret(client: &Address) -> Failure {
    Failure::input(format!("{client} has no secret, or this account cannot read it"))
        .help("a public client has none; to read one, the account needs the role `view-clients`, from Keycloak 26.8 `manage-clients`")
}

impl Reader for RealmSide {
    async fn read(&self, desired: Option<&Desired>) -> Result<Live, Failure> {
        match self {
            Self::Export(export) => export.read(desired).await,
            Self::Keycloak(keycloak) => keycloak.read(desired).await,
        }
    }
}

impl Writer for RealmSide {
    async fn write(
        &mut self,
        plan: &Plan,
        steps: &BTreeSet<usize>,
        live: &Live,
        secrets: &Secrets,
        progress: &dyn Progress,
    ) -> Outcome {
        match self {
            Self::Export(export) => export.write(plan, steps, live, secrets, progress).await,
            Self::Keycloak(keycloak) => keycloak.write(plan, steps, live, secrets, progress).await,
        }
    }
}

impl Reader for Target {
    async fn read(&self, desired: Option<&Desired>) -> Result<Live, Failure> {
        let realm = async {
            match &self.realm {
                Some(realm) => realm.read(desired).await,
                None => Ok(Live::default()),
            }
        };
        let database = async {
            match &self.database {
                Some(database) => database.read(desired).await,
                None => Ok(Live::default()),
            }
        };
        let (live, rows) = futures::try_join!(realm, database)?;
        Ok(joined(live, rows))
    }
}

impl Writer for Target {
    /// The database first, and what goes from it last: each is one transaction, and at every point the realm hands out no name
    /// whose row is not there. What fails ends it, and nothing further is begun.
    async fn write(
        &mut self,
        plan: &Plan,
        steps: &BTreeSet<usize>,
        live: &Live,
        secrets: &Secrets,
        progress: &dyn Progress,
    ) -> Outcome {
        let of = |stage: Stage| steps.iter().copied().filter(|index| Stage::of(&plan.steps[*index]) == stage).collect();
        let mut outcome = Outcome::default();
        for stage in [Stage::Rows, Stage::Realm, Stage::DeletedRows] {
            let mine: BTreeSet<usize> = of(stage);
            if mine.is_empty() {
                continue;
            }
            outcome.interrupted |= progress.is_interrupted();
            if !outcome.failed.is_empty() || outcome.interrupted {
                outcome.remaining.extend(mine);
                continue;
            }
            let written = match (stage, &mut self.realm, &mut self.database) {
                (Stage::Realm, Some(realm), _) => realm.write(plan, &mine, live, secrets, progress).await,
                (Stage::Rows | Stage::DeletedRows, _, Some(database)) => {
                    database.write(plan, &mine, live, secrets, progress).await
                }
                _ => Outcome { remaining: mine.into_iter().collect(), ..Outcome::default() },
            };
            outcome.done.extend(written.done);
            outcome.failed.extend(written.failed);
            outcome.remaining.extend(written.remaining);
            outcome.interrupted |= written.interrupted;
        }
        outcome
    }
}

/// What is written together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Rows,
    Realm,
    DeletedRows,
}

impl Stage {
    fn of(step: &Step) -> Self {
        match (step.address.kind.side(), &step.action) {
            (Side::Realm, _) => Self::Realm,
            (Side::Database, Action::Delete(_)) => Self::DeletedRows,
            (Side::Database, _) => Self::Rows,
        }
    }
}
