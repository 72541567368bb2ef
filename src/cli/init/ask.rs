//! The questions of `init`, on a terminal.

use std::io::BufRead;

use super::text::Answers;
use realmform_model::Failure;
use realmform_model::ownership::Mode;
use realmform_model::words::one_of;

/// What the options say; the rest is asked.
#[derive(Clone, Debug, Default)]
pub(super) struct Questions {
    pub realm: Option<String>,
    pub keycloak: Option<String>,
    pub database: Option<String>,
    pub ownership: Option<String>,
}

/// The answer that means "without".
const NONE: &str = "none";

impl Questions {
    /// With the defaults for all that no option says.
    ///
    /// # Errors
    /// The realm has no name.
    pub(super) fn without_asking(self) -> Result<Answers, Failure> {
        let realm = self.realm.ok_or_else(|| {
            Failure::input("no realm is named, and there is nobody to ask")
                .help("pass `--realm NAME`, or run it on a terminal")
        })?;
        Ok(Answers {
            realm,
            keycloak: self.keycloak.and_then(some),
            database: self.database.and_then(some),
            ownership: self.ownership.unwrap_or_else(|| "additive".to_owned()),
        })
    }
}

/// Asks for all that no option says. An empty answer is the default.
///
/// # Errors
/// The input ends before the answers.
pub(super) fn answers(
    given: Questions,
    input: &mut dyn BufRead,
    show: &mut dyn FnMut(&str),
) -> Result<Answers, Failure> {
    let mut ask = |given: Option<String>, question: &str, is_answer: &dyn Fn(&str) -> Result<(), String>| {
        if let Some(given) = given {
            return Ok(given);
        }
        loop {
            show(question);
            let mut line = String::new();
            let read = input.read_line(&mut line);
            let read = read.map_err(|error| Failure::input(format!("cannot read the answer: {error}")))?;
            if read == 0 {
                show("\n");
                return Err(Failure::input("no answer; nothing was written")
                    .help("pass the answers as options: `realmform init --help`"));
            }
            let answer = line.trim();
            match is_answer(answer) {
                Ok(()) => return Ok(answer.to_owned()),
                Err(why) => show(&format!("{why}\n")),
            }
        }
    };
    let modes: Vec<String> = Mode::ALL.iter().map(|(word, _)| (*word).to_owned()).collect();
    let filled = |answer: &str| if answer.is_empty() { Err("Write a name.".to_owned()) } else { Ok(()) };
    let any = |_: &str| Ok(());
    let is_mode = |answer: &str| match answer.is_empty() || modes.iter().any(|mode| mode == answer) {
        true => Ok(()),
        false => Err(format!("Write {}.", one_of(&modes))),
    };
    let realm = ask(given.realm, "Name of the realm: ", &filled)?;
    let keycloak = ask(given.keycloak, "URL of the Keycloak, or nothing for a file that needs no server: ", &any)?;
    let database = ask(
        given.database,
        "Database of the lookup tables (sqlite:PATH, postgres://USER@HOST/DATABASE or mysql://USER@HOST/DATABASE), or nothing for none: ",
        &any,
    )?;
    let question = "What happens to objects that the files no longer declare?\n  additive: nothing (default)\n  managed: \
                    those that this project created are deleted\n  exclusive: all are deleted\nMode: ";
    let ownership = ask(given.ownership, question, &is_mode)?;
    Questions { realm: Some(realm), keycloak: Some(keycloak), database: Some(database), ownership: some(ownership) }
        .without_asking()
}

fn some(answer: String) -> Option<String> {
    Some(answer).filter(|answer| !answer.trim().is_empty() && answer != NONE)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test ends at the first surprise")]
mod tests {
    use super::*;

    fn asked(given: Questions, input: &str) -> (Result<Answers, Failure>, String) {
        let mut said = String::new();
        let answers = answers(given, &mut input.as_bytes(), &mut |text| said.push_str(text));
        (answers, said)
    }

    #[test]
    fn every_question_is_asked_until_it_has_an_answer() {
        let (answers, said) = asked(Questions::default(), "\nshop\n\n sqlite:a.db \nall\nmanaged\n");
        let wanted = Answers {
            realm: "shop".to_owned(),
            keycloak: None,
            database: Some("sqlite:a.db".to_owned()),
            ownership: "managed".to_owned(),
        };
        assert_eq!(answers.unwrap(), wanted);
        assert_eq!((said.matches("Name of the realm").count(), said.matches("Mode: ").count()), (2, 2));
        assert!(said.contains("Write additive, managed or exclusive."), "{said}");
    }

    #[test]
    fn what_an_option_says_is_not_asked() {
        let given =
            Questions { realm: Some("shop".to_owned()), database: Some("none".to_owned()), ..Questions::default() };
        let (answers, said) = asked(given, "https://sso.example.com\n\n");
        let answers = answers.unwrap();
        assert_eq!((answers.keycloak.as_deref(), answers.database), (Some("https://sso.example.com"), None));
        assert_eq!(answers.ownership, "additive");
        assert!(!said.contains("Name of the realm") && !said.contains("Database"), "{said}");
    }

    #[test]
    fn an_end_without_answers_is_a_failure() {
        assert!(asked(Questions::default(), "shop\n").0.unwrap_err().message.starts_with("no answer"));
    }
}
