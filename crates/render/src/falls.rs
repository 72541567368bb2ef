//! What a deletion affects, in words: `17 users lose it, 3 composites contain it`.

use realmform_kinds as kinds;
use realmform_model::words::counted;
use realmform_model::{Fall, Falls, KindName};

/// Everything that the deletion affects, as one phrase; empty if it affects nothing.
pub(crate) fn words(kind: KindName, falls: &Falls) -> String {
    let parts: Vec<String> = falls.iter().map(|(fall, number)| one(kind, *fall, *number)).collect();
    parts.join(", ")
}

fn one(kind: KindName, fall: Fall, number: usize) -> String {
    let what = if kinds::of(kind).falls().has_roles { "its roles" } else { "it" };
    let (noun, verb, object) = match fall {
        Fall::Users => ("user", "lose", what),
        Fall::Members => ("member", "lose", "it"),
        Fall::Groups => ("group", "lose", what),
        Fall::Composites => ("composite role", "contain", what),
        Fall::Clients => ("client", "lose", "it"),
        Fall::Namings => ("mapper", "refer", "to it and will stop working"),
        Fall::Subgroups => ("subgroup", "are", "deleted with it"),
        Fall::ClientRoles => ("client role", "are", "deleted with it"),
        Fall::ProtocolMappers => ("protocol mapper", "are", "deleted with it"),
        Fall::Lookups => ("lookup", "are", "deleted with it"),
        Fall::Children if number == 1 => ("lookup", "lose", "its parent"),
        Fall::Children => ("lookup", "lose", "their parent"),
        Fall::Sessions => ("session", "end", ""),
        Fall::Rows => ("row", "are", "deleted with it"),
        Fall::References => ("row", "lose", "the reference to it"),
    };
    let verb = match (number, verb) {
        (1, "are") => "is".to_owned(),
        (1, verb) => format!("{verb}s"),
        _ => verb.to_owned(),
    };
    format!("{} {verb} {object}", counted(number, noun)).trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use realmform_kinds::names;

    use super::*;

    #[test]
    fn what_falls_is_told_in_words() {
        let falls = Falls::from([(Fall::Users, 17), (Fall::Composites, 1), (Fall::Subgroups, 1), (Fall::Sessions, 2)]);
        assert_eq!(
            words(names::REALM_ROLE, &falls),
            "17 users lose it, 1 composite role contains it, 1 subgroup is deleted with it, 2 sessions end"
        );
        assert_eq!(words(names::CLIENT, &Falls::from([(Fall::Groups, 1)])), "1 group loses its roles");
        assert_eq!(words(names::LOOKUP, &Falls::from([(Fall::Children, 2)])), "2 lookups lose their parent");
        assert_eq!(words(names::CLIENT, &Falls::new()), "");
    }
}
