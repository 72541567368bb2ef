//! The scripts that pipelines run (`ci/`), with a `gh` and a GitLab that are made up, and the files that docs/pipelines.md
//! shows.
#![cfg(unix)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::support::{Output, Project};
use crate::{fine, only_names, project_on};

const REPOSITORY: &str = env!("CARGO_MANIFEST_DIR");

const EXPORT: &str = r#"{"realm": "demo", "enabled": true, "roles": {"realm": [{"name": "reader"}]}}"#;

/// A token that no output and no command line may have.
const TOKEN: &str = "tell-nobody-glpat";

/// A project with a change, and a pull request beside it.
struct Pipeline {
    project: Project,
    fake: tempfile::TempDir,
}

impl Pipeline {
    fn new() -> Self {
        let project = project_on(EXPORT);
        only_names(&project);
        project.file("realm/all.toml", "[roles.realm.reader]\n[roles.realm.writer]\n");
        let fake = tempfile::tempdir().unwrap();
        fs::write(fake.path().join("request.json"), r#"{"comments": [], "notes": [], "labels": []}"#).unwrap();
        fs::write(fake.path().join("event.json"), r#"{"pull_request": {"number": 7}}"#).unwrap();
        Self { project, fake }
    }

    fn at(&self, file: &str) -> PathBuf {
        self.fake.path().join(file)
    }

    /// What is there of the pull request.
    fn request(&self) -> Value {
        serde_json::from_str(&fs::read_to_string(self.at("request.json")).unwrap()).unwrap()
    }

    fn bodies(&self, key: &str) -> Vec<String> {
        let request = self.request();
        let list = request[key].as_array().unwrap();
        list.iter().map(|comment| comment["body"].as_str().unwrap().to_owned()).collect()
    }

    /// The outputs of the last step.
    fn outputs(&self) -> String {
        fs::read_to_string(self.at("output")).unwrap()
    }

    /// Runs a script of `ci/` as a pipeline does.
    #[track_caller]
    fn run(&self, script: &str, command: &str, env: &[(&str, &str)]) -> Output {
        let path = format!("{REPOSITORY}/tests/cli/pipelines:{}", std::env::var("PATH").unwrap());
        let _ = fs::remove_file(self.at("output"));
        let output = Command::new("bash")
            .args([&format!("{REPOSITORY}/ci/{script}"), command])
            .current_dir(self.project.path())
            .env_clear()
            .env("PATH", path)
            .env("FAKE", self.fake.path())
            .env("REALMFORM", env!("CARGO_BIN_EXE_realmform"))
            .env("REALMFORM_TARGET", "embedded")
            .env("GH_TOKEN", "fake")
            .env("GITHUB_EVENT_PATH", self.at("event.json"))
            .env("GITHUB_OUTPUT", self.at("output"))
            .env("GITHUB_STEP_SUMMARY", self.at("summary"))
            .env("GITHUB_PATH", self.at("path"))
            .env("CI_API_V4_URL", "https://gitlab.example.com/api/v4")
            .env("CI_PROJECT_ID", "3")
            .env("CI_MERGE_REQUEST_IID", "7")
            .env("REALMFORM_GITLAB_TOKEN", TOKEN)
            .envs(env.iter().copied())
            .stdin(Stdio::null())
            .output()
            .unwrap();
        self.project.ended(&[script, command], output)
    }
}

fn digest(project: &Project) -> String {
    let plan: Value = serde_json::from_str(&project.read("realmform-results/plan.json")).unwrap();
    plan["digest"].as_str().unwrap().to_owned()
}

#[test]
fn a_pull_request_has_one_comment_and_the_labels_of_its_last_plan() {
    let pipeline = Pipeline::new();
    let foreign = "<!-- realmform-plan:embedded -->\nmine";
    let comments = json!({"comments": [{"id": "C0", "viewerDidAuthor": false, "body": foreign}], "labels": ["bug"]});
    fs::write(pipeline.at("request.json"), comments.to_string()).unwrap();
    let output = pipeline.run("github.sh", "plan", &[]);
    assert_eq!(output.status, 0, "{output:#?}");
    let bodies = pipeline.bodies("comments");
    assert_eq!((bodies.len(), bodies[0].as_str()), (2, foreign));
    assert!(bodies[1].starts_with("<!-- realmform-plan:embedded -->\n") && bodies[1].contains("realmRole/writer"));
    assert_eq!(pipeline.request()["labels"], json!(["bug", "plan: changes"]));
    let digest = digest(&pipeline.project);
    assert!(bodies[1].contains(&digest), "the digest that is approved: {}", bodies[1]);
    let outputs = pipeline.outputs();
    for line in [format!("digest={digest}"), "changes=true".to_owned(), "labels=changes".to_owned()] {
        assert!(outputs.lines().any(|it| it == line), "{line} in {outputs}");
    }
    assert!(fs::read_to_string(pipeline.at("summary")).unwrap().contains("realmRole/writer"));

    // The next push: the same comment, other labels.
    pipeline.project.file("realm/all.toml", "[roles.realm.reader]\n");
    assert_eq!(pipeline.run("github.sh", "plan", &[]).status, 0);
    let bodies = pipeline.bodies("comments");
    assert_eq!((bodies.len(), bodies[0].as_str()), (2, foreign));
    assert!(bodies[1].contains("No changes"), "{}", bodies[1]);
    assert_eq!(pipeline.request()["labels"], json!(["bug", "plan: no changes"]));
    assert!(pipeline.outputs().contains("changes=false\n"), "{}", pipeline.outputs());
}

#[test]
fn what_blocks_a_plan_is_in_the_comment_and_fails_the_job() {
    let pipeline = Pipeline::new();
    assert_eq!(pipeline.run("github.sh", "plan", &[]).status, 0);
    pipeline.project.file("realm/all.toml", "[roles.realm.reader]\nname = 7\n");
    let output = pipeline.run("github.sh", "plan", &[]);
    assert_eq!(output.status, 4, "{output:#?}");
    assert!(output.stdout.contains("::error file=realm/all.toml"), "{}", output.stdout);
    let bodies = pipeline.bodies("comments");
    assert!(bodies.len() == 1 && bodies[0].contains("Blocked"), "{bodies:?}");
    assert_eq!(pipeline.request()["labels"], json!(["plan: blocked"]));
    assert!(pipeline.outputs().contains("digest=\n"), "no digest of an earlier plan: {}", pipeline.outputs());
    assert!(!pipeline.project.path().join("realmform-results/plan.json").exists());
}

#[test]
fn a_plan_that_cannot_be_made_replaces_the_comment_of_an_earlier_one() {
    let pipeline = Pipeline::new();
    assert_eq!(pipeline.run("github.sh", "plan", &[]).status, 0);
    pipeline.project.file("realm.json", "{");
    assert_eq!(pipeline.run("github.sh", "plan", &[]).status, 1);
    let bodies = pipeline.bodies("comments");
    assert_eq!(bodies.len(), 1);
    assert!(bodies[0].contains("failed with exit code 1") && !bodies[0].contains("writer"), "{}", bodies[0]);
}

#[test]
fn without_a_pull_request_or_a_token_nothing_is_written_to_one() {
    let pipeline = Pipeline::new();
    fs::write(pipeline.at("event.json"), r#"{"ref": "refs/heads/main"}"#).unwrap();
    assert_eq!(pipeline.run("github.sh", "plan", &[]).status, 0);
    fs::write(pipeline.at("event.json"), r#"{"pull_request": {"number": 7}}"#).unwrap();
    assert_eq!(pipeline.run("github.sh", "plan", &[("GH_TOKEN", "")]).status, 0);
    assert_eq!(pipeline.run("gitlab.sh", "plan", &[("REALMFORM_GITLAB_TOKEN", "")]).status, 0);
    assert!(!pipeline.at("calls").exists());
}

#[test]
fn a_baseline_is_for_the_lint_the_plan_and_the_apply() {
    let pipeline = Pipeline::new();
    let policy = "[[naming]]\nkind = \"realmRole\"\nname = \"<name>\"\nparts.name = [\"reader\"]\n";
    pipeline.project.file("policies/roles.toml", policy);
    assert_eq!(pipeline.run("github.sh", "plan", &[]).status, 4);
    let known = fine(&pipeline.project, &["lint", "--format", "json", "--fail-level", "never"]);
    pipeline.project.file("known.json", &known);
    let baseline = ("REALMFORM_BASELINE", "known.json");
    assert_eq!(pipeline.run("github.sh", "plan", &[baseline]).status, 0);
    let digest = digest(&pipeline.project);
    let approved = ("REALMFORM_PLAN_DIGEST", digest.as_str());
    assert_eq!(pipeline.run("github.sh", "apply", &[approved]).status, 4);
    assert_eq!(pipeline.run("github.sh", "apply", &[approved, baseline]).status, 0);
}

#[test]
fn only_the_approved_plan_is_applied() {
    for script in ["github.sh", "gitlab.sh"] {
        let pipeline = Pipeline::new();
        assert_eq!(pipeline.run(script, "plan", &[]).status, 0);
        let unknown = pipeline.run(script, "apply", &[]);
        assert!(unknown.status == 1 && unknown.stderr.contains("REALMFORM_PLAN_DIGEST is not set"), "{unknown:#?}");
        let other = format!("sha256:{}", "0".repeat(64));
        let refused = pipeline.run(script, "apply", &[("REALMFORM_PLAN_DIGEST", &other)]);
        assert_eq!(refused.status, 1, "{refused:#?}");
        assert!(!pipeline.project.read("realm.json").contains("writer"));
        let digest = digest(&pipeline.project);
        let applied = pipeline.run(script, "apply", &[("REALMFORM_PLAN_DIGEST", &digest)]);
        assert_eq!(applied.status, 0, "{applied:#?}");
        assert!(pipeline.project.read("realm.json").contains("writer"));
        let report: Value = serde_json::from_str(&pipeline.project.read("realmform-results/report.json")).unwrap();
        assert_eq!(report["exit"], 0, "{report:#}");
    }
}

#[test]
fn drift_fails_the_job_and_writes_nothing() {
    for script in ["github.sh", "gitlab.sh"] {
        let pipeline = Pipeline::new();
        let output = pipeline.run(script, "drift", &[]);
        assert_eq!(output.status, 2, "{output:#?}");
        assert!(output.stdout.contains("realmRole/writer"), "{}", output.stdout);
        assert!(!pipeline.project.read("realm.json").contains("writer"));
        assert!(!pipeline.at("calls").exists());
        pipeline.project.file("realm/all.toml", "[roles.realm.reader]\n");
        assert_eq!(pipeline.run(script, "drift", &[]).status, 0);
        assert_eq!(pipeline.run(script, "destroy", &[]).status, 1);
    }
}

#[test]
fn a_merge_request_has_one_note_the_labels_and_the_reports_that_gitlab_reads() {
    let pipeline = Pipeline::new();
    let foreign = "<!-- realmform-plan:embedded -->\nmine";
    let mut notes = vec![json!({"id": 0, "author": {"id": 4}, "body": foreign})];
    // Ours will be on the second page.
    notes.extend((1..150).map(|id| json!({"id": id, "author": {"id": 5}, "body": "x"})));
    fs::write(pipeline.at("request.json"), json!({"notes": notes, "labels": []}).to_string()).unwrap();
    let output = pipeline.run("gitlab.sh", "plan", &[]);
    assert_eq!(output.status, 0, "{output:#?}");
    let bodies = pipeline.bodies("notes");
    assert!(bodies.len() == 151 && bodies[150].contains("realmRole/writer") && bodies[0] == foreign);
    let read = |file: &str| pipeline.project.read(&format!("realmform-results/{file}"));
    let digest = digest(&pipeline.project);
    assert_eq!(read("plan.env"), format!("REALMFORM_PLAN_DIGEST={digest}\nREALMFORM_CHANGES=true\n"));
    assert_eq!(read("terraform.json"), "{\"create\":1,\"update\":0,\"delete\":0}\n");
    assert!(serde_json::from_str::<Value>(&read("code-quality.json")).unwrap().is_array());

    pipeline.project.file("realm/all.toml", "[roles.realm.reader]\nname = 7\n");
    assert_eq!(pipeline.run("gitlab.sh", "plan", &[]).status, 4);
    let bodies = pipeline.bodies("notes");
    assert!(bodies.len() == 151 && bodies[150].contains("Blocked"), "{}", bodies[150]);
    assert_eq!(pipeline.request()["labels"], json!(["plan: blocked"]));
    assert_eq!(read("plan.env"), "REALMFORM_PLAN_DIGEST=\nREALMFORM_CHANGES=false\n");
    assert_eq!(serde_json::from_str::<Value>(&read("code-quality.json")).unwrap()[0]["severity"], "major");
    let calls = fs::read_to_string(pipeline.at("calls")).unwrap();
    assert!(!calls.contains(TOKEN), "the token is on a command line");
}

/// What the scripts write.
const RESULTS: &[&str] = &[
    "plan.json",
    "comment.md",
    "labels.json",
    "plan.env",
    "terraform.json",
    "code-quality.json",
    "report.json",
    "journal.jsonl",
    "drift.md",
];

#[test]
fn a_result_that_a_branch_has_put_there_is_neither_followed_nor_taken_for_one() {
    for script in ["github.sh", "gitlab.sh"] {
        for command in ["plan", "drift", "apply"] {
            let pipeline = Pipeline::new();
            assert_eq!(pipeline.run(script, "plan", &[]).status, 0);
            let digest = digest(&pipeline.project);
            let victim = |name: &str| pipeline.at(&format!("victim-{name}"));
            let results = pipeline.project.path().join("realmform-results");
            for name in RESULTS.iter().filter(|name| command != "apply" || **name != "plan.json") {
                fs::write(victim(name), "mine").unwrap();
                let _ = fs::remove_file(results.join(name));
                std::os::unix::fs::symlink(victim(name), results.join(name)).unwrap();
            }
            let output = pipeline.run(script, command, &[("REALMFORM_PLAN_DIGEST", &digest)]);
            assert_eq!(output.status, if command == "drift" { 2 } else { 0 }, "{output:#?}");
            for name in RESULTS.iter().filter(|name| victim(name).exists()) {
                assert_eq!(fs::read_to_string(victim(name)).unwrap(), "mine", "{script} {command}: {name}");
            }
        }
    }
}

#[test]
fn numbers_that_a_branch_has_put_there_are_not_those_of_a_plan_that_is_blocked() {
    let pipeline = Pipeline::new();
    for name in RESULTS {
        pipeline.project.file(&format!("realmform-results/{name}"), "{\"create\":1,\"update\":0,\"delete\":0}");
    }
    pipeline.project.file("realm/all.toml", "[roles.realm.reader]\nname = 7\n");
    assert_eq!(pipeline.run("gitlab.sh", "plan", &[]).status, 4);
    let results = pipeline.project.path().join("realmform-results");
    assert!(!results.join("terraform.json").exists() && !results.join("plan.json").exists());
}

#[test]
fn a_folder_of_results_that_leads_elsewhere_is_refused() {
    for (link, folder) in [("realmform-results", "realmform-results"), ("out", "out/of/here")] {
        let pipeline = Pipeline::new();
        let elsewhere = pipeline.at("elsewhere");
        fs::create_dir_all(elsewhere.join("of/here")).unwrap();
        std::os::unix::fs::symlink(&elsewhere, pipeline.project.path().join(link)).unwrap();
        for script in ["github.sh", "gitlab.sh"] {
            for command in ["plan", "drift", "apply"] {
                let output = pipeline.run(script, command, &[("REALMFORM_RESULTS", folder)]);
                assert_eq!(output.status, 1, "{output:#?}");
                assert!(output.stderr.contains(&format!("error: {link} is a link")), "{output:#?}");
            }
        }
        assert_eq!(fs::read_dir(elsewhere.join("of/here")).unwrap().count(), 0);
        assert_eq!(fs::read_dir(&elsewhere).unwrap().count(), 1);
    }
}

#[test]
fn a_binary_is_installed_if_its_checksum_is_right() {
    let pipeline = Pipeline::new();
    let release = pipeline.at("release");
    fs::create_dir(&release).unwrap();
    fs::write(release.join("realmform"), "#!/bin/sh\necho installed\n").unwrap();
    let shell = |line: &str| Command::new("bash").args(["-c", line]).current_dir(&release).status().unwrap();
    let pack =
        "machine=$(uname -m); chmod +x realmform && tar -czf realmform-$machine-unknown-linux-musl.tar.gz realmform";
    assert!(shell(&format!("{pack} && rm realmform && sha256sum realmform-* > SHA256SUMS")).success());
    let env = [("REALMFORM_REPOSITORY", "your-org/realmform")];
    let output = pipeline.run("install.sh", "", &env);
    assert_eq!(output.status, 0, "{output:#?}");
    let folder = fs::read_to_string(pipeline.at("path")).unwrap();
    let said = Command::new(Path::new(folder.trim()).join("realmform")).output().unwrap();
    assert_eq!(said.stdout, b"installed\n");
    fs::remove_dir_all(folder.trim()).unwrap();
    let calls = fs::read_to_string(pipeline.at("calls")).unwrap();
    let version = env!("CARGO_PKG_VERSION");
    assert!(calls.starts_with(&format!("release download v{version} --repo your-org/realmform ")), "{calls}");

    fs::remove_file(pipeline.at("path")).unwrap();
    assert!(shell("echo more >> realmform-*.tar.gz").success());
    let output = pipeline.run("install.sh", "", &env);
    assert!(output.status != 0 && !pipeline.at("path").exists(), "{output:#?}");
}

/// The files that docs/pipelines.md shows.
const SHOWN: &[&str] = &["ci/github/realm.yml", "ci/gitlab-ci.yml", "ci/pre-commit-config.yaml", "ci/github/drift.yml"];

#[test]
fn what_the_manual_shows_is_what_is_shipped() {
    let manual = fs::read_to_string(format!("{REPOSITORY}/docs/pipelines.md")).unwrap();
    let shown: Vec<&str> = manual.split("```yaml\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    let shipped: Vec<String> =
        SHOWN.iter().map(|file| fs::read_to_string(format!("{REPOSITORY}/{file}")).unwrap()).collect();
    assert_eq!(shown, shipped);
    let version = format!("v{}", env!("CARGO_PKG_VERSION"));
    for (file, text) in SHOWN.iter().zip(&shipped).filter(|(file, _)| !file.ends_with("drift.yml")) {
        assert!(text.contains(&version), "{file} names another version than {version}");
    }
}

#[test]
fn every_script_that_a_pipeline_names_is_there_and_gets_what_it_reads() {
    let action = fs::read_to_string(format!("{REPOSITORY}/action.yml")).unwrap();
    let template = fs::read_to_string(format!("{REPOSITORY}/ci/gitlab.yml")).unwrap();
    for script in ["install.sh", "github.sh"] {
        assert!(action.contains(&format!("$GITHUB_ACTION_PATH/ci/{script}")), "{script}");
    }
    assert_eq!(template.matches("/usr/local/lib/realmform/gitlab.sh ").count(), 3);
    let common = fs::read_to_string(format!("{REPOSITORY}/ci/common.sh")).unwrap();
    for name in ["REALMFORM_DIRECTORY", "REALMFORM_TARGET", "REALMFORM_BASELINE", "REALMFORM_PLAN_DIGEST"] {
        assert!(action.contains(&format!("{name}: ${{{{ inputs.")) && common.contains(name), "{name}");
    }
}

#[test]
fn the_installer_knows_every_binary_of_a_release() {
    let read = |file: &str| fs::read_to_string(format!("{REPOSITORY}/{file}")).unwrap();
    let (release, installer) = (read(".github/workflows/release.yml"), read("ci/install.sh"));
    let targets: Vec<&str> =
        release.lines().filter_map(|line| line.trim().strip_prefix("- target: ")).map(str::trim).collect();
    assert_eq!(targets.len(), 5, "{targets:?}");
    for target in targets {
        let end = if target.contains("windows") { "zip" } else { "tar.gz" };
        assert!(installer.contains(&format!("realmform-{target}.{end} ;;")), "{target}");
    }
    let container = read("Containerfile");
    for script in ["common.sh", "gitlab.sh"] {
        assert!(container.contains(&format!("ci/{script}")), "{script}");
    }
    assert!(container.contains(" /usr/local/lib/realmform/\n") && container.contains("USER 10001"), "{container}");
}
