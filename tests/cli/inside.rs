//! Only regular files inside a project are read and written, whatever stands in their place.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::{CONFIG, checked, fine, only_names, plain, refused};
use crate::support::{Output, Project};

const CANARY: &str = "canary-of-the-home";

/// A run that must end by itself, and soon.
fn soon(project: &Project, folder: &Path, arguments: &[&str]) -> Output {
    let mut command = project.command(folder, arguments);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let begun = Instant::now();
    while child.try_wait().unwrap().is_none() {
        if begun.elapsed() > Duration::from_secs(60) {
            child.kill().unwrap();
            panic!("{arguments:?} hangs");
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    project.ended(arguments, child.wait_with_output().unwrap())
}

/// A home with a secret, and a project beside it.
fn made() -> (Project, PathBuf) {
    let project = Project::new();
    project.file("home/.env", &format!("TOKEN=\"{CANARY}\"\n"));
    let root = project.path().join("work");
    project.file("work/realmform.toml", CONFIG);
    project.file("work/realm/clients.toml", "[clients.web]\nname = \"Web\"\n");
    (project, root)
}

fn told(project: &Project, output: &Output) -> String {
    assert!(!format!("{output:?}").contains(CANARY), "{output:#?}");
    format!("exit {}\n{}", output.status, plain(project, &output.stderr))
}

#[test]
fn a_link_out_is_refused_with_the_file_and_the_setting_and_nothing_of_it_is_shown() {
    let (project, root) = made();
    symlink("../../home/.env", root.join("realm/x.toml")).unwrap();
    symlink("/proc/self/environ", root.join("realm/y.toml")).unwrap();
    project.env("SOME_TOKEN", CANARY);
    let output = soon(&project, &root, &["plan"]);
    insta::assert_snapshot!(told(&project, &output), @"
    exit 4
    config/unreadable

      × `realm/x.toml` cannot be read: it is a symbolic link that leads out of the project
       ╭─[realm/x.toml:1:1]
       ╰────
      help: move the file into the project, or allow the path with --allow-outside PATH (or
            REALMFORM_ALLOW_OUTSIDE)

    config/unreadable

      × `realm/y.toml` cannot be read: it is a symbolic link that leads out of the project
       ╭─[realm/y.toml:1:1]
       ╰────
      help: move the file into the project, or allow the path with --allow-outside PATH (or
            REALMFORM_ALLOW_OUTSIDE)

    2 errors.
    ");
    let output = soon(&project, &root, &["fmt"]);
    assert!(output.status == 1 && told(&project, &output).contains("realm/x.toml"), "{output:#?}");
    let output = soon(&project, &root, &["fmt", "realm/x.toml"]);
    assert!(output.status == 1 && told(&project, &output).contains("leads out of the project"), "{output:#?}");
    assert_eq!(project.read("home/.env"), format!("TOKEN=\"{CANARY}\"\n"));
}

#[test]
fn a_link_to_what_is_hidden_is_refused_and_so_are_words_from_there() {
    let (project, root) = made();
    project.file("work/.git/config", &format!("token = \"{CANARY}\"\n"));
    symlink("../.git/config", root.join("realm/x.toml")).unwrap();
    symlink("../.git", root.join("lookups")).unwrap();
    for command in [&["lint"][..], &["plan"], &["fmt"], &["fmt", "realm/x.toml"], &["lint", "--fix"]] {
        let output = soon(&project, &root, command);
        let said = format!("{}{}", output.stdout, told(&project, &output));
        assert!(output.status != 0 && said.contains("realm/x.toml"), "{said}");
        assert!(said.contains("hidden"), "{said}");
    }
    fs::remove_file(root.join("realm/x.toml")).unwrap();
    project.file(
        "work/policies/a.toml",
        "[[naming]]\nkind = \"client\"\nname = \"<product>-app\"\n[vocabularies]\nproduct = { file = \"../.git/config\" }\n",
    );
    let output = soon(&project, &root, &["lint"]);
    assert!(output.status == 4 && output.stdout.contains("cannot read `../.git/config`"), "{output:#?}");
    assert!(!output.stdout.contains(CANARY), "{output:#?}");
    fs::remove_file(root.join("realmform.toml")).unwrap();
    symlink(".git/config", root.join("realmform.toml")).unwrap();
    for command in [&["lint"][..], &["plan"], &["fmt"], &["fmt", "--diff"]] {
        let output = soon(&project, &root, command);
        let said = format!("{}{}", output.stdout, told(&project, &output));
        assert!(output.status != 0 && said.contains("hidden") && !said.contains("token"), "{said}");
    }
    assert_eq!(project.read("work/.git/config"), format!("token = \"{CANARY}\"\n"));
}

/// What stands in the place of a file.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Other {
    LinkOut,
    LinkToDevice,
    Pipe,
    Socket,
    Folder,
    Huge,
}

fn replace(path: &Path, other: Other) {
    _ = fs::remove_file(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    match other {
        Other::LinkOut => {
            symlink(path.ancestors().find(|it| it.ends_with("work")).unwrap().join("../home/.env"), path).unwrap()
        }
        Other::LinkToDevice => symlink("/dev/zero", path).unwrap(),
        Other::Pipe => assert!(Command::new("mkfifo").arg(path).status().unwrap().success()),
        Other::Socket => drop(std::os::unix::net::UnixListener::bind(path).unwrap()),
        Other::Folder => fs::create_dir(path).unwrap(),
        Other::Huge => fs::File::create(path).unwrap().set_len(1 << 42).unwrap(),
    }
}

/// The project's folder is searched for secrets when it goes: what has no end must be gone by then.
fn remove(path: &Path) {
    _ = fs::remove_file(path);
    _ = fs::remove_dir_all(path);
}

#[test]
fn whatever_stands_in_the_place_of_a_file_is_refused_by_name_by_every_command() {
    use Other::{Folder, Huge, LinkOut, LinkToDevice, Pipe, Socket};
    const ALL: &[Other] = &[LinkOut, LinkToDevice, Pipe, Socket, Folder, Huge];
    // A folder of this name is read as one.
    const NO_FOLDER: &[Other] = &[LinkOut, LinkToDevice, Pipe, Socket, Huge];
    // How large a database is the database knows.
    const NO_SIZE: &[Other] = &[LinkOut, LinkToDevice, Pipe, Socket, Folder];
    let reads: &[&[&str]] =
        &[&["lint"], &["lint", "--fix"], &["lint", "--diff"], &["fmt"], &["fmt", "--check"], &["plan"]];
    let plans: &[&[&str]] = &[&["plan"], &["apply", "--yes"]];
    let applies: &[&[&str]] = &[&["apply", "--yes"]];
    for (file, others, commands) in [
        ("realmform.toml", ALL, reads),
        ("realm/clients.toml", NO_FOLDER, reads),
        ("lookups/a.toml", NO_FOLDER, reads),
        ("policies/a.toml", NO_FOLDER, &reads[..5]),
        ("words.txt", ALL, &reads[..3]),
        ("secret.txt", ALL, plans),
        ("realm.json", ALL, plans),
        ("start.json", &[LinkOut, LinkToDevice, Pipe, Socket, Huge], plans),
        ("lookups.db", NO_SIZE, plans),
        ("lookups.db-journal", NO_SIZE, plans),
        ("lookups.db-wal", NO_SIZE, plans),
        (".realm.json.realmform-lock", ALL, applies),
        (".lookups.db.realmform-lock", ALL, applies),
    ] {
        for other in others {
            let (project, root) = made();
            project.file(
                "work/realmform.toml",
                &format!("{CONFIG}start = \"start.json\"\ndatabase = \"sqlite:lookups.db\"\n"),
            );
            project.file("work/start.json", "{\"realm\": \"demo\"}");
            project.file("work/secret.txt", "a-secret-of-the-project");
            project.file("work/realm/clients.toml", "[clients.web-app]\nsecret = { file = \"secret.txt\" }\n");
            project.file("work/lookups/a.toml", "[lookups.role]\nlabel.en = \"Role\"\n");
            project.file("work/words.txt", "web\n");
            project.file(
                "work/policies/a.toml",
                "[levels]\n\"client/*\" = \"off\"\n\"realm/*\" = \"off\"\n[[naming]]\nkind = \"client\"\nname = \"<product>-app\"\n\
                 [vocabularies]\nproduct = { file = \"../words.txt\" }\n",
            );
            let before = project.read("work/start.json");
            replace(&root.join(file), *other);
            for command in commands {
                let output = soon(&project, &root, command);
                let said = format!("{}{}", output.stdout, output.stderr);
                let case = format!("{file} as {other:?}, {command:?}: {output:#?}");
                assert!([1, 4, 6].contains(&output.status), "{case}");
                assert!(said.contains(file), "{case}");
                assert!(!said.contains(CANARY) && !said.contains("panicked"), "{case}");
            }
            remove(&root.join(file));
            assert_eq!(project.read("home/.env"), format!("TOKEN=\"{CANARY}\"\n"), "{file} as {other:?}");
            assert_eq!(fs::read_dir(project.path().join("home")).unwrap().count(), 1, "{file} as {other:?}");
            if file != "start.json" {
                assert_eq!(project.read("work/start.json"), before);
            }
        }
    }
}

#[test]
fn what_a_project_names_outside_needs_a_setting_that_stands_outside() {
    let (project, root) = made();
    only_names(&project);
    project.file("home/start.json", "{\"realm\": \"demo\"}");
    fs::create_dir(project.path().join("state")).unwrap();
    let target = |text: &str| project.file("work/realmform.toml", &format!("schema = 1\n[targets.embedded]\n{text}\n"));
    for (config, named) in [
        ("export = \"../state/realm.json\"\nrealm = \"demo\"", "work/../state/realm.json"),
        ("export = \"realm.json\"\nstart = \"../home/start.json\"", "work/../home/start.json"),
        ("database = \"sqlite:../state/lookups.db\"", "work/../state/lookups.db"),
        ("database = \"sqlite:%2e%2e/state/lookups.db\"", "work/../state/lookups.db"),
        ("database = \"sqlite:///etc/lookups.db\"", "/etc/lookups.db"),
    ] {
        target(config);
        for command in [&["plan"][..], &["apply", "--yes"]] {
            let output = soon(&project, &root, command);
            let said = told(&project, &output);
            assert!(output.status == 1 && said.contains(named), "{config}: {said}");
            assert!(said.contains("--allow-outside") && said.contains("REALMFORM_ALLOW_OUTSIDE"), "{config}: {said}");
        }
    }
    assert_eq!(fs::read_dir(project.path().join("state")).unwrap().count(), 0);
    target(
        "export = \"../state/realm.json\"\nstart = \"../home/start.json\"\ndatabase = \"sqlite:../state/lookups.db\"",
    );
    project.file("work/lookups/a.toml", "[lookups.role]\nlabel.en = \"Role\"\n");
    project.file("work/policies/only-names.toml", "[levels]\n\"client/*\" = \"off\"\n\"realm/*\" = \"off\"\n");
    let state = project.path().join("state").display().to_string();
    let output = soon(&project, &root, &["plan", "--allow-outside", &state]);
    assert!(output.status == 1 && output.stderr.contains("start.json"), "{output:#?}");
    let output = soon(
        &project,
        &root,
        &["apply", "--yes", "--allow-outside", "../state", "--allow-outside", "../home/start.json"],
    );
    assert_eq!(output.status, 0, "{output:#?}");
    assert!(project.read("state/realm.json").contains("\"web\""));
    project.env("REALMFORM_ALLOW_OUTSIDE", &format!("/nowhere:{state}"));
    let output = soon(&project, &root, &["plan"]);
    assert!(output.status == 0 && output.stdout.contains("No changes."), "{output:#?}");
}

#[test]
fn a_secret_is_read_from_a_mount_of_links_where_that_is_allowed() {
    let (project, root) = made();
    project.file("mount/..2026_11/password", "a-password-of-the-pod\n");
    let mount = project.path().join("mount");
    symlink("..2026_11", mount.join("..data")).unwrap();
    symlink("..data/password", mount.join("password")).unwrap();
    let file = mount.join("password");
    project.file("work/realm/clients.toml", &format!("[clients.web]\nsecret = {{ file = \"{}\" }}\n", file.display()));
    project.file("work/policies/only-names.toml", "[levels]\n\"client/*\" = \"off\"\n\"realm/*\" = \"off\"\n");
    let output = soon(&project, &root, &["apply", "--yes"]);
    assert!(output.status == 1 && output.stderr.contains("is outside of the project"), "{output:#?}");
    let output = soon(&project, &root, &["apply", "--yes", "--allow-outside", &mount.display().to_string()]);
    assert_eq!(output.status, 0, "{output:#?}");
    assert!(project.read("work/realm.json").contains("a-password-of-the-pod"));
}

#[test]
fn a_link_inside_is_followed_and_stays_a_link() {
    let (project, root) = made();
    project.file("work/shared/api.toml", "[clients.api]\nname   = \"Api\"\n");
    symlink("../shared/api.toml", root.join("realm/api.toml")).unwrap();
    assert!(soon(&project, &root, &["plan"]).stdout.contains("+ client/api"));
    assert_eq!(soon(&project, &root, &["fmt"]).stdout, "realm/api.toml\n");
    assert!(root.join("realm/api.toml").is_symlink());
    assert_eq!(project.read("work/shared/api.toml"), "[clients.api]\nname = \"Api\"\n");
}

#[test]
fn a_plan_is_written_through_to_a_pipe_and_never_over_what_is_no_file() {
    let (project, root) = made();
    project.file("work/policies/only-names.toml", "[levels]\n\"client/*\" = \"off\"\n\"realm/*\" = \"off\"\n");
    let output = soon(&project, &root, &["plan", "--out", "/dev/stdout", "--format", "json"]);
    assert!(output.status == 0 && output.stdout.contains("realmform-plan"), "{output:#?}");
    let output = soon(&project, &root, &["plan", "--out", "/dev/null"]);
    assert!(output.status == 0 && !fs::metadata("/dev/null").unwrap().is_file(), "{output:#?}");
    let pipe = root.join("plan.pipe");
    replace(&pipe, Other::Pipe);
    for option in ["--out", "--journal", "--report", "--log-file"] {
        let command = if matches!(option, "--out" | "--log-file") { &["plan"][..] } else { &["apply", "--yes"] };
        let read = std::thread::scope(|scope| {
            let reader = scope.spawn(|| fs::read_to_string(&pipe).unwrap());
            let arguments = [command, &[option, pipe.to_str().unwrap()]].concat();
            assert!((0..=4).contains(&soon(&project, &root, &arguments).status));
            reader.join().unwrap()
        });
        assert!(!read.is_empty(), "{option}");
        assert!(!fs::metadata(&pipe).unwrap().is_file(), "{option}");
    }
    remove(&pipe);
    replace(&root.join("folder"), Other::Folder);
    symlink("../home/.env", root.join("link")).unwrap();
    for option in ["--out", "--report", "--journal"] {
        let command = if option == "--out" { &["plan"][..] } else { &["apply", "--yes"] };
        for place in ["folder", "link"] {
            let output = soon(&project, &root, &[command, &[option, place]].concat());
            assert!(output.status == 1 && output.stderr.contains(place), "{option} {place}: {output:#?}");
        }
    }
    assert_eq!(project.read("home/.env"), format!("TOKEN=\"{CANARY}\"\n"));
    assert!(root.join("link").is_symlink());
}

#[test]
fn a_lock_leaves_the_files_of_others_alone() {
    let (project, root) = made();
    project.file("work/realmform.toml", "schema = 1\n[targets.embedded]\ndatabase = \"sqlite:Cargo\"\n");
    project.file("work/lookups/a.toml", "[lookups.role]\nlabel.en = \"Role\"\n");
    fs::remove_file(root.join("realm/clients.toml")).unwrap();
    project.file("work/Cargo.lock", "precious");
    assert_eq!(soon(&project, &root, &["apply", "--yes"]).status, 0);
    assert_eq!(project.read("work/Cargo.lock"), "precious");
    project.file("work/lookups/b.toml", "[lookups.more]\nlabel.en = \"More\"\n");
    project.file("work/.Cargo.realmform-lock", "precious");
    let output = soon(&project, &root, &["apply", "--yes"]);
    insta::assert_snapshot!(told(&project, &output), @"
    exit 1
    error: cannot lock <project>/work/.Cargo.realmform-lock: another program's file is in the way
      help: move that file away, or rename it
    ");
    assert_eq!(project.read("work/.Cargo.realmform-lock"), "precious");
}

#[test]
fn a_database_is_where_its_link_leads_and_what_stands_beside_it_there_is_refused() {
    let (project, root) = made();
    project.file("work/realmform.toml", "schema = 1\n[targets.embedded]\ndatabase = \"sqlite:lookups.db\"\n");
    project.file("work/lookups/a.toml", "[lookups.role]\nlabel.en = \"Role\"\n");
    fs::remove_file(root.join("realm/clients.toml")).unwrap();
    fs::create_dir(root.join("data")).unwrap();
    fs::write(root.join("data/real.db"), "").unwrap();
    symlink("data/real.db", root.join("lookups.db")).unwrap();
    assert_eq!(soon(&project, &root, &["apply", "--yes"]).status, 0);
    assert!(root.join("lookups.db").is_symlink() && fs::metadata(root.join("data/real.db")).unwrap().len() > 0);
    for end in ["journal", "wal", "shm"] {
        let beside = root.join(format!("data/real.db-{end}"));
        symlink("../../home/.env", &beside).unwrap();
        let output = soon(&project, &root, &["plan"]);
        assert!(output.status == 1 && output.stderr.contains(&format!("real.db-{end}")), "{output:#?}");
        remove(&beside);
    }
    // A variable is set by whoever runs it, and may name any file.
    project.env("DATABASE_URL", "sqlite:elsewhere.db");
    let mut command = project.command(&root, &["apply", "--yes", "--target", "live"]);
    assert!(command.current_dir(project.path()).status().unwrap().success());
    assert!(project.path().join("elsewhere.db").exists());
    assert_eq!(project.read("home/.env"), format!("TOKEN=\"{CANARY}\"\n"));
}

#[test]
fn the_next_run_removes_what_a_killed_one_left_and_nothing_else() {
    let (project, root) = made();
    project.file("work/policies/only-names.toml", "[levels]\n\"client/*\" = \"off\"\n\"realm/*\" = \"off\"\n");
    let left = ".realmform-0000123400005678000090ab.tmp";
    for name in [left, ".realmform-notes.tmp", ".tmpAbCdEf"] {
        project.file(&format!("work/{name}"), "half");
    }
    // One that is alive holds a lock on its own.
    let alive = root.join(".realmform-ffffffffffffffffffffffff.tmp");
    let file = fs::File::create(&alive).unwrap();
    file.lock().unwrap();
    assert_eq!(soon(&project, &root, &["apply", "--yes"]).status, 0);
    assert!(!root.join(left).exists() && alive.exists());
    assert!(root.join(".realmform-notes.tmp").exists() && root.join(".tmpAbCdEf").exists());
}

#[test]
fn an_import_writes_no_file_through_a_link_and_the_copy_it_plans_against_is_its_own() {
    let (project, root) = made();
    project.file(
        "export.json",
        "{\"realm\": \"demo\", \"clients\": [{\"clientId\": \"web\", \"secret\": \"a-secret-of-the-export\"}]}",
    );
    for (link, to) in
        [("one/realm", "../home"), ("two/.realmform", "../home"), ("three/realm/clients.toml", "../../home/new")]
    {
        let link = project.path().join(link);
        fs::create_dir_all(link.parent().unwrap()).unwrap();
        symlink(to, &link).unwrap();
        let out = link.strip_prefix(project.path()).unwrap().iter().next().unwrap().to_str().unwrap().to_owned();
        let said = refused(&project, &["import", "export.json", "--out", &out]);
        assert!(said.starts_with("exit 1\n"), "{said}");
    }
    assert_eq!(fs::read_dir(project.path().join("home")).unwrap().count(), 1);
    fine(&project, &["import", "export.json", "--out", "made"]);
    let copy = project.path().join("made/.realmform/realm.json");
    let mode = std::os::unix::fs::PermissionsExt::mode(&fs::metadata(&copy).unwrap().permissions());
    assert_eq!(mode & 0o777, 0o600);
    assert_eq!(project.read("made/.realmform/.gitignore"), "*\n");
    assert!(soon(&project, &project.path().join("made"), &["plan"]).stdout.contains("No changes."));
    fs::remove_file(copy).unwrap();
    let output = soon(&project, &project.path().join("made"), &["plan"]);
    assert!(output.status == 1 && output.stderr.contains("--allow-outside"), "{output:#?}");
    assert!(soon(&project, &root, &["plan"]).status == 0);
}

#[test]
fn what_a_person_names_may_be_anywhere_but_is_no_device_and_has_an_end() {
    let (project, root) = made();
    project.file("exports/realm.json", "{\"realm\": \"demo\"}");
    symlink("../home/.env", project.path().join("exports/x.json")).unwrap();
    for command in [
        &["lint", "/dev/zero"][..],
        &["lint", "--baseline", "/dev/zero"],
        &["import", "/dev/zero", "--out", "made"],
        &["show", "/dev/zero"],
        &["apply", "/dev/zero"],
    ] {
        let output = soon(&project, &root, command);
        let said = told(&project, &output);
        assert!(
            output.status == 1 && said.contains("/dev/zero") && said.contains(": it is a device, not a regular file"),
            "{command:?}: {said}"
        );
    }
    for command in
        [&["lint", "../exports"][..], &["lint", "../exports/*.json"], &["import", "../exports", "--out", "made"]]
    {
        let output = soon(&project, &root, command);
        let said = told(&project, &output);
        assert!(output.status == 1 && said.contains("leads out of the directory"), "{command:?}: {said}");
    }
    remove(&project.path().join("exports/x.json"));
    let pipe = project.path().join("exports/x.json");
    replace(&pipe, Other::Pipe);
    for command in
        [&["lint", "../exports"][..], &["lint", "../exports/*.json"], &["import", "../exports", "--out", "made"]]
    {
        let output = soon(&project, &root, command);
        let said = told(&project, &output);
        assert!(output.status == 1 && said.contains("exports/x.json: it is a named pipe"), "{command:?}: {said}");
    }
    // A pipe that a person names is read, as the shell's `<(…)` makes them.
    let output = std::thread::scope(|scope| {
        let writer = scope.spawn(|| fs::write(&pipe, "{\"realm\": \"demo\"}").unwrap());
        let output = soon(&project, &root, &["import", "../exports/x.json", "--out", "made"]);
        writer.join().unwrap();
        output
    });
    assert_eq!(output.status, 0, "{output:#?}");
    remove(&pipe);
    assert_eq!(checked(&project, &["lint", "exports/realm.json"]).status, 0);
}
