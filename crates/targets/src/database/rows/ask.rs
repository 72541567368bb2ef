//! Questions to the database about many given rows at once; where it cannot read one of them, which that is.

use sqlx::Error;

use super::layout::Layout;
use super::speech::Speech;
use crate::database::connection::{Connection, Row};
use crate::database::statement::Statement;

/// How many rows go into one question.
const BATCH: usize = 1000;

/// One row of a question: its number, and its texts.
pub(super) struct Given {
    pub row: usize,
    pub texts: Vec<Option<String>>,
}

/// A row that the database cannot read, and why.
pub(super) struct Unreadable {
    pub row: usize,
    pub why: String,
}

/// The rows as the JSON text that statements take as their first value; the number of each comes last.
pub(super) fn json<'r>(rows: impl Iterator<Item = (usize, &'r [Option<String>])>) -> String {
    let rows = rows.map(|(row, texts)| {
        let row = Some(row.to_string());
        serde_json::json!(texts.iter().chain([&row]).collect::<Vec<_>>())
    });
    serde_json::Value::Array(rows.collect()).to_string()
}

/// The question whether the fields of rows are the same as what is given: the number of the row, and a `1` or `0` for each
/// field. Given are the texts of the key, then one of each field.
pub(super) fn whether_same(layout: &Layout, speech: &dyn Speech, fields: &[usize]) -> String {
    let width = layout.key_width();
    let verdicts = fields.iter().enumerate().map(|(nth, field)| {
        let column = &layout.fields[*field].column;
        let own = format!("t.{}", speech.quoted(&column.name));
        let same = speech.same(column, &format!("given.c{}", width + nth), &own);
        format!("case when {same} then '1' else '0' end")
    });
    let number = width + fields.len();
    format!(
        "with given as ({}) select given.c{number}, {} from given join {} as t on {}",
        speech.given(number + 1),
        verdicts.collect::<Vec<_>>().join(", "),
        speech.table(&layout.table.mapping.table),
        layout.is_given(speech)
    )
}

/// The fields, by their places in the question, that an answer to it says are the same.
pub(super) fn same<'f>(answer: &'f Row, fields: &'f [usize]) -> impl Iterator<Item = usize> + 'f {
    let cells = fields.iter().zip(answer);
    cells.filter(|(_, cell)| cell.as_deref() == Some("1")).map(|(field, _)| *field)
}

/// Asks in batches, within the transaction that is open. The first column of an answer is the number of the row that was
/// given; the others are handed on.
pub(super) async fn all(
    connection: &mut Connection,
    sql: &str,
    given: &[Given],
    unreadable: &mut Vec<Unreadable>,
) -> Result<Vec<(usize, Row)>, Error> {
    let mut answers = Vec::new();
    let mut batches: Vec<&[Given]> = given.chunks(BATCH).rev().collect();
    while let Some(batch) = batches.pop() {
        connection.run("savepoint question").await?;
        let text = json(batch.iter().map(|it| (it.row, &it.texts[..])));
        let statement = Statement::with(connection.dialect(), sql, vec![Some(text)]);
        match connection.rows(statement).await {
            Ok(rows) => answers.extend(rows.into_iter().filter_map(numbered)),
            // A value that is none of its type: which it is, smaller questions tell.
            Err(Error::Database(error)) => {
                connection.run("rollback to savepoint question").await?;
                match batch {
                    [one] => unreadable.push(Unreadable { row: one.row, why: error.message().to_owned() }),
                    many => {
                        let (left, right) = many.split_at(many.len() / 2);
                        batches.extend([right, left]);
                    }
                }
            }
            Err(error) => return Err(error),
        }
        connection.run("release savepoint question").await?;
    }
    Ok(answers)
}

fn numbered(mut row: Row) -> Option<(usize, Row)> {
    let rest = row.split_off(1);
    Some((row.first()?.as_deref()?.parse().ok()?, rest))
}
