//! A database that goes away before, in and after its transaction: all of it is there or nothing, and the realm follows
//! only what is committed.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use super::{Story, checked, keycloak};
use crate::support::{Asked, Database, Pass, Pipe, Reply};

const LOOKUPS: &str = "[lookups.colour]\nlabel.en = \"Colour\"\nvalues.red.label.en = \"Red\"\n";

/// A realm and a database behind a pipe.
struct Both {
    story: Story,
    /// The database itself.
    database: Database,
}

impl Both {
    /// One with each server.
    fn each(prefix: &str) -> [Self; 2] {
        Database::servers().map(|database| {
            let story = Story::new(prefix);
            story.project.file("lookups/colour.toml", LOOKUPS);
            Self { story, database }
        })
    }

    /// From here on through a pipe that treats so what has this text in it, once the ones before were seen.
    fn through(&self, texts: &'static [&'static str], pass: Pass) -> Pipe {
        let seen = AtomicUsize::new(0);
        let pipe = Pipe::before(self.database.server(), move |bytes, _| {
            let next = texts.get(seen.load(Ordering::SeqCst));
            if !next.is_some_and(|text| String::from_utf8_lossy(bytes).contains(text)) {
                return Pass::On;
            }
            if seen.fetch_add(1, Ordering::SeqCst) + 1 == texts.len() { pass } else { Pass::On }
        });
        self.story.project.env("DATABASE_URL", &self.database.through(pipe.port()));
        pipe
    }

    fn rows(&self) -> usize {
        match self.database.tables() {
            0 => 0,
            _ => self.database.number("(select count(*) from lookup)"),
        }
    }

    fn has_role(&self) -> bool {
        keycloak().admin().find(&format!("/{}/roles/reader", self.story.realm)).is_some()
    }

    /// An apply that ends in part, and what it says.
    #[track_caller]
    fn ends_in_part(&self) -> String {
        let output = checked(self.story.project.run(&["apply", "--yes"]));
        assert_eq!(output.status, 6, "{output:#?}");
        output.stderr
    }

    #[track_caller]
    fn converges(&self) {
        self.story.project.env("DATABASE_URL", &self.database.url);
        self.story.converges();
        assert!(self.rows() == 1 && self.has_role());
    }
}

/// A change that a step makes: the lock is taken before the database is asked for anything.
fn is_of_a_step(asked: &Asked) -> bool {
    asked.writes() && !asked.path.contains("/client-scopes")
}

#[test]
fn before_its_transaction() {
    for both in Both::each("dbbefore") {
        both.through(
            if both.database.is_mariadb() { &["start transaction read write"] } else { &["begin\0"] },
            Pass::Cut,
        );
        let told = both.ends_in_part();
        let (scheme, _) = both.database.url.split_once(':').unwrap();
        assert!(told.contains(&format!("lost the connection to {scheme}://")), "{told}");
        assert!(both.rows() == 0 && !both.has_role());
        both.converges();
    }
}

#[test]
fn in_its_transaction() {
    for both in Both::each("dbwithin") {
        both.through(&["insert into"], Pass::Cut);
        let told = both.ends_in_part();
        assert!(told.contains("lost the connection") && told.contains("written as a whole or not at all"), "{told}");
        assert!(both.rows() == 0 && !both.has_role());
        both.converges();
    }
}

#[test]
fn as_it_commits() {
    for both in Both::each("dbcommit") {
        both.through(&["insert into", "commit"], Pass::Unanswered);
        let told = both.ends_in_part();
        assert!(told.contains("lost the connection") && told.contains("create the plan again"), "{told}");
        // It was committed, and nobody was told.
        assert!(both.rows() == 1 && !both.has_role());
        both.converges();
    }
}

#[test]
fn after_its_transaction() {
    for both in Both::each("dbafter") {
        let pipe = Arc::new(both.through(&[], Pass::On));
        let closed = Arc::new(AtomicBool::new(false));
        let is_closed = Arc::clone(&closed);
        both.story.through(move |asked| {
            if is_of_a_step(asked) {
                pipe.close();
                is_closed.store(true, Ordering::SeqCst);
            }
            Reply::Real
        });
        let told = both.ends_in_part();
        assert!(closed.load(Ordering::SeqCst));
        assert!(told.contains("all steps are done, but the result could not be verified"), "{told}");
        assert!(both.rows() == 1 && both.has_role());
        both.converges();
    }
}

#[test]
fn a_keycloak_that_fails_after_the_database_leaves_a_target_that_the_next_run_completes() {
    for both in Both::each("kcafter") {
        both.through(&[], Pass::On);
        both.story.through(|asked| {
            if is_of_a_step(asked) { Reply::Json(500, super::json!({"error": "no"})) } else { Reply::Real }
        });
        let told = both.ends_in_part();
        assert!(told.contains("+ lookup/colour/red") && told.contains("Failed"), "{told}");
        assert!(both.rows() == 1 && !both.has_role());
        both.converges();
    }
}
