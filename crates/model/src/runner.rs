//! What a run and the pipeline around it sign in with: a project that is not to be trusted could send it anywhere, so that none
//! of it can be the source of a secret.

use crate::uri;

/// Families of variables of which each is the run's own, or is set by a runner alone.
const BEGIN: &[&str] = &[
    "KEYCLOAK_ADMIN",
    "KC_",
    "PG",
    "MYSQL_",
    "MARIADB_",
    "REALMFORM_",
    "ACTIONS_",
    "CI_JOB_",
    "CI_REGISTRY_",
    "ENDPOINT_AUTH_",
    "SECUREFILE_TICKET_",
    "TF_TOKEN_",
];

/// How runners, and the programs that jobs sign in with, begin their variables: one that also speaks of a credential or of a
/// repository's address is theirs.
const RUNNERS: &[&str] = &[
    "CI_",
    "GITHUB_",
    "GH_",
    "GITLAB_",
    "RUNNER_",
    "INPUT_",
    "SYSTEM_",
    "AZP_",
    "VSS_",
    "VSTS_",
    "AZURE_DEVOPS_",
    "BITBUCKET_",
    "CIRCLE_",
    "CIRCLECI_",
    "JENKINS_",
    "BUILDKITE_",
    "DRONE_",
    "WOODPECKER_",
    "TRAVIS_",
    "TEAMCITY_",
    "SEMAPHORE_",
    "APPVEYOR_",
    "CODEBUILD_",
    "CIRRUS_",
    "GITEA_",
    "FORGEJO_",
    "HARNESS_",
    "SPACELIFT_",
    "TFC_",
    "VERCEL_",
    "NETLIFY_",
    "HEROKU_",
    "RENOVATE_",
    "DOCKER_",
    "KUBE_",
    "NPM_",
    "NODE_AUTH_",
    "AWS_",
    "GOOGLE_",
    "GCP_",
    "CLOUDSDK_",
    "ARM_",
    "AZURE_",
    "IDENTITY_",
    "MSI_",
    "VAULT_",
    "OP_",
    "BW_",
    "SOPS_",
    "DOPPLER_",
    "INFISICAL_",
    "CONSUL_",
    "NOMAD_",
];

/// Words for a credential, wherever they stand in a name.
const CREDENTIALS: &[&str] = &[
    "TOKEN",
    "PASSWORD",
    "PASSWD",
    "PASSPHRASE",
    "SECRET",
    "CREDENTIAL",
    "NETRC",
    "JWT",
    "OIDC",
    "ACCESS_KEY",
    "PRIVATE_KEY",
    "API_KEY",
    "ACCOUNT_KEY",
    "AGE_KEY",
    "AUTH",
    "SESSION",
];

/// The same as the last word of a name.
const ENDS: &[&str] =
    &["_PAT", "_KEY", "_PWD", "_PASS", "_HEADER", "_REPO", "_REPOSITORY_URL", "_REMOTE_URL", "_CLONE_URL"];

/// Names beside these families.
const NAMES: &[&str] = &["DATABASE_URL", "NETRC", "SSH_PRIVATE_KEY", "GIT_PASSWORD", "GIT_TOKEN"];

/// The secret of a client at an identity provider is called so, and is meant to be sent to Keycloak: `GITHUB_CLIENT_SECRET`.
const OF_PROVIDERS: &[&str] = &["GITHUB_", "GH_", "GITLAB_", "BITBUCKET_", "GITEA_", "FORGEJO_", "GOOGLE_", "HEROKU_"];
const OF_PROVIDER: &str = "CLIENT_SECRET";

/// Whether a variable is what this run or its runner signs in with, so that no file may name it as the source of a secret.
pub fn is_runners(variable: &str) -> bool {
    let variable = variable.to_ascii_uppercase();
    let begins = |begins: &[&str]| begins.iter().any(|begin| variable.starts_with(begin));
    let is_credential =
        CREDENTIALS.iter().any(|word| variable.contains(word)) || ENDS.iter().any(|end| variable.ends_with(end));
    let is_of_provider = variable.ends_with(OF_PROVIDER) && begins(OF_PROVIDERS);
    NAMES.contains(&variable.as_str())
        || begins(BEGIN)
        || begins(RUNNERS) && is_credential && !is_of_provider
        // What a job asks its runner for, under a name of its choice.
        || variable.ends_with("_ID_TOKEN")
}

/// How the tokens of jobs begin: GitHub's and GitLab's.
const TOKENS: &[&str] = &["ghs_", "glcbt-"];

/// What a value is, whatever it is called, that nobody declares as a secret: the token of a job, or a URL with what somebody
/// signs in with.
pub fn kind_of_credential(value: &str) -> Option<&'static str> {
    if TOKENS.iter().any(|begin| value.starts_with(begin)) {
        return Some("a token of the pipeline's runner");
    }
    uri::credentials(value).next().map(|_| "a URL with a user and a password")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As the vendors' pages list them.
    const PREDEFINED: &str = "
        GITHUB_TOKEN GH_TOKEN GH_ENTERPRISE_TOKEN ACTIONS_RUNTIME_TOKEN ACTIONS_ID_TOKEN_REQUEST_TOKEN INPUT_TOKEN
        INPUT_GITHUB-TOKEN INPUT_SSH-KEY_PASSPHRASE RUNNER_TOKEN
        CI_JOB_TOKEN CI_JOB_JWT CI_JOB_JWT_V2 CI_BUILD_TOKEN CI_DEPLOY_PASSWORD CI_DEPENDENCY_PROXY_PASSWORD
        CI_REGISTRY_PASSWORD CI_REPOSITORY_URL CI_BUILD_REPO CI_NETRC_PASSWORD CI_RUNNER_SHORT_TOKEN GITLAB_TOKEN
        GITLAB_OIDC_TOKEN SIGSTORE_ID_TOKEN
        SYSTEM_ACCESSTOKEN AZURE_DEVOPS_EXT_PAT AZP_TOKEN VSS_NUGET_ACCESSTOKEN VSTS_TOKEN ENDPOINT_AUTH_SYSTEMVSSCONNECTION
        ENDPOINT_AUTH_PARAMETER_X_PASSWORD SECUREFILE_TICKET_1
        BITBUCKET_STEP_OIDC_TOKEN BITBUCKET_ACCESS_TOKEN CIRCLE_TOKEN CIRCLE_OIDC_TOKEN CIRCLE_OIDC_TOKEN_V2
        CIRCLE_REPOSITORY_URL CIRCLECI_CLI_TOKEN JENKINS_API_TOKEN JENKINS_AGENT_SECRET BUILDKITE_AGENT_ACCESS_TOKEN
        BUILDKITE_AGENT_TOKEN BUILDKITE_API_TOKEN BUILDKITE_REPO DRONE_TOKEN DRONE_NETRC_PASSWORD DRONE_RPC_SECRET
        DRONE_GIT_HTTP_REMOTE_URL DRONE_REMOTE_URL CI_REPO_CLONE_URL WOODPECKER_AGENT_SECRET TRAVIS_API_TOKEN
        TEAMCITY_AUTH_PASSWORD SEMAPHORE_OIDC_TOKEN SEMAPHORE_CACHE_PASSWORD APPVEYOR_API_TOKEN CODEBUILD_AUTH_TOKEN
        SPACELIFT_OIDC_TOKEN TFC_WORKLOAD_IDENTITY_TOKEN TF_TOKEN_app_terraform_io VERCEL_OIDC_TOKEN NETLIFY_AUTH_TOKEN
        AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_CONTAINER_AUTHORIZATION_TOKEN GOOGLE_CREDENTIALS GOOGLE_OAUTH_ACCESS_TOKEN
        GOOGLE_APPLICATION_CREDENTIALS CLOUDSDK_AUTH_ACCESS_TOKEN AZURE_CLIENT_SECRET AZURE_FEDERATED_TOKEN AZURE_PASSWORD
        ARM_CLIENT_SECRET ARM_ACCESS_KEY ARM_OIDC_TOKEN IDENTITY_HEADER MSI_SECRET VAULT_TOKEN KUBE_TOKEN DOCKER_AUTH_CONFIG
        NPM_TOKEN NODE_AUTH_TOKEN OP_SERVICE_ACCOUNT_TOKEN OP_SESSION_x BW_SESSION SOPS_AGE_KEY DOPPLER_TOKEN CONSUL_HTTP_TOKEN
        KEYCLOAK_ADMIN_PASSWORD KC_BOOTSTRAP_ADMIN_PASSWORD REALMFORM_PLAN_DIGEST PGPASSWORD DATABASE_URL github_token
    ";

    #[test]
    fn what_runners_sign_in_with_is_no_source_of_a_secret() {
        for variable in PREDEFINED.split_whitespace() {
            assert!(is_runners(variable), "{variable}");
        }
    }

    #[test]
    fn what_projects_call_their_secrets_is_one() {
        for variable in [
            "SHOP_CLIENT_SECRET",
            "MAIL_PASSWORD",
            "SMTP_PASSWORD",
            "NEON_SVC_BFF_SECRET",
            "GITHUB_CLIENT_SECRET",
            "GITHUB_IDP_CLIENT_SECRET",
            "GITLAB_CLIENT_SECRET",
            "GOOGLE_CLIENT_SECRET",
            "LDAP_BIND_CREDENTIAL",
            "CI_COMMIT_SHA",
            "CITY_SECRET",
            "OPERATIONS_SECRET",
            "ARMADA_TOKEN",
            "KEYCLOAK_CLIENT_SECRET",
            "STAGE_ID",
        ] {
            assert!(!is_runners(variable), "{variable}");
        }
    }

    #[test]
    fn a_credential_is_known_by_its_value_too() {
        for value in
            ["https://gitlab-ci-token:abc@git.example.com/a/b.git", "https://x@host/", "ghs_abc", "glcbt-64_abc"]
        {
            assert!(kind_of_credential(value).is_some(), "{value}");
        }
        for value in ["hunter2", "https://host/path", "p@ss:word", "ghs", "a@b.example"] {
            assert_eq!(kind_of_credential(value), None, "{value}");
        }
    }
}
