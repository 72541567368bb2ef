//! The settings of a realm that let more in when they change: weaker policies, longer sessions, less that is recorded.

use crate::wider::When::{Becomes, Changes, Emptied, Grows, Longer, More, TurnsOff, TurnsOn, Weaker};
use crate::wider::{When, Wider, is_weaker_policy, is_weaker_tls};

const fn of(path: &'static [&'static str], when: When, what: &'static str) -> Wider {
    Wider { path, when, what }
}

pub(super) const FIELDS: &[Wider] = &[
    of(&["registrationAllowed"], TurnsOn, "everybody can register"),
    of(&["editUsernameAllowed"], TurnsOn, "users can change their usernames"),
    of(&["duplicateEmailsAllowed"], TurnsOn, "several users can have one email address"),
    of(&["verifyEmail"], TurnsOff, "email addresses are not verified"),
    of(&["rememberMe"], TurnsOn, "remember me"),
    of(&["bruteForceProtected"], TurnsOff, "no brute force protection"),
    of(&["failureFactor"], More, "more failed logins before a lockout"),
    of(&["revokeRefreshToken"], TurnsOff, "refresh tokens can be used again"),
    of(&["sslRequired"], Weaker(is_weaker_tls), "fewer connections need TLS"),
    of(&["passwordPolicy"], Weaker(is_weaker_policy), "weaker password policy"),
    of(&["eventsEnabled"], TurnsOff, "user events are not recorded"),
    of(&["adminEventsEnabled"], TurnsOff, "admin events are not recorded"),
    of(&["accessTokenLifespan"], Longer, "access token lifespan"),
    of(&["accessTokenLifespanForImplicitFlow"], Longer, "access token lifespan of the implicit flow"),
    of(&["ssoSessionIdleTimeout"], Longer, "SSO session idle"),
    of(&["ssoSessionMaxLifespan"], Longer, "SSO session max"),
    of(&["offlineSessionIdleTimeout"], Longer, "offline session idle"),
    of(&["offlineSessionMaxLifespan"], Longer, "offline session max"),
    of(&["accessCodeLifespan"], Longer, "authorization code lifespan"),
    of(&["actionTokenGeneratedByUserLifespan"], Longer, "lifespan of links that users ask for"),
    of(&["actionTokenGeneratedByAdminLifespan"], Longer, "lifespan of links that administrators send"),
    of(&["attributes", "frontendUrl"], Becomes, "links in emails and the issuer of tokens begin with"),
    of(&["smtpServer", "host"], Changes, "emails, also those that reset passwords, go through another server"),
    of(&["browserSecurityHeaders", "contentSecurityPolicy"], Emptied, "no Content-Security-Policy"),
    of(&["browserSecurityHeaders", "contentSecurityPolicy"], Changes, "another Content-Security-Policy"),
    of(&["browserSecurityHeaders", "xFrameOptions"], Emptied, "no X-Frame-Options: other sites can frame the login"),
    of(&["browserSecurityHeaders", "xFrameOptions"], Changes, "other X-Frame-Options"),
    of(&["browserSecurityHeaders", "xContentTypeOptions"], Emptied, "no X-Content-Type-Options"),
    of(&["browserSecurityHeaders", "strictTransportSecurity"], Emptied, "no Strict-Transport-Security"),
    of(&["browserSecurityHeaders", "strictTransportSecurity"], Changes, "another Strict-Transport-Security"),
    of(&["browserSecurityHeaders", "referrerPolicy"], Emptied, "no Referrer-Policy"),
    of(&["browserSecurityHeaders", "referrerPolicy"], Changes, "another Referrer-Policy"),
    of(&["browserSecurityHeaders", "xRobotsTag"], Emptied, "no X-Robots-Tag"),
    of(&["defaultGroups"], Grows, "default group of every new user"),
];

/// Who signs in at the realm relies on these.
pub(super) const SIGN_IN: &[&str] =
    &["enabled", "notBefore", "sslRequired", "clientAuthenticationFlow", "directGrantFlow"];
