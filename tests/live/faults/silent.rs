//! Databases and servers that fall silent: they are given up after a time, and one interrupt ends the waiting for them.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use super::{Reply, Story, checked, plain};
use crate::support::{Database, Project};

const LOOKUPS: &str = "[lookups.colour]\nlabel.en = \"Colour\"\nvalues.red.label.en = \"Red\"\n";

fn project(url: &str) -> Project {
    let project = Project::new();
    project.file("realmform.toml", "schema = 1\ndefault_target = \"live\"\n");
    project.file("lookups/colour.toml", LOOKUPS).env("DATABASE_URL", url);
    project
}

/// Stands before a server, and says nothing more once this was asked for. Its port.
fn silent_after(database: &Database, word: &'static [u8]) -> u16 {
    let real = database.server().to_owned();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        for client in listener.incoming().flatten() {
            let server = TcpStream::connect(&real).unwrap();
            let is_silent = Arc::new(AtomicBool::new(false));
            let (mut from, mut to) = (client.try_clone().unwrap(), server.try_clone().unwrap());
            let heard = Arc::clone(&is_silent);
            thread::spawn(move || {
                let mut bytes = [0; 65_536];
                while let Ok(count @ 1..) = from.read(&mut bytes) {
                    if bytes[..count].windows(word.len()).any(|it| it == word) {
                        heard.store(true, Ordering::SeqCst);
                    }
                    if !heard.load(Ordering::SeqCst) && to.write_all(&bytes[..count]).is_err() {
                        break;
                    }
                }
                _ = to.shutdown(std::net::Shutdown::Both);
            });
            let (mut from, mut to) = (server, client);
            thread::spawn(move || {
                let mut bytes = [0; 65_536];
                while let Ok(count @ 1..) = from.read(&mut bytes) {
                    if !is_silent.load(Ordering::SeqCst) && to.write_all(&bytes[..count]).is_err() {
                        break;
                    }
                }
            });
        }
    });
    port
}

fn start(project: &Project, arguments: &[&str]) -> Child {
    project.command(project.path(), arguments).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap()
}

/// One interrupt: how it ends, what it says, and how long that takes.
#[track_caller]
fn interrupted(mut run: Child) -> (Option<i32>, String, Duration) {
    let began = Instant::now();
    assert!(Command::new("kill").args(["-INT", &run.id().to_string()]).status().unwrap().success());
    let mut said = String::new();
    run.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    (run.wait().unwrap().code(), said, began.elapsed())
}

fn until(mut is_so: impl FnMut() -> bool) {
    let began = Instant::now();
    while !is_so() {
        assert!(began.elapsed() < Duration::from_secs(60), "it never came to that");
        thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn a_database_that_falls_silent_is_given_up() {
    for database in Database::servers() {
        let project = project(&database.url);
        assert_eq!(checked(project.run(&["apply", "--yes"])).status, 0);
        project.file("lookups/colour.toml", &LOOKUPS.replace("Red", "Rot")).env("DATABASE_TIMEOUT", "1");
        let (catalogue, lock) = match database.is_mariadb() {
            true => (&b"information_schema"[..], &b"get_lock"[..]),
            false => (&b"pg_attribute"[..], &b"pg_try_advisory"[..]),
        };
        for (word, arguments, status) in
            [(catalogue, &["plan"][..], 3), (b"update ", &["apply", "--yes"], 6), (lock, &["apply", "--yes"], 3)]
        {
            project.env("DATABASE_URL", &database.through(silent_after(&database, word)));
            let began = Instant::now();
            let output = checked(project.run(arguments));
            assert_eq!(output.status, status, "{output:#?}");
            assert!(output.stderr.contains("no answer within 1 s"), "{output:#?}");
            assert!(output.stderr.contains("DATABASE_TIMEOUT"), "{output:#?}");
            assert!(began.elapsed() < Duration::from_secs(40), "{:?}", began.elapsed());
        }
        project.env("DATABASE_URL", &database.url);
        assert_eq!(checked(project.run(&["apply", "--yes"])).status, 0);
    }
}

/// What takes the lock of a table for good, one that lets others read, and how many sessions wait for such a one.
struct Locks {
    whole: &'static str,
    shared: &'static str,
    waiting: &'static str,
}

fn locks(database: &Database) -> Locks {
    match database.is_mariadb() {
        true => Locks {
            whole: "lock tables lookup_label write",
            shared: "lock tables lookup_label read",
            waiting: "(select count(*) from information_schema.processlist \
                      where db = database() and state like 'Waiting for table%')",
        },
        false => Locks {
            whole: "begin; lock table lookup_label in access exclusive mode",
            shared: "begin; lock table lookup_label in share mode",
            waiting: "(select count(*) from pg_stat_activity \
                      where wait_event_type = 'Lock' and datname = current_database())",
        },
    }
}

#[test]
fn a_lock_of_another_session_is_waited_for_and_then_named() {
    for database in Database::servers() {
        let Locks { whole, shared, waiting } = locks(&database);
        let project = project(&database.url);
        assert_eq!(checked(project.run(&["apply", "--yes"])).status, 0);
        project.file("lookups/colour.toml", &LOOKUPS.replace("Red", "Rot")).env("DATABASE_TIMEOUT", "1");
        let other = database.session(whole);
        let output = checked(project.run(&["plan"]));
        assert_eq!(output.status, 3, "{output:#?}");
        let told = plain(&output.stderr).replace(database.name(), "<database>");
        match database.is_mariadb() {
            true => insta::assert_snapshot!(told, @"
            error: mysql://realmform@127.0.0.1:PORT/<database>: another session locks what this one needs: Lock wait timeout exceeded; try restarting transaction
              help: wait until it has ended (`show full processlist` shows it), or set a longer DATABASE_TIMEOUT
            "),
            false => insta::assert_snapshot!(told, @"
            error: postgres://realmform@127.0.0.1:PORT/<database>: another session locks what this one needs: canceling statement due to lock timeout
              help: wait until it has ended (`pg_stat_activity` shows it), or set a longer DATABASE_TIMEOUT
            "),
        }
        other.close();
        // One that lets others read.
        let other = database.session(shared);
        let output = checked(project.run(&["apply", "--yes"]));
        assert!(output.status == 6 && output.stderr.contains("another session locks"), "{output:#?}");
        // One interrupt ends the waiting, and nothing was written.
        project.env("DATABASE_TIMEOUT", "120");
        let apply = start(&project, &["apply", "--yes", "-v"]);
        until(|| database.number(waiting) > 0);
        let (status, said, time) = interrupted(apply);
        assert_eq!(status, Some(6), "{said}");
        assert!(said.contains("Apply interrupted: 0 of 1 step done, 0 failed, 1 not started."), "{said}");
        assert!(time < Duration::from_secs(20), "{time:?}");
        other.close();
        assert_eq!(checked(project.run(&["apply", "--yes", "--lock-timeout", "30s"])).status, 0);
    }
}

#[test]
fn an_sqlite_file_that_another_writes_to_is_waited_for_and_then_named() {
    let folder = tempfile::tempdir().unwrap();
    let database = Database::sqlite(folder.path());
    let project = project(&database.url);
    assert_eq!(checked(project.run(&["apply", "--yes"])).status, 0);
    project.file("lookups/colour.toml", &LOOKUPS.replace("Red", "Rot"));
    let other = database.session("begin immediate");
    let output = checked(project.run(&["apply", "--yes"]));
    assert_eq!(output.status, 6, "{output:#?}");
    assert!(output.stderr.contains("is locked by another program"), "{output:#?}");
    other.close();
    assert_eq!(checked(project.run(&["apply", "--yes"])).status, 0);
}

#[test]
fn one_interrupt_ends_the_waiting_for_a_silent_server() {
    let story = Story::new("silent");
    let silent = Reply::Silent(Duration::from_secs(100));
    // While it reads: nothing was changed, and the lock is gone.
    let reply = silent.clone();
    let fake = story.through(move |asked| if asked.is("GET", "/clients") { reply.clone() } else { Reply::Real });
    let apply = start(&story.project, &["apply", "--yes"]);
    until(|| fake.count("GET", "/clients") > 0);
    let (status, said, time) = interrupted(apply);
    assert_eq!((status, said.as_str()), (Some(6), "Interrupted; nothing was changed.\n"));
    assert!(time < Duration::from_secs(15), "{time:?}");
    story.converges();
    // While it writes: what is under way gets a moment.
    story.project.file("realm/more.toml", "[roles.realm.more]\n");
    let reply = silent.clone();
    let fake = story.through(move |asked| if asked.is("POST", "/roles") { reply.clone() } else { Reply::Real });
    let apply = start(&story.project, &["apply", "--yes"]);
    until(|| fake.count("POST", "/roles") > 0);
    let (status, said, time) = interrupted(apply);
    assert_eq!(status, Some(6), "{said}");
    assert!(said.contains("interrupted while the server did not answer") && said.contains("1 failed"), "{said}");
    assert!(time < Duration::from_secs(25), "{time:?}");
    story.converges();
    // While it proves, and for good: the lock is said to end by itself.
    story.project.file("realm/more.toml", "[roles.realm.more]\ndescription = \"x\"\n");
    let written = Arc::new(AtomicBool::new(false));
    let is_written = Arc::clone(&written);
    story.through(move |asked| match () {
        () if is_written.load(Ordering::SeqCst) => silent.clone(),
        () if asked.method == "PUT" && asked.path.contains("/roles-by-id/") => {
            is_written.store(true, Ordering::SeqCst);
            Reply::Real
        }
        () => Reply::Real,
    });
    let mut apply = start(&story.project, &["apply", "--yes"]);
    let mut lines = BufReader::new(apply.stderr.take().unwrap());
    let mut first = String::new();
    lines.read_line(&mut first).unwrap();
    assert_eq!(first, "[1/1] ~ realmRole/more\n");
    thread::sleep(Duration::from_secs(2));
    let began = Instant::now();
    assert!(Command::new("kill").args(["-INT", &apply.id().to_string()]).status().unwrap().success());
    let mut said = String::new();
    lines.read_to_string(&mut said).unwrap();
    assert_eq!(apply.wait().unwrap().code(), Some(6), "{said}");
    assert!(said.contains("Interrupted; all steps are done, but the result was not verified."), "{said}");
    assert!(
        said.contains("note: the lock of the realm could not be removed; it expires by itself within 60 s"),
        "{said}"
    );
    assert!(began.elapsed() < Duration::from_secs(30), "{:?}", began.elapsed());
}
