//! What a layout keeps, and what it makes the same.
#![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

use insta::assert_snapshot;
use proptest::prelude::*;

use super::{Unformatted, format, says_the_same};

fn laid_out(text: &str) -> String {
    let new = format(text).unwrap();
    assert_eq!(format(&new).unwrap(), new, "laid out twice");
    new
}

#[test]
fn white_space_is_made_the_same_and_comments_stay_where_they_belong() {
    let text = "\u{feff}#:schema a.json\n[ clients . \"web\" ]   # behind a header\r\nname=\"Web\" # behind a value\n\
                \n\n\n   # above a key\n\t redirectUris=[\"a\",'b' ,]\nattributes.\"pkce\".  \"x.y\" = { a=1,b.c=[1,2] }   \n\
                webOrigins = [ # first\n  \"+\", # behind an item\n\n\n# above an item\n\"-\"\n# at the end\n]\n\n\n# the end";
    assert_snapshot!(laid_out(text), @r##"
    #:schema a.json

    [clients.web] # behind a header
    name = "Web" # behind a value

    # above a key
    redirectUris = ["a", 'b']
    attributes.pkce."x.y" = { a = 1, b.c = [1, 2] }
    webOrigins = [ # first
        "+", # behind an item

        # above an item
        "-",
        # at the end
    ]

    # the end
    "##);
}

#[test]
fn what_belongs_together_stands_together_and_the_rest_keeps_its_order() {
    let text = "[groups.\"/b\"]\n[clients.b.attributes]\nx = \"1\"\n# of a\n[clients.a]\n[groups.\"/a\"]\n[clients.b]\n\
                [realm]\n[roles.realm.z]\n[roles.client.a.y]\n[targets.x]\n";
    assert_snapshot!(laid_out(text), @r#"
    [realm]

    [clients.b]

    [clients.b.attributes]
    x = "1"

    # of a
    [clients.a]

    [roles.client.a.y]

    [roles.realm.z]

    [groups."/b"]

    [groups."/a"]

    [targets.x]
    "#);
}

#[test]
fn nothing_leaves_its_section() {
    let text = "# --- people ---\n\n[groups.\"/a\"]\n[clients.b]\n\n# --- programs ---\n\n[clients.a]\n[realm]\n";
    assert_snapshot!(laid_out(text), @r#"
    # --- people ---

    [clients.b]

    [groups."/a"]

    # --- programs ---

    [realm]

    [clients.a]
    "#);
}

#[test]
fn lists_of_tables_keep_their_order_with_what_is_in_them() {
    let text = "[[moved]]\nkind = \"group\"\n[[naming]]\nkind = \"client\"\n[naming.parts]\nname = \"x\"\n[[moved]]\nkind = \"client\"\n[realm]\n";
    let new = laid_out(text);
    let headers: Vec<&str> = new.lines().filter(|line| line.starts_with('[')).collect();
    assert_eq!(headers, ["[[moved]]", "[[naming]]", "[naming.parts]", "[[moved]]", "[realm]"]);
}

#[test]
fn a_list_that_is_too_long_gets_a_line_for_each_item() {
    let items: Vec<String> = (0..12).map(|index| format!("\"item-number-{index}\"")).collect();
    let new =
        laid_out(&format!("[a]\nlist = [{}]\nshort = [\n  \"kept\", \"broken\"\n]\nempty = [ ]\n", items.join(",")));
    assert!(new.starts_with("[a]\nlist = [\n    \"item-number-0\",\n    \"item-number-1\",\n"), "{new}");
    assert!(
        new.ends_with("    \"item-number-11\",\n]\nshort = [\n    \"kept\", \"broken\",\n]\nempty = []\n"),
        "{new}"
    );
}

#[test]
fn texts_keep_their_spelling() {
    let text = "[a]\nb = '''\n  as it\n\tis'''\nc = \"\\u00e9\"\nd = 0x1F\ne = 1979-05-27T07:32:00Z\n\"f g\" = 1_000\n";
    assert_eq!(laid_out(text), text);
}

#[test]
fn what_is_not_toml_is_not_touched() {
    assert!(matches!(format("a = \n"), Err(Unformatted::NotToml(_))));
    assert_eq!(laid_out(""), "");
    assert_eq!(laid_out("\n\n# alone\n\n"), "# alone\n");
}

/// A line or so of TOML; `@` becomes a number of its own, so that no key is there twice.
fn piece() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "k@=1\n",
        "  \"k @\" = \"a # b\"   # behind @\n",
        "# above @\nk@ = [1,2,\n3 ]\n",
        "k@.a.\"b c\"={x=1, y.z='#'}\n",
        "k@ = [ # first @\n \"a\" , # second @\n\n [ 1,2 ] ,{ a = [ 1 ] } # third @\n # last @\n ]\n",
        "\n\n",
        "\t# free @\n\n",
        "[ t@ ] # header @\n",
        "[clients.c@]\n[roles.realm.\"r@\"]\n[clients.c@.attributes]\n",
        "[[moved]]\nfrom=\"@\"\n",
        "[[naming]] # list @\n[naming.parts]\nx@ = '''\n a\n\n'''\n",
        "k@ = \"\"\"\r\n @\r\n\"\"\"\r\n",
    ])
}

proptest! {
    #[test]
    fn whatever_is_laid_out_says_the_same_and_is_laid_out_for_good(pieces in prop::collection::vec(piece(), 0..24)) {
        let text: String =
            pieces.iter().enumerate().map(|(index, piece)| piece.replace('@', &index.to_string())).collect();
        // CRLF inside a text is a value that would change, and the file is then left alone.
        match format(&text) {
            Ok(new) => {
                prop_assert!(says_the_same(&text, &new));
                prop_assert_eq!(format(&new).unwrap(), new.clone());
                prop_assert!(new.lines().all(|line| line == line.trim_end() || new.contains("'''")));
                prop_assert!(!new.contains("\n\n\n") || new.contains("'''") || new.contains("\"\"\""), "{}", new);
            }
            Err(Unformatted::Changed) => prop_assert!(text.contains("\r\n"), "{}", text),
            Err(Unformatted::NotToml(error)) => prop_assert!(false, "{error}\n{text}"),
        }
    }
}
