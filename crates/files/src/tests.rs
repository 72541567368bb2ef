//! What is inside and what leads out, by every way that a path can take.
#![expect(clippy::unwrap_used, reason = "a test ends at the first surprise")]

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};

use crate::{Output, Rights, Root, TEXT, Trouble};

/// A project, and a secret beside it.
fn made() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let project = folder.path().join("project");
    fs::create_dir_all(project.join("realm")).unwrap();
    fs::create_dir(folder.path().join("home")).unwrap();
    fs::write(folder.path().join("home/secret"), "hunter2").unwrap();
    fs::write(project.join("a.toml"), "a").unwrap();
    (folder, project)
}

fn told(outcome: Result<String, Trouble>) -> String {
    outcome.unwrap_or_else(|trouble| trouble.to_string())
}

#[test]
fn a_path_is_judged_by_where_it_leads() {
    let (folder, project) = made();
    let home = folder.path().join("home");
    symlink("../a.toml", project.join("realm/inside.toml")).unwrap();
    symlink(project.join("a.toml"), project.join("absolute.toml")).unwrap();
    symlink("../../home/secret", project.join("realm/out.toml")).unwrap();
    symlink(&home, project.join("way")).unwrap();
    symlink("nothing", project.join("dangling")).unwrap();
    symlink("../home/new", project.join("dangling-out")).unwrap();
    symlink("circle", project.join("circle")).unwrap();
    let pipe = project.join("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let _socket = std::os::unix::net::UnixListener::bind(project.join("socket")).unwrap();
    let root = Root::of(&project);
    let read = |path: &str| told(root.text(&project.join(path), TEXT));
    let link = "it is a symbolic link that leads out of the project";
    let outside = "it is outside of the project";
    for (path, expected) in [
        ("a.toml", "a"),
        ("realm/../a.toml", "a"),
        ("../project/a.toml", "a"),
        ("realm/inside.toml", "a"),
        ("absolute.toml", "a"),
        ("realm/out.toml", link),
        ("way/secret", link),
        ("way/none", link),
        ("way/../project/a.toml", "a"),
        ("../home/secret", outside),
        ("/proc/self/environ", outside),
        ("/dev/zero", outside),
        ("none/../../home/none", "No such file or directory (os error 2)"),
        ("dangling", "it is a symbolic link to a file that does not exist"),
        ("dangling-out", "it is a symbolic link to a file that does not exist"),
        ("circle", "Too many levels of symbolic links (os error 40)"),
        ("pipe", "it is a named pipe, not a regular file"),
        ("socket", "it is a socket, not a regular file"),
        ("realm", "it is a directory, not a regular file"),
        (".", "it is a directory, not a regular file"),
        ("none", "No such file or directory (os error 2)"),
    ] {
        assert_eq!(read(path), expected, "{path}");
        if expected != "a" {
            let place = project.join(path);
            let before = fs::read_to_string(home.join("secret")).unwrap();
            let written = root.replace(&place, b"x", Rights::Kept);
            assert!(written.is_err() || path == "none", "{path} was written");
            assert_eq!(fs::read_to_string(home.join("secret")).unwrap(), before);
            assert_eq!(fs::read_dir(&home).unwrap().count(), 1, "{path}");
        }
    }
}

#[test]
fn no_link_leads_to_what_is_hidden() {
    let (_folder, project) = made();
    fs::create_dir_all(project.join(".git")).unwrap();
    fs::create_dir_all(project.join("realm/..data")).unwrap();
    fs::write(project.join(".git/config"), "token").unwrap();
    fs::write(project.join("realm/..data/b.toml"), "b").unwrap();
    symlink("../.git/config", project.join("realm/token.toml")).unwrap();
    symlink("../.git", project.join("realm/git")).unwrap();
    symlink("..data/b.toml", project.join("realm/b.toml")).unwrap();
    let root = Root::of(&project);
    for (path, is_shown) in [
        ("realm/token.toml", false),
        ("realm/git/config", false),
        ("realm/b.toml", true),
        ("a.toml", true),
        (".git/config", true),
    ] {
        assert_eq!(root.check_shown(&project.join(path)).is_ok(), is_shown, "{path}");
    }
    assert!(matches!(root.check_not_hidden(&project.join(".git/config")), Err(Trouble::Hidden)));
    let allowing = Root::of(&project).with(&project.join(".git/config"));
    assert!(allowing.check_shown(&project.join("realm/token.toml")).is_ok());
}

#[test]
fn what_is_allowed_outside_may_be_used_and_nothing_beside_it() {
    let (folder, project) = made();
    let home = folder.path().join("home");
    // As Kubernetes mounts secrets.
    let mount = folder.path().join("mount");
    fs::create_dir_all(mount.join("..2026")).unwrap();
    fs::write(mount.join("..2026/password"), "pw").unwrap();
    symlink("..2026", mount.join("..data")).unwrap();
    symlink("..data/password", mount.join("password")).unwrap();
    let root = Root::of(&project).with(&mount);
    assert_eq!(told(root.text(&mount.join("password"), TEXT)), "pw");
    assert_eq!(told(root.text(&project.join("../mount/password"), TEXT)), "pw");
    assert_eq!(told(root.text(&home.join("secret"), TEXT)), "it is outside of the project");
    let one = Root::of(&project).with(&home.join("secret"));
    assert_eq!(told(one.text(&home.join("secret"), TEXT)), "hunter2");
    fs::write(home.join("other"), "x").unwrap();
    assert_eq!(told(one.text(&home.join("other"), TEXT)), "it is outside of the project");
    let gone = Root::of(&project).with(&folder.path().join("gone"));
    assert_eq!(told(gone.text(&home.join("secret"), TEXT)), "it is outside of the project");
}

#[test]
fn no_secret_is_read_from_what_is_hidden_or_the_systems_own() {
    let (folder, project) = made();
    fs::create_dir_all(project.join(".git")).unwrap();
    fs::create_dir_all(project.join(".hid")).unwrap();
    fs::create_dir_all(project.join("secrets")).unwrap();
    fs::write(project.join(".git/config"), "token").unwrap();
    fs::write(project.join(".hid/x"), "x").unwrap();
    fs::write(project.join("secrets/a"), "a").unwrap();
    symlink("../.git/config", project.join("secrets/link")).unwrap();
    symlink("../.git", project.join("secrets/git")).unwrap();
    symlink("/proc/self/environ", project.join("secrets/environ")).unwrap();
    // As Kubernetes mounts secrets, inside the project and outside of it.
    let mount = folder.path().join("mount");
    for mounted in [project.join("mounted"), mount.clone()] {
        fs::create_dir_all(mounted.join("..2026")).unwrap();
        fs::write(mounted.join("..2026/password"), "pw").unwrap();
        symlink("..2026", mounted.join("..data")).unwrap();
        symlink("..data/password", mounted.join("password")).unwrap();
    }
    let hidden = "it leads to a hidden file or directory";
    let system = "it leads to /proc, where the system shows processes and devices";
    let secret = |root: &Root, path: &str| told(root.secret(&project.join(path)));
    let root = Root::of(&project).with(&mount);
    for (path, expected) in [
        (".git/config", hidden),
        ("./secrets/../.git/config", hidden),
        (".hid/x", hidden),
        ("secrets/link", hidden),
        ("secrets/git/config", hidden),
        ("secrets/environ", "it is a symbolic link that leads out of the project"),
        ("secrets/a", "a"),
        ("mounted/password", "pw"),
        ("../mount/password", "pw"),
    ] {
        assert_eq!(secret(&root, path), expected, "{path}");
    }
    // A folder that is allowed is not allowed with what is hidden in it; what is named itself is.
    let all = Root::of(&project).with(Path::new("/"));
    assert_eq!(secret(&all, ".git/config"), hidden);
    assert_eq!(secret(&all, "secrets/environ"), system);
    assert_eq!(secret(&all, "/proc/self/environ"), system);
    assert_eq!(secret(&Root::of(&project).with(folder.path()), "../mount/password"), "pw");
    assert_eq!(secret(&Root::of(&project).with(&project.join(".git")), "secrets/link"), "token");
    assert_eq!(secret(&Root::of(&project).with(&project.join(".hid/x")), ".hid/x"), "x");
}

#[test]
fn no_more_is_read_than_the_limit() {
    let (folder, project) = made();
    let big = project.join("big");
    fs::File::create(&big).unwrap().set_len(1 << 40).unwrap();
    assert_eq!(told(Root::of(&project).text(&big, 5 << 20)), "it is larger than 5 MiB");
    assert_eq!(crate::piped(&b"123456"[..], 5).unwrap_err().to_string(), "it is larger than 0 MiB");
    assert_eq!(crate::piped(&b"12345"[..], 5).unwrap(), b"12345");
    assert!(matches!(crate::named(Path::new("/dev/zero"), 5), Err(Trouble::Irregular("a device"))));
    assert!(matches!(crate::named(folder.path(), 5), Err(Trouble::Irregular("a directory"))));
}

#[test]
fn a_file_is_replaced_whole_with_its_rights_or_private() {
    let (_folder, project) = made();
    let file = project.join("a.toml");
    let mode = || fs::metadata(&file).unwrap().permissions().mode() & 0o777;
    fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
    Root::of(&project).replace(&file, b"b", Rights::Kept).unwrap();
    assert_eq!((fs::read_to_string(&file).unwrap().as_str(), mode()), ("b", 0o640));
    Root::of(&project).replace(&file, b"c", Rights::Private).unwrap();
    assert_eq!((fs::read_to_string(&file).unwrap().as_str(), mode()), ("c", 0o600));
    assert_eq!(fs::read_dir(&project).unwrap().count(), 2);
}

#[test]
fn folders_are_made_inside_and_git_ignores_the_own_one() {
    let (folder, project) = made();
    let root = Root::of(&project);
    root.make_folder(&project.join(".realmform/deep/down")).unwrap();
    let ignored = || fs::read_to_string(project.join(".realmform/.gitignore")).unwrap();
    assert_eq!(ignored(), "*\n");
    fs::write(project.join(".realmform/.gitignore"), "mine\n").unwrap();
    root.make_folder(&project.join(".realmform")).unwrap();
    assert_eq!(ignored(), "mine\n");
    root.make_folder(&project.join("other")).unwrap();
    assert!(!project.join("other/.gitignore").exists());
    symlink(folder.path().join("home"), project.join("way")).unwrap();
    assert!(root.make_folder(&project.join("way/new")).is_err());
    assert!(root.create(&project.join("way/new/x"), b"x").is_err());
    assert!(root.create(&project.join("a.toml"), b"x").is_err());
    assert_eq!(fs::read_dir(folder.path().join("home")).unwrap().count(), 1);
}

#[test]
fn what_a_person_names_is_written_through_or_replaced_and_no_link_of_a_project_leads_it_out() {
    let (folder, project) = made();
    let home = folder.path().join("home");
    let write = |path: &Path| Output::at(&project, path).and_then(|output| output.write(b"plan"));
    write(&project.join("plan.json")).unwrap();
    assert_eq!(fs::read_to_string(project.join("plan.json")).unwrap(), "plan");
    write(Path::new("/dev/null")).unwrap();
    assert!(!fs::metadata("/dev/null").unwrap().is_file());
    symlink(home.join("secret"), project.join("out.json")).unwrap();
    for path in [project.join("out.json"), project.join("realm")] {
        assert!(write(&path).is_err(), "{}", path.display());
        assert!(Output::at(&project, &path).and_then(Output::begin).is_err(), "{}", path.display());
        assert!(Output::at(&project, &path).and_then(Output::append).is_err(), "{}", path.display());
    }
    assert_eq!(fs::read_to_string(home.join("secret")).unwrap(), "hunter2");
    // Outside of the project a person follows their own links.
    symlink("secret", home.join("link")).unwrap();
    write(&home.join("link")).unwrap();
    assert!(home.join("link").is_symlink());
    assert_eq!(fs::read_to_string(home.join("secret")).unwrap(), "plan");
    let pipe = project.join("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let read = std::thread::scope(|scope| {
        let reader = scope.spawn(|| fs::read_to_string(&pipe).unwrap());
        write(&pipe).unwrap();
        reader.join().unwrap()
    });
    assert_eq!(read, "plan");
    assert!(!fs::metadata(&pipe).unwrap().is_file());
}
