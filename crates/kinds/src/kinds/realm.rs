//! The realm's own settings, and the scopes that new clients get.

use serde_json::{Value, json};

use crate::kind::{Endpoint, Facts, Falling, Keys, Kind, Origin, Place, Renames, Shape, Sight, Waits};
use crate::names;
use crate::reference::{Names, Slot};
use crate::request::{Detail, EventPath, Events, Ids, Listing, Method, MissingId, Request};
use crate::wider::Wider;
use realmform_model::{Action, Address, Body, Object, Step};

mod default_groups;
mod doubled;
mod localization;
mod normal;
mod update;
mod wide;

pub(super) struct Realm;

/// What only servers before Keycloak 26 use.
#[rustfmt::skip]
const OBSOLETE: &[&str] = &[
    "applicationScopeMappings", "applications", "certificate", "clientTemplates", "codeSecret", "oauthClients",
    "passwordCredentialGrantAllowed", "privateKey", "protocolMappers", "publicKey", "requiredCredentials", "social",
    "socialProviders", "updateProfileOnInitialSocialLogin", "userFederationMappers", "userFederationProviders",
];

/// Unlike the password of the mail server, its mask does not keep it. Tried on 26.7.3.
const AUTH_TOKEN_SECRET: &[&str] = &["smtpServer", "authTokenClientSecret"];

/// Attributes that come back with these values when they are taken away. Tried on 26.7.3.
const STANDING: &[(&str, &str, &str)] = &[
    ("attributes", "cibaAuthRequestedUserHint", "login_hint"),
    ("attributes", "cibaBackchannelTokenDeliveryMode", "poll"),
    ("attributes", "cibaExpiresIn", "120"),
    ("attributes", "cibaInterval", "5"),
    ("attributes", "parRequestUriLifespan", "60"),
];

/// What an entry of such a list is called.
type Named = fn(&Value) -> Option<Value>;

/// Lists of what new clients and users get, each with its endpoint and with what its entries are called.
const LISTS: &[(&str, &str, Named)] = &[
    ("defaultDefaultClientScopes", "default-default-client-scopes", |scope| scope.get("name").cloned()),
    ("defaultOptionalClientScopes", "default-optional-client-scopes", |scope| scope.get("name").cloned()),
    (default_groups::FIELD, "default-groups", default_groups::path_of),
];

/// Conditions of client policies name roles, scopes and groups as texts.
const POLICY_ROLES: &[&str] = &["clientPolicies", "policies", "[]", "conditions", "[]", "configuration", "roles", "[]"];
const POLICY_SCOPES: &[&str] =
    &["clientPolicies", "policies", "[]", "conditions", "[]", "configuration", "scopes", "[]"];
const POLICY_GROUPS: &[&str] =
    &["clientPolicies", "policies", "[]", "conditions", "[]", "configuration", "groups", "[]"];

static FACTS: Facts = Facts {
    name: names::REALM,
    places: &[Place { toml: &["realm"], export: &[], address: |_| Some(names::realm()), names: |_| Some(Vec::new()) }],
    keys: Keys::named("realm"),
    #[rustfmt::skip]
        fields: {
use Shape::{Any, Bool, Int, Text, TextMap, TextMaps, Texts};
        &[
            ("displayName", Text), ("displayNameHtml", Text), ("enabled", Bool), ("sslRequired", Text),
            ("notBefore", Int), ("defaultSignatureAlgorithm", Text), ("revokeRefreshToken", Bool),
            ("refreshTokenMaxReuse", Int), ("accessTokenLifespan", Int),
            ("accessTokenLifespanForImplicitFlow", Int), ("ssoSessionIdleTimeout", Int),
            ("ssoSessionMaxLifespan", Int), ("ssoSessionIdleTimeoutRememberMe", Int),
            ("ssoSessionMaxLifespanRememberMe", Int), ("offlineSessionIdleTimeout", Int),
            ("offlineSessionMaxLifespanEnabled", Bool), ("offlineSessionMaxLifespan", Int),
            ("clientSessionIdleTimeout", Int), ("clientSessionMaxLifespan", Int),
            ("clientOfflineSessionIdleTimeout", Int), ("clientOfflineSessionMaxLifespan", Int),
            ("accessCodeLifespan", Int), ("accessCodeLifespanUserAction", Int), ("accessCodeLifespanLogin", Int),
            ("actionTokenGeneratedByAdminLifespan", Int), ("actionTokenGeneratedByUserLifespan", Int),
            ("oauth2DeviceCodeLifespan", Int), ("oauth2DevicePollingInterval", Int),
            ("registrationAllowed", Bool), ("registrationEmailAsUsername", Bool), ("rememberMe", Bool),
            ("verifyEmail", Bool), ("loginWithEmailAllowed", Bool), ("duplicateEmailsAllowed", Bool),
            ("resetPasswordAllowed", Bool), ("editUsernameAllowed", Bool), ("bruteForceProtected", Bool),
            ("permanentLockout", Bool), ("maxTemporaryLockouts", Int), ("bruteForceStrategy", Text),
            ("maxFailureWaitSeconds", Int), ("minimumQuickLoginWaitSeconds", Int), ("waitIncrementSeconds", Int),
            ("quickLoginCheckMilliSeconds", Int), ("maxDeltaTimeSeconds", Int), ("failureFactor", Int),
            ("maxSecondaryAuthFailures", Int), ("passwordPolicy", Text), ("otpPolicyType", Text),
            ("otpPolicyAlgorithm", Text), ("otpPolicyInitialCounter", Int), ("otpPolicyDigits", Int),
            ("otpPolicyLookAheadWindow", Int), ("otpPolicyPeriod", Int), ("otpPolicyCodeReusable", Bool),
            ("webAuthnPolicyRpEntityName", Text), ("webAuthnPolicySignatureAlgorithms", Texts),
            ("webAuthnPolicyRpId", Text), ("webAuthnPolicyAttestationConveyancePreference", Text),
            ("webAuthnPolicyAuthenticatorAttachment", Text), ("webAuthnPolicyRequireResidentKey", Text),
            ("webAuthnPolicyResidentKey", Text),
            ("webAuthnPolicyUserVerificationRequirement", Text), ("webAuthnPolicyCreateTimeout", Int),
            ("webAuthnPolicyAvoidSameAuthenticatorRegister", Bool), ("webAuthnPolicyAcceptableAaguids", Texts),
            ("webAuthnPolicyExtraOrigins", Texts), ("webAuthnPolicyPasswordlessRpEntityName", Text),
            ("webAuthnPolicyPasswordlessSignatureAlgorithms", Texts), ("webAuthnPolicyPasswordlessRpId", Text),
            ("webAuthnPolicyPasswordlessAttestationConveyancePreference", Text),
            ("webAuthnPolicyPasswordlessAuthenticatorAttachment", Text),
            ("webAuthnPolicyPasswordlessRequireResidentKey", Text), ("webAuthnPolicyPasswordlessResidentKey", Text),
            ("webAuthnPolicyPasswordlessMediation", Text),
            ("webAuthnPolicyPasswordlessUserVerificationRequirement", Text),
            ("webAuthnPolicyPasswordlessCreateTimeout", Int),
            ("webAuthnPolicyPasswordlessAvoidSameAuthenticatorRegister", Bool),
            ("webAuthnPolicyPasswordlessAcceptableAaguids", Texts),
            ("webAuthnPolicyPasswordlessExtraOrigins", Texts),
            ("webAuthnPolicyPasswordlessPasskeysEnabled", Bool), ("browserSecurityHeaders", TextMap),
            ("smtpServer", TextMap), ("loginTheme", Text), ("accountTheme", Text), ("adminTheme", Text),
            ("emailTheme", Text), ("eventsEnabled", Bool), ("eventsExpiration", Int), ("eventsListeners", Texts),
            ("enabledEventTypes", Texts), ("adminEventsEnabled", Bool), ("adminEventsDetailsEnabled", Bool),
            ("internationalizationEnabled", Bool), ("supportedLocales", Texts), ("defaultLocale", Text),
            ("browserFlow", Text), ("registrationFlow", Text), ("directGrantFlow", Text),
            ("resetCredentialsFlow", Text), ("clientAuthenticationFlow", Text),
            ("dockerAuthenticationFlow", Text), ("firstBrokerLoginFlow", Text), ("attributes", TextMap),
            ("userManagedAccessAllowed", Bool), ("organizationsEnabled", Bool),
            ("verifiableCredentialsEnabled", Bool), ("adminPermissionsEnabled", Bool), ("scimApiEnabled", Bool),
            ("clientProfiles", Any), ("clientPolicies", Any),
            ("defaultDefaultClientScopes", Texts), ("defaultOptionalClientScopes", Texts),
            ("defaultGroups", Texts), ("localizationTexts", TextMaps),
        ]
},
    apart: &["id", "realm", "keycloakVersion"],
    slots: &[
        Slot::link(&["defaultDefaultClientScopes", "[]"], Names::Key(names::CLIENT_SCOPE)),
        Slot::link(&["defaultOptionalClientScopes", "[]"], Names::Key(names::CLIENT_SCOPE)),
        Slot::link(&[default_groups::FIELD, "[]"], Names::Key(names::GROUP)),
        Slot::followed(&["scopeMappings", "[]", "client"], Names::Key(names::CLIENT)),
        Slot::followed(&["scopeMappings", "[]", "clientScope"], Names::Key(names::CLIENT_SCOPE)),
        Slot::followed(&["scopeMappings", "[]", "roles", "[]"], Names::Key(names::REALM_ROLE)),
        Slot::followed(&["clientScopeMappings", "*", "[]", "roles", "[]"], Names::ClientRole),
        Slot::followed(&["clientScopeMappings", "*", "[]", "client"], Names::Key(names::CLIENT)),
        Slot::followed(&["clientScopeMappings", "*", "[]", "clientScope"], Names::Key(names::CLIENT_SCOPE)),
        Slot::followed(&["users", "[]", "realmRoles", "[]"], Names::Key(names::REALM_ROLE)),
        Slot::followed(&["users", "[]", "clientRoles", "*", "[]"], Names::ClientRole),
        Slot::followed(&["users", "[]", "groups", "[]"], Names::Key(names::GROUP)),
        Slot::followed(&["users", "[]", "clientConsents", "[]", "clientId"], Names::Key(names::CLIENT)),
        Slot::followed(&["identityProviderMappers", "[]", "config", "role"], Names::QualifiedRole),
        Slot::followed(&["identityProviderMappers", "[]", "config", "group"], Names::Key(names::GROUP)),
        Slot::followed(&["browserFlow"], Names::Key(names::FLOW)),
        Slot::followed(&["registrationFlow"], Names::Key(names::FLOW)),
        Slot::followed(&["directGrantFlow"], Names::Key(names::FLOW)),
        Slot::followed(&["resetCredentialsFlow"], Names::Key(names::FLOW)),
        Slot::followed(&["clientAuthenticationFlow"], Names::Key(names::FLOW)),
        Slot::followed(&["dockerAuthenticationFlow"], Names::Key(names::FLOW)),
        Slot::followed(&["firstBrokerLoginFlow"], Names::Key(names::FLOW)),
        Slot::literal(POLICY_ROLES, Names::AnyClientRole),
        Slot::literal(POLICY_SCOPES, Names::Key(names::CLIENT_SCOPE)),
        Slot::literal(POLICY_GROUPS, Names::AnyGroup),
    ],
    secrets: &[&["smtpServer", "password"], AUTH_TOKEN_SECRET, &["privateKey"], &["codeSecret"]],
    // A realm is never deleted.
    marks: None,
    renames: Renames::Never,
    waits: Waits { founds: true, ..Waits::NOTHING },
    falls: Falling::NOTHING,
    origin: |_, _| Origin::Keycloak,
    endpoint: Some(&Realm),
};

impl Kind for Realm {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    /// Tried on 26.7.3.
    fn short(&self) -> &'static [&'static str] {
        &["displayName", "loginTheme", "accountTheme", "adminTheme", "emailTheme"]
    }

    fn without_blanks(&self) -> &'static [&'static str] {
        normal::WITHOUT_BLANKS
    }

    fn gather(&self, export: &Value, _address: &Address, body: &mut Body) {
        default_groups::gather(export, body);
    }

    fn scatter(&self, _export: &mut Value, _address: &Address, body: &mut Body) {
        default_groups::scatter(body);
    }

    fn either(&self) -> &'static [[&'static str; 2]] {
        &[["defaultDefaultClientScopes", "defaultOptionalClientScopes"]]
    }

    fn sign_in(&self) -> &'static [&'static str] {
        wide::SIGN_IN
    }

    fn wider(&self) -> &'static [Wider] {
        wide::FIELDS
    }

    fn standing(&self) -> &'static [(&'static str, &'static str, &'static str)] {
        STANDING
    }

    fn followers(&self) -> &'static [(&'static str, &'static str)] {
        &[
            ("otpPolicyType", "otpSupportedApplications"),
            ("otpPolicyAlgorithm", "otpSupportedApplications"),
            ("otpPolicyDigits", "otpSupportedApplications"),
            ("otpPolicyPeriod", "otpSupportedApplications"),
            ("adminPermissionsEnabled", "adminPermissionsClient"),
        ]
    }

    fn forgotten(&self) -> &'static [&'static [&'static str]] {
        &[AUTH_TOKEN_SECRET]
    }

    fn doubles(&self) -> &'static [(&'static str, &'static str)] {
        doubled::SETTINGS
    }

    fn normalise(&self, body: &mut Body) {
        normal::bring(body);
        doubled::normalise(FACTS.fields, body);
    }

    fn represent(&self, _address: &Address, body: &mut Body) {
        doubled::represent(body);
    }

    fn left_alone(&self, field: &str) -> Option<&'static str> {
        Some(match field {
            "users" | "federatedUsers" => "users",
            "identityProviders" | "identityProviderMappers" => "identity providers",
            "authenticationFlows" | "authenticatorConfig" | "requiredActions" => "authentication flows",
            "components" => "components such as keys and user federation",
            "scopeMappings" | "clientScopeMappings" => {
                "the list of scope mappings (declare `scopeMappings` of a client or client scope)"
            }
            "defaultRole" | "defaultRoles" => "which role is the default one",
            "adminPermissionsClient" | "otpSupportedApplications" => "what Keycloak sets itself",
            field if OBSOLETE.contains(&field) => "fields of older servers",
            _ => return None,
        })
    }

    /// The users of an export; service accounts are objects of their own.
    fn people(&self, body: &Body) -> Vec<Vec<Address>> {
        let users = body.get("users").and_then(Value::as_array).into_iter().flatten();
        users.filter(|user| user.get("serviceAccountClientId").is_none()).map(named_by).collect()
    }
}

impl Endpoint for Realm {
    /// The default client scopes of a new realm are Keycloak's own choice.
    fn filled_by_server(&self, step: &Step) -> Vec<Slot> {
        let is_new = matches!(step.action, Action::Create { .. });
        self.slots().iter().filter(|slot| is_new && slot.link).copied().collect()
    }

    fn listing(&self) -> Listing {
        Listing::One("")
    }

    fn details(&self, _raw: &Body, wanted: &Body) -> Vec<Detail> {
        // What joins one of two lists may have to leave the other.
        let is_wanted = |field: &str| {
            let pair = self.either().iter().find(|pair| pair.contains(&field));
            wanted.contains_key(field) || pair.is_some_and(|pair| pair.iter().any(|list| wanted.contains_key(*list)))
        };
        let lists = LISTS.iter().filter(|(field, ..)| is_wanted(field));
        let details = lists.map(|(field, path, name)| {
            Detail::new(*path, move |body, answer| {
                let names = answer.as_array().into_iter().flatten().filter_map(name);
                body.insert((*field).to_owned(), names.collect());
            })
        });
        details.chain(localization::details(wanted)).collect()
    }

    fn further(&self, raw: &Body) -> Vec<Detail> {
        localization::further(raw)
    }

    /// An event of the realm itself has no path.
    fn events(&self) -> Option<Events> {
        Some(Events {
            types: &["REALM"],
            part: None,
            at: |_address, _ids| {
                let lists = LISTS.iter().map(|(_, path, _)| *path).chain(["client-policies", "localization"]);
                [EventPath::at("")].into_iter().chain(lists.map(EventPath::and_below)).collect()
            },
        })
    }

    fn requests(&self, step: &Step, live: Option<&Object>, ids: &Ids) -> Result<Vec<Request>, MissingId> {
        match &step.action {
            // The realm's name is the target's, which the writer puts in.
            Action::Create { body, secrets } => {
                let mut body = body.clone();
                body.entry("enabled").or_insert(json!(true));
                update::complete_otp(&mut body);
                let request = Request::new(Method::Post, "", Some(body.into()));
                Ok(vec![request.with_secrets(secrets.clone()).making(&step.address)])
            }
            Action::Update { changes, .. } => Ok(update::requests(FACTS.slots, live, changes)),
            Action::Grant(link) | Action::Revoke(link) => {
                let method = if matches!(step.action, Action::Grant(_)) { Method::Put } else { Method::Delete };
                let field = link.path.0.first().map_or("", String::as_str);
                let list = LISTS.iter().find(|(list, ..)| *list == field).map_or("", |(_, path, _)| path);
                let paths = link.targets.iter().map(|target| Ok(format!("/{list}/{}", ids.at(target)?)));
                paths.map(|path| Ok(Request::new(method, path?, None))).collect()
            }
            Action::Delete(_) => Ok(Vec::new()),
        }
    }

    fn sight(&self) -> Sight {
        Sight::Always
    }

    fn lookup(&self, _address: &Address, _ids: &Ids) -> Result<String, MissingId> {
        Ok(String::new())
    }
}

/// What a user of an export has.
fn named_by(user: &Value) -> Vec<Address> {
    let texts = |value: Option<&Value>| -> Vec<String> {
        value.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
    };
    let mut named: Vec<Address> = texts(user.get("realmRoles")).into_iter().map(names::realm_role).collect();
    named.extend(texts(user.get("groups")).iter().filter_map(|path| names::group(path)));
    for (client, roles) in user.get("clientRoles").and_then(Value::as_object).into_iter().flatten() {
        named.extend(texts(Some(roles)).into_iter().map(|role| names::client_role(client.clone(), role)));
    }
    named
}
