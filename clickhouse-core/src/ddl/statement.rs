//! Statements one after another: those that change tables are run, those that do not are passed over.

use super::alter::alter_table;
use super::create::create;
use super::tokens::{Read, Token, Tokens};
use super::{Place, Schema, Table};
use std::sync::Arc;

/// Words that begin statements without an effect on columns.
const WITHOUT_EFFECT: &[&str] = &[
    "ANALYZE", "BACKUP", "BEGIN", "CHECK", "COMMIT", "DELETE", "DESC", "DESCRIBE", "DETACH", "EXISTS", "EXPLAIN",
    "GRANT", "INSERT", "KILL", "MOVE", "OPTIMIZE", "RESTORE", "REVOKE", "ROLLBACK", "SELECT", "SHOW", "SYSTEM",
    "TRUNCATE", "UNDROP", "UPDATE", "VALUES", "WATCH", "WITH",
];

/// A statement's reader, with all that it needs.
pub(super) struct Reader<'r, 's> {
    pub(super) schema: &'r mut Schema,
    pub(super) tokens: Tokens<'s>,
    pub(super) file: &'r Arc<str>,
}

/// A table's name as a statement has it, with the database of `USE` filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TableName {
    pub(super) database: Option<String>,
    pub(super) name: String,
}

/// Runs all statements.
pub(super) fn read_all(schema: &mut Schema, tokens: Tokens<'_>, file: &Arc<str>) -> Read<()> {
    let mut reader = Reader { schema, tokens, file };
    loop {
        while reader.tokens.eat_sign(';') {}
        if *reader.tokens.peek() == Token::End {
            return Ok(());
        }
        reader.statement()?;
        if !reader.tokens.is_at_end() {
            let text = format!("the statement should end {}; write a `;` between statements", reader.tokens.shown());
            return reader.tokens.refuse(text);
        }
    }
}

impl Reader<'_, '_> {
    /// The line in which `position` stands.
    pub(super) fn place(&self, position: usize) -> Place {
        Place { file: Arc::clone(self.file), line: self.tokens.line(position) }
    }

    fn statement(&mut self) -> Read<()> {
        let tokens = &mut self.tokens;
        if tokens.is_at_one_of(&["CREATE", "ATTACH", "REPLACE"]) {
            return create(self);
        }
        if tokens.eat("ALTER TABLE") || tokens.eat("ALTER TEMPORARY TABLE") {
            return alter_table(self);
        }
        if tokens.eat("DROP") {
            return self.drop();
        }
        if tokens.eat("RENAME") {
            return self.rename();
        }
        if tokens.eat("EXCHANGE TABLES") {
            return self.exchange();
        }
        if tokens.eat("USE") {
            tokens.eat("DATABASE");
            self.schema.database = Some(tokens.name("a database")?);
            return Ok(());
        }
        if tokens.eat("SET") {
            return self.set();
        }
        if tokens.is_at_one_of(WITHOUT_EFFECT) || tokens.is_at_one_of(&["ALTER", "EXCHANGE"]) || tokens.is_at_sign('(')
        {
            return tokens.skip_statement();
        }
        let text = format!("a statement is expected {}; comment it out if the schema does not need it", tokens.shown());
        tokens.refuse(text)
    }

    /// The name of a table, `table` or `database.table`.
    pub(super) fn table_name(&mut self) -> Read<TableName> {
        let first = self.tokens.name("a table")?;
        if self.tokens.eat_sign('.') {
            return Ok(TableName { database: Some(first), name: self.tokens.name("a table")? });
        }
        Ok(TableName { database: self.schema.database.clone(), name: first })
    }

    /// Passes `ON CLUSTER name`, if it stands here.
    pub(super) fn on_cluster(&mut self) -> Read<()> {
        if !self.tokens.eat("ON CLUSTER") {
            return Ok(());
        }
        match self.tokens.peek() {
            Token::Text(_) => {
                self.tokens.next();
                Ok(())
            }
            // What a template fills in: `{{ cluster }}`.
            Token::Sign('{') => self.tokens.skip_token(),
            _ => {
                let _ = self.tokens.name("a cluster")?;
                // An unquoted name may have hyphens.
                while self.tokens.eat_sign('-') {
                    let _ = self.tokens.next();
                }
                Ok(())
            }
        }
    }

    /// The place of the table `name` among the schema's.
    pub(super) fn find(&self, name: &TableName) -> Option<usize> {
        self.schema.find(name.database.as_deref(), &name.name).ok()
    }

    fn drop(&mut self) -> Read<()> {
        self.tokens.eat("TEMPORARY");
        let is_database = self.tokens.eat("DATABASE");
        let is_table = ["TABLE", "VIEW", "DICTIONARY"].iter().any(|word| self.tokens.eat(word));
        if !is_database && !is_table {
            return self.tokens.skip_statement();
        }
        self.tokens.eat("IF EXISTS");
        self.tokens.eat("IF EMPTY");
        loop {
            if is_database {
                let database = self.tokens.name("a database")?;
                self.schema.tables.retain(|table| table.database.as_deref() != Some(&*database));
            } else {
                let name = self.table_name()?;
                if let Some(place) = self.find(&name) {
                    let _ = self.schema.tables.remove(place);
                }
            }
            if !self.tokens.eat_sign(',') {
                break;
            }
        }
        self.on_cluster()?;
        // SYNC, NO DELAY, PERMANENTLY, SETTINGS ..
        self.tokens.skip_statement()
    }

    fn rename(&mut self) -> Read<()> {
        let is_table = ["TABLE", "VIEW", "DICTIONARY"].iter().any(|word| self.tokens.eat(word));
        if !is_table
            && (self.tokens.is_at("DATABASE") || !matches!(self.tokens.peek(), Token::Name(_) | Token::Word(_)))
        {
            return self.tokens.skip_statement();
        }
        self.tokens.eat("IF EXISTS");
        loop {
            let old = self.table_name()?;
            if !self.tokens.eat("TO") {
                return self.tokens.refuse(format!("TO is expected {}", self.tokens.shown()));
            }
            let new = self.table_name()?;
            if let Some(place) = self.find(&old) {
                let table = &mut self.schema.tables[place];
                (table.database, table.name) = (new.database.or_else(|| table.database.take()), new.name);
            }
            if !self.tokens.eat_sign(',') {
                break;
            }
        }
        self.on_cluster()?;
        self.tokens.skip_statement()
    }

    fn exchange(&mut self) -> Read<()> {
        loop {
            let left = self.table_name()?;
            if !self.tokens.eat("AND") {
                return self.tokens.refuse(format!("AND is expected {}", self.tokens.shown()));
            }
            let right = self.table_name()?;
            if let (Some(left), Some(right)) = (self.find(&left), self.find(&right)) {
                let names = |table: &Table| (table.database.clone(), table.name.clone());
                let (of_left, of_right) = (names(&self.schema.tables[left]), names(&self.schema.tables[right]));
                (self.schema.tables[left].database, self.schema.tables[left].name) = of_right;
                (self.schema.tables[right].database, self.schema.tables[right].name) = of_left;
            }
            if !self.tokens.eat_sign(',') {
                break;
            }
        }
        self.on_cluster()?;
        self.tokens.skip_statement()
    }

    /// Of all settings only one changes columns.
    fn set(&mut self) -> Read<()> {
        while !self.tokens.is_at_end() {
            if self.tokens.eat("flatten_nested") && self.tokens.eat_sign('=') {
                self.schema.keeps_nested = self.tokens.is_at("0") || self.tokens.is_at("false");
            }
            self.tokens.skip_token()?;
        }
        Ok(())
    }
}
