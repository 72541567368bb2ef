//! `lint --fix` and `lint --diff`: on a project, on the shipped one with names broken by hand, and on exports.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use super::shipped::shipped;
use super::{checked, fine, only_names, plain, project, project_on, refused, told};
use crate::support::Project;

const KEBAB: &str = "[[naming]]\nkind = [\"client\", \"clientRole\", \"realmRole\"]\nname = \"<name>\"\n\
                     parts.name = \"kebab-case\"\nwhy = \"One spelling for all\"\n";

const REALM: &str = "# The shop.\n[clients.Web_Shop]  # public\nenabled = true\n\n[roles.client.Web_Shop.Read_All]\n\n\
                     [roles.realm.boss]\ncomposites.client.Web_Shop = [\"Read_All\"]\n";

fn with_rules(project: Project) -> Project {
    project.file("policies/naming.toml", KEBAB).file("realm/shop.toml", REALM);
    only_names(&project);
    project
}

const BROKEN: [(&str, &str); 7] = [
    ("neon-svc-bff", "neon_svc_bff"),
    ("athyper-api-runtime", "Athyper_api_runtime"),
    ("neon:PERSONA:", "neon:Persona:"),
    ("/neon/persona", "/neon/Persona"),
    ("athyper:runtime", "athyper-runtime"),
    ("doc:sign:url", "doc-sign-url"),
    ("course.create", "course:create"),
];

/// The names of the shipped project broken in declarations, references and history alike.
fn broken() -> Project {
    let project = shipped();
    for name in ["clients", "groups", "ui-roles", "api-roles", "scopes", "moved", "roles"] {
        let path = format!("realm/{name}.toml");
        let spoil = |line: &str| match line.starts_with('#') {
            true => line.to_owned(),
            false => BROKEN.iter().fold(line.to_owned(), |line, (right, wrong)| line.replace(right, wrong)),
        };
        let text: String = project.read(&path).split_inclusive('\n').map(spoil).collect();
        project.file(&path, &text);
    }
    let lookups = project.read("lookups/courses.toml").replace("[lookups.course_level", "[lookups.courseLevel");
    project.file("lookups/courses.toml", &lookups.replace("\nbeginner = ", "\n'Beginner' = "));
    project
}

/// Runs git in the project's folder, with this on its standard input.
fn git(project: &Project, arguments: &[&str], input: &str) {
    let patch = project.path().join(".patch");
    fs::write(&patch, input).unwrap();
    let stdin = Stdio::from(fs::File::open(&patch).unwrap());
    let output = Command::new("git").args(arguments).current_dir(project.path()).stdin(stdin).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    fs::remove_file(patch).unwrap();
}

/// Every file of the project's own TOML, with its path.
fn toml(project: &Project) -> Vec<(String, String)> {
    let mut files = Vec::new();
    for folder in ["realm", "lookups", "policies"] {
        for entry in fs::read_dir(project.path().join(folder)).into_iter().flatten() {
            let path = format!("{folder}/{}", entry.unwrap().file_name().to_str().unwrap());
            files.push((path.clone(), project.read(&path)));
        }
    }
    files.sort();
    files
}

#[test]
fn a_fix_says_what_it_did_and_leaves_nothing() {
    let project = with_rules(project());
    let output = checked(&project, &["lint", "--fix"]);
    insta::assert_snapshot!(told(&project, &output), @"
    exit 0
    Renamed 2 objects in 1 file.
      client/Web_Shop → client/web-shop
      clientRole/web-shop/Read_All → clientRole/web-shop/read-all
    ");
    assert_eq!(output.stdout, "No findings.\n");
    insta::assert_snapshot!(project.read("realm/shop.toml"), @r#"
    # The shop.
    [clients.web-shop]  # public
    enabled = true

    [roles.client.web-shop.read-all]

    [roles.realm.boss]
    composites.client.web-shop = ["read-all"]

    [[moved]]
    kind = "client"
    from = "Web_Shop"
    to = "web-shop"
    reason = "naming/client: One spelling for all"

    [[moved]]
    kind = "clientRole"
    client = "web-shop"
    from = "Read_All"
    to = "read-all"
    reason = "naming/clientRole: One spelling for all"
    "#);
    let again = checked(&project, &["lint", "--fix"]);
    insta::assert_snapshot!(told(&project, &again), @"
    exit 0
    Nothing to fix.
    ");
    assert_eq!(checked(&project, &["lint", "--diff"]).status, 0);
}

#[test]
fn a_diff_is_a_patch_and_writes_nothing() {
    let project = with_rules(project());
    let output = checked(&project, &["lint", "--diff"]);
    assert_eq!(told(&project, &output), "exit 4\n");
    insta::assert_snapshot!(plain(&project, &output.stdout), @r#"
    --- a/realm/shop.toml
    +++ b/realm/shop.toml
    @@ -1,8 +1,21 @@
     # The shop.
    -[clients.Web_Shop]  # public
    +[clients.web-shop]  # public
     enabled = true

    -[roles.client.Web_Shop.Read_All]
    +[roles.client.web-shop.read-all]

     [roles.realm.boss]
    -composites.client.Web_Shop = ["Read_All"]
    +composites.client.web-shop = ["read-all"]
    +
    +[[moved]]
    +kind = "client"
    +from = "Web_Shop"
    +to = "web-shop"
    +reason = "naming/client: One spelling for all"
    +
    +[[moved]]
    +kind = "clientRole"
    +client = "web-shop"
    +from = "Read_All"
    +to = "read-all"
    +reason = "naming/clientRole: One spelling for all"
    "#);
    assert_eq!(project.read("realm/shop.toml"), REALM);
}

#[test]
fn after_a_fix_the_plan_renames_what_lives_under_the_old_names() {
    let project = with_rules(project_on(
        r#"{"realm": "demo", "clients": [{"id": "1", "clientId": "Web_Shop", "enabled": true}],
            "roles": {"client": {"Web_Shop": [{"id": "2", "name": "Read_All"}]}, "realm": [{"id": "3", "name": "boss",
            "composite": true, "composites": {"client": {"Web_Shop": ["Read_All"]}}}]}}"#,
    ));
    fine(&project, &["lint", "--fix"]);
    insta::assert_snapshot!(fine(&project, &["plan"]), @"
    Plan for embedded: realm demo in realm.json

    Clients
      → client/Web_Shop → client/web-shop (id kept)

    Client roles
      → clientRole/Web_Shop/Read_All → clientRole/web-shop/read-all (id kept)

    Whom it affects
      ! client/web-shop: every application that uses the client ID `Web_Shop` must change to `web-shop`

    Plan: 2 to rename.
    ");
}

#[test]
fn the_shipped_project_with_broken_names_is_mended_and_its_realm_renamed() {
    let project = broken();
    // Without rules the broken names are applied: so that is what lives.
    fs::rename(project.path().join("policies"), project.path().join("rules")).unwrap();
    fine(&project, &["apply", "--yes"]);
    fs::rename(project.path().join("rules"), project.path().join("policies")).unwrap();
    assert_eq!(checked(&project, &["lint"]).status, 4);

    let patched = broken();
    let output = checked(&patched, &["lint", "--diff"]);
    assert_eq!(told(&patched, &output), "exit 4\n");
    git(&patched, &["apply"], &output.stdout);
    assert_eq!(fine(&project, &["lint", "--fix"]), "No findings.");
    assert_eq!(toml(&patched), toml(&project));

    // Blocks apart, it is what was shipped.
    let whole = shipped();
    for (path, text) in toml(&project).into_iter().filter(|(path, _)| path != "realm/moved.toml") {
        let text = text.replace("'beginner' = ", "beginner = ");
        assert_eq!(text, whole.read(&path), "{path}");
    }
    let plan = fine(&project, &["plan"]);
    assert!(plan.contains("→ client/Athyper_api_runtime → client/athyper-api-runtime"), "{plan}");
    let is_made = |line: &str| line.starts_with("  + ") && !line.contains("granted");
    assert!(!plan.lines().any(is_made), "{plan}");
    fine(&project, &["apply", "--yes"]);
    assert!(fine(&project, &["plan"]).contains("No changes"));
    // The realm from before all that comes to the same names.
    fs::remove_dir_all(project.path().join(".realmform")).unwrap();
    fine(&project, &["apply", "--yes"]);
    fine(&whole, &["apply", "--yes"]);
    assert_eq!(project.read(".realmform/realm.json"), whole.read(".realmform/realm.json"));
}

#[test]
fn what_is_refused_stays_a_finding_with_the_reason() {
    let project = with_rules(project());
    project.file("realm/other.toml", "[clients.web-shop]\n");
    let output = checked(&project, &["lint", "--fix"]);
    assert_eq!(output.status, 4);
    assert!(output.stdout.contains("not renamed by --fix: `web-shop` already exists"), "{}", output.stdout);
    assert!(output.stderr.starts_with("Renamed 1 object in 1 file.\n"), "{}", output.stderr);
    assert!(project.read("realm/shop.toml").contains("[roles.client.Web_Shop.read-all]"));
    let output = checked(&project, &["lint", "--diff"]);
    assert_eq!((output.status, output.stdout.as_str()), (4, ""));
    assert!(output.stderr.contains("client/Web_Shop is not renamed: `web-shop` already exists"), "{}", output.stderr);
}

#[test]
fn nothing_is_fixed_while_a_file_is_wrong() {
    let project = with_rules(project());
    project.file("realm/wrong.toml", "[clients.x]\nenable = true\n");
    for flag in ["--fix", "--diff"] {
        let output = checked(&project, &["lint", flag]);
        assert_eq!(output.status, 4);
        assert!(output.stderr.starts_with("Nothing was fixed"), "{}", output.stderr);
        let all = output.stdout + &output.stderr;
        assert_eq!(all.matches("unknown field `enable` in a client").count(), 1, "{all}");
    }
    assert_eq!(project.read("realm/shop.toml"), REALM);
    let both = refused(&project, &["lint", "--fix", "--diff"]);
    assert!(both.starts_with("exit 1") && both.contains("cannot be used with"), "{both}");
}

#[test]
fn an_export_is_not_changed_and_its_blocks_can_be_pasted() {
    let project = project();
    project.file("policies/naming.toml", KEBAB);
    let export = r#"{"realm": "demo", "clients": [{"clientId": "Web_Shop"}, {"clientId": "account"}]}"#;
    project.file("old.json", export).file("clean.json", r#"{"realm": "demo", "clients": [{"clientId": "web"}]}"#);
    for flag in ["--fix", "--diff"] {
        let output = checked(&project, &["lint", flag, "old.json", "clean.json"]);
        assert_eq!(told(&project, &output), "exit 4\n");
        insta::allow_duplicates! {
            insta::assert_snapshot!(output.stdout, @r#"
            [[moved]]
            kind = "client"
            from = "Web_Shop"
            to = "web-shop"
            reason = "naming/client: One spelling for all"
            "#);
        }
        assert_eq!(project.read("old.json"), export);
        project.file("realm/moved.toml", &output.stdout).file("realm.json", export);
        assert!(fine(&project, &["plan"]).contains("→ client/Web_Shop → client/web-shop (id kept)"));
    }
    let clean = checked(&project, &["lint", "--diff", "clean.json"]);
    assert_eq!((clean.status, clean.stdout.as_str(), clean.stderr.as_str()), (0, "", "Nothing to rename.\n"));
}

#[cfg(unix)]
#[test]
fn a_link_and_the_rights_of_a_file_are_kept() {
    use std::os::unix::fs::{PermissionsExt, symlink};

    let project = with_rules(project());
    let (link, real) = (project.path().join("realm/shop.toml"), project.path().join("shop of all"));
    fs::rename(&link, &real).unwrap();
    fs::set_permissions(&real, fs::Permissions::from_mode(0o640)).unwrap();
    symlink(Path::new("../shop of all"), &link).unwrap();
    fine(&project, &["lint", "--fix"]);
    assert!(link.is_symlink());
    assert!(fs::read_to_string(&real).unwrap().contains("[clients.web-shop]"));
    assert_eq!(fs::metadata(&real).unwrap().permissions().mode() & 0o777, 0o640);
}

#[test]
fn a_patch_applies_whatever_the_file_is_called_and_however_its_lines_end() {
    let files = [("realm/with blank.toml", "\r\n"), ("realm/a \"quote\".toml", "\n"), ("realm/schön.toml", "\n")];
    let made = || {
        let project = project();
        project.file("policies/naming.toml", KEBAB);
        for (index, (path, end)) in files.iter().enumerate() {
            let text = format!("[clients.Web_{index}]{end}enabled = true{end}# The end.");
            project.file(path, &text);
        }
        project
    };
    let (fixed, patched) = (made(), made());
    let patch = checked(&patched, &["lint", "--diff"]).stdout;
    git(&patched, &["apply", "--whitespace=nowarn"], &patch);
    fine(&fixed, &["lint", "--fix"]);
    assert_eq!(toml(&patched), toml(&fixed));
    assert!(fixed.read("realm/with blank.toml").contains("[clients.web-0]\r\n"));
}

#[test]
fn only_chosen_objects_are_renamed_and_shown() {
    let project = with_rules(project());
    let output = checked(&project, &["lint", "--fix", "--only", "clientRole/*"]);
    insta::assert_snapshot!(told(&project, &output), @"
    exit 0
    Renamed 1 object in 1 file.
      clientRole/Web_Shop/Read_All → clientRole/Web_Shop/read-all
    ");
    assert_eq!(output.stdout, "No findings.\n1 finding on other objects left out.\n");
    let text = project.read("realm/shop.toml");
    assert!(
        text.contains("[clients.Web_Shop]") && text.contains("composites.client.Web_Shop = [\"read-all\"]"),
        "{text}"
    );
    let diff = checked(&project, &["lint", "--diff", "--only", "clientRole/Web_Shop/*"]);
    assert_eq!((diff.status, diff.stdout.as_str()), (0, ""), "{}", diff.stderr);
    assert_eq!(diff.stderr, "Nothing to fix.\n1 wrong name of another object left out.\n");
}

#[test]
fn what_was_chosen_by_its_old_name_is_judged_by_its_new_one() {
    let project = with_rules(project());
    project.file("policies/more.toml", "[[require]]\nkind = \"client\"\nname = \"*\"\nset.enabled = false\n");
    project.file("policies/only-names.toml", "[levels]\n\"realm/*\" = \"off\"\n");
    let output = checked(&project, &["lint", "--fix", "--only", "client/Web_Shop", "--format", "json"]);
    assert_eq!(output.status, 4, "{output:#?}");
    assert!(output.stdout.contains("\"object\": \"client/web-shop\""), "{}", output.stdout);
    assert!(!output.stdout.contains("clientRole/"), "{}", output.stdout);
    assert!(output.stderr.ends_with("1 finding on other objects left out.\n"), "{}", output.stderr);
}

#[test]
fn the_blocks_of_an_export_are_those_of_chosen_objects() {
    let project = project();
    project.file("policies/naming.toml", KEBAB);
    project.file("old.json", r#"{"realm": "demo", "clients": [{"clientId": "Web_Shop"}, {"clientId": "Web_Cart"}]}"#);
    let output = checked(&project, &["lint", "--fix", "old.json", "--only", "client/Web_S*"]);
    assert!(output.stdout.contains("from = \"Web_Shop\"") && !output.stdout.contains("Cart"), "{}", output.stdout);
    assert_eq!(told(&project, &output), "exit 4\n1 wrong name of another object left out.");
}
