//! What the family tells of a directory as Keycloak's admin console sets one up.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::sync::Arc;

use serde_json::json;

use crate::policy::Policies;
use crate::rule::{Context, Export};
use crate::rules::check;
use realmform_model::Source;

#[test]
fn a_directory_over_tls_with_the_consoles_settings_has_no_findings() {
    let mappers = json!([
        {"name": "username", "providerId": "user-attribute-ldap-mapper", "config": {"ldap.attribute": ["uid"]}},
        {"name": "groups", "providerId": "group-ldap-mapper", "config": {"groups.dn": ["ou=groups"]}}]);
    let config = json!({
        "enabled": ["true"], "vendor": ["ad"], "connectionUrl": ["ldaps://ad.example:636"], "startTls": ["false"],
        "authType": ["simple"], "bindDn": ["cn=reader"], "bindCredential": ["**********"], "editMode": ["READ_ONLY"],
        "importEnabled": ["true"], "syncRegistrations": ["false"], "useTruststoreSpi": ["always"],
        "trustEmail": ["false"], "validatePasswordPolicy": ["false"], "allowKerberosAuthentication": ["false"]});
    let realm = json!({"realm": "r", "passwordPolicy": "length(12)", "registrationAllowed": true, "components": {
        "org.keycloak.storage.UserStorageProvider": [{"name": "ad", "providerId": "ldap", "config": config,
            "subComponents": {"org.keycloak.storage.ldap.mappers.LDAPStorageMapper": mappers}}]}});
    let source = Arc::new(Source::new("export.json", realm.to_string()));
    let findings = check(&Context::of_export(&Export::read(&source).unwrap(), &Policies::default()));
    let told: Vec<_> = findings.iter().filter(|finding| finding.code.starts_with("ldap/")).collect();
    assert!(told.is_empty(), "{told:?}");
}
