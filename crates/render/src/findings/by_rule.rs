//! How many findings each rule has: the end of a long list of findings.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::summary_of;
use realmform_model::{Finding, escape};

/// A list that is longer is summed up.
const LONG: usize = 20;

/// A line for each rule, those with the most findings first; nothing below a list that is short.
pub(super) fn by_rule(findings: &[Finding]) -> String {
    if findings.len() <= LONG {
        return String::new();
    }
    let mut rules: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    for finding in findings {
        rules.entry(&finding.code).or_default().push(finding);
    }
    let mut rules: Vec<(String, Vec<&Finding>)> =
        rules.into_iter().map(|(code, findings)| (escape::line(code), findings)).collect();
    rules.sort_by_key(|(_, findings)| Reverse(findings.len()));
    let width = rules.iter().map(|(code, _)| code.chars().count()).max().unwrap_or_default();
    let lines =
        rules.iter().map(|(code, findings)| format!("  {code:width$}  {}\n", summary_of(findings.iter().copied())));
    format!("By rule\n{}\n", lines.collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_list_ends_in_the_rules_with_the_most_first() {
        let mut findings = vec![Finding::warning("saml/x", "odd"); 3];
        findings.extend(vec![Finding::error("naming/client", "odd"); 9]);
        findings.extend(vec![Finding::warning("naming/client", "odd"); 1]);
        findings.extend(vec![Finding::error("client/pkce-missing", "odd"); 8]);
        insta::assert_snapshot!(by_rule(&findings), @r"
        By rule
          naming/client        9 errors, 1 warning
          client/pkce-missing  8 errors
          saml/x               3 warnings
        ");
        assert_eq!(by_rule(&findings[..20]), "");
    }
}
