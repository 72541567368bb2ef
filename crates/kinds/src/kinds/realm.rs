//! The realm's own settings, and the scopes that new clients get.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::kind::{Endpoint, Facts, Falling, Keys, Kind, MASK, Origin, Place, Renames, Shape, Sight, Waits};
use crate::reference::{Names, Slot};
use crate::request::{Detail, EventPath, Events, Ids, Listing, Method, MissingId, Request, changed_secrets, merged};
use crate::{doubles, names};
use realmform_model::{Action, Address, Body, Change, Object, Path, Step};

mod default_groups;
mod localization;
mod normal;

pub(super) struct Realm;

/// What only servers before Keycloak 26 use.
#[rustfmt::skip]
const OBSOLETE: &[&str] = &[
    "applicationScopeMappings", "applications", "certificate", "clientTemplates", "codeSecret", "oauthClients",
    "passwordCredentialGrantAllowed", "privateKey", "protocolMappers", "publicKey", "requiredCredentials", "social",
    "socialProviders", "updateProfileOnInitialSocialLogin", "userFederationMappers", "userFederationProviders",
];

/// Settings that Keycloak keeps as attributes and shows twice: as a field, and in `attributes` under this key. Tried on
/// 26.7.3: an update takes the field, the import of an export takes the attribute.
const ALSO_ATTRIBUTES: &[(&str, &str)] = &[
    ("clientOfflineSessionIdleTimeout", "clientOfflineSessionIdleTimeout"),
    ("clientOfflineSessionMaxLifespan", "clientOfflineSessionMaxLifespan"),
    ("clientSessionIdleTimeout", "clientSessionIdleTimeout"),
    ("clientSessionMaxLifespan", "clientSessionMaxLifespan"),
    ("oauth2DeviceCodeLifespan", "oauth2DeviceCodeLifespan"),
    ("oauth2DevicePollingInterval", "oauth2DevicePollingInterval"),
    ("otpPolicyCodeReusable", "realmReusableOtpCode"),
    ("scimApiEnabled", "scimApiEnabled"),
    ("webAuthnPolicyExtraOrigins", "webAuthnPolicyExtraOrigins"),
    ("webAuthnPolicyPasswordlessExtraOrigins", "webAuthnPolicyExtraOriginsPasswordless"),
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

/// Settings with an endpoint of their own.
const CLIENT_POLICIES: &[(&str, &str)] =
    &[("clientProfiles", "/client-policies/profiles"), ("clientPolicies", "/client-policies/policies")];

/// Lists of what new clients and users get, each with its endpoint and with what its entries are called.
const LISTS: &[(&str, &str, fn(&Value) -> Option<Value>)] = &[
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
        ALSO_ATTRIBUTES
    }

    /// A setting that is spelt as an attribute is the field. Where both are there, the attribute stays, so that an update
    /// knows whether the server has it.
    fn normalise(&self, body: &mut Body) {
        normal::bring(body);
        for (field, key) in ALSO_ATTRIBUTES {
            let is_shown_twice = body.contains_key(*field);
            let Some(Value::Object(attributes)) = body.get_mut("attributes") else { return };
            let value = if is_shown_twice { attributes.get(*key).cloned() } else { attributes.shift_remove(*key) };
            let Some(value) = value else { continue };
            // No other attribute was declared, which is not the same as "there are none".
            if attributes.is_empty() {
                body.shift_remove("attributes");
            }
            body.insert((*field).to_owned(), typed(field, value));
        }
    }

    fn represent(&self, _address: &Address, body: &mut Body) {
        for (field, key) in ALSO_ATTRIBUTES {
            let Some(value) = body.get(*field).map(doubles::text) else { continue };
            if let Some(double) = body.get_mut("attributes").and_then(|attributes| attributes.get_mut(*key)) {
                *double = value.into();
            }
        }
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
    fn filled_by_server(&self) -> Vec<Slot> {
        self.slots().iter().filter(|slot| slot.link).copied().collect()
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
                let request = Request::new(Method::Post, "", Some(body.into()));
                Ok(vec![request.with_secrets(secrets.clone()).making(&step.address)])
            }
            Action::Update { changes, .. } => Ok(update(live, changes)),
            Action::Grant(link) | Action::Revoke(link) => {
                let method = if matches!(step.action, Action::Grant(_)) { Method::Put } else { Method::Delete };
                let field = link.path.0.first().map_or("", String::as_str);
                let list = LISTS.iter().find(|(list, ..)| *list == field).map_or("", |(_, path, _)| path);
                let paths = link.targets.iter().map(|target| Ok(format!("/{list}/{}", ids.of(target)?)));
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

/// The text of an attribute as what the field holds. A text that is none of these stays, and the server refuses it.
fn typed(field: &str, value: Value) -> Value {
    let Value::String(text) = &value else { return value };
    match FACTS.fields.iter().find(|(name, _)| *name == field) {
        Some((_, Shape::Int)) => text.parse::<i64>().map_or(value, Value::from),
        Some((_, Shape::Bool)) => text.parse::<bool>().map_or(value, Value::from),
        Some((_, Shape::Texts)) => text.split(',').map(str::trim).filter(|item| !item.is_empty()).collect(),
        _ => value,
    }
}

/// The whole representation with the changes in it: a setting that is sent without its neighbours resets them, or is ignored
/// (OTP, WebAuthn, device, CIBA, PAR).
fn update(live: Option<&Object>, changes: &[Change]) -> Vec<Request> {
    let touched: BTreeSet<&str> =
        changes.iter().filter_map(|change| change.path.0.first().map(String::as_str)).collect();
    let mut body = merged(live, changes);
    let mut requests = Vec::new();
    // What the server shows as absent is sent as what it means.
    if touched.contains(normal::EVENTS_EXPIRATION) && body.get(normal::EVENTS_EXPIRATION).is_none_or(Value::is_null) {
        body.insert(normal::EVENTS_EXPIRATION.into(), json!(0));
    }
    let mut apart = 0;
    for (field, path) in CLIENT_POLICIES {
        let value = body.shift_remove(*field);
        if touched.contains(field) {
            apart += 1;
            requests.push(Request::new(Method::Put, *path, value));
        }
    }
    body.shift_remove(localization::FIELD);
    if touched.contains(localization::FIELD) {
        apart += 1;
        requests.extend(localization::requests(changes));
    }
    if touched.len() == apart {
        return requests;
    }
    // What links or the server alone change: an update without it leaves it.
    let is_linked = |key: &str| FACTS.slots.iter().any(|slot| slot.link && slot.path.first() == Some(&key));
    body.retain(|key, _| key != "defaultRole" && !is_linked(key));
    for (field, key) in ALSO_ATTRIBUTES {
        let attributes = body.get_mut("attributes").and_then(Value::as_object_mut);
        let is_set = attributes.is_some_and(|attributes| attributes.shift_remove(*key).is_some());
        // One that was never set would be set to its default.
        if !is_set && !touched.contains(field) {
            body.shift_remove(*field);
        }
    }
    if touched.contains("smtpServer") {
        // Without a password the server forgets the one it has; here the mask says that it is to keep it.
        let password = Path::of(&["smtpServer", "password"]);
        let is_empty = |smtp: &Value| smtp.as_object().is_none_or(Body::is_empty);
        let keeps = live.is_some_and(|it| it.secrets.contains_key(&password));
        if keeps && body.get("smtpServer").is_some_and(|smtp| !is_empty(smtp)) {
            password.set(&mut body, Some(json!(MASK)));
        }
    } else {
        // As it was read, its secrets are missing.
        body.shift_remove("smtpServer");
    }
    requests.push(Request::new(Method::Put, "", Some(body.into())).with_secrets(changed_secrets(changes)));
    requests
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
