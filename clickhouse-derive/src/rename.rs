//! [`RenameRule`]: serde's eight ways to turn the names of fields and variants into other names.
//!
//! Fields are taken to be in snake case and variants in Pascal case, as Rust has them, and are converted exactly as
//! serde converts them, so that one struct has the same names in ClickHouse and in JSON.

use crate::attributes::nearest;

/// A value of `rename_all`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RenameRule {
    Lower,
    Upper,
    Pascal,
    Camel,
    Snake,
    ScreamingSnake,
    Kebab,
    ScreamingKebab,
}

use RenameRule as R;

/// The rules as users write them: each is spelled in the very way that it spells.
const RULES: [(&str, RenameRule); 8] = [
    ("lowercase", R::Lower),
    ("UPPERCASE", R::Upper),
    ("PascalCase", R::Pascal),
    ("camelCase", R::Camel),
    ("snake_case", R::Snake),
    ("SCREAMING_SNAKE_CASE", R::ScreamingSnake),
    ("kebab-case", R::Kebab),
    ("SCREAMING-KEBAB-CASE", R::ScreamingKebab),
];

impl RenameRule {
    /// The rule that is written as `text`.
    ///
    /// # Errors
    /// There is none; the error's text names the nearest one, or all.
    pub(crate) fn parse(text: &str) -> Result<RenameRule, String> {
        if let Some((_, rule)) = RULES.iter().find(|(name, _)| *name == text) {
            return Ok(*rule);
        }
        let names = RULES.iter().map(|(name, _)| *name);
        Err(match nearest(text, names.clone()) {
            Some(name) => format!("there is no naming rule `{text}`; did you mean `{name}`?"),
            None => {
                let names: Vec<_> = names.map(|name| format!("`{name}`")).collect();
                format!("there is no naming rule `{text}`; the rules are {}", names.join(", "))
            }
        })
    }

    /// The column's name for the field `field`.
    pub(crate) fn apply_to_field(self, field: &str) -> String {
        match self {
            R::Lower | R::Snake => field.to_owned(),
            R::Upper | R::ScreamingSnake => field.to_ascii_uppercase(),
            R::Pascal => pascal(field),
            R::Camel => first_in_lower_case(&pascal(field)),
            R::Kebab => field.replace('_', "-"),
            R::ScreamingKebab => field.to_ascii_uppercase().replace('_', "-"),
        }
    }

    /// The member's name for the variant `variant`.
    pub(crate) fn apply_to_variant(self, variant: &str) -> String {
        match self {
            R::Pascal => variant.to_owned(),
            R::Lower => variant.to_ascii_lowercase(),
            R::Upper => variant.to_ascii_uppercase(),
            R::Camel => first_in_lower_case(variant),
            R::Snake => snake(variant),
            R::ScreamingSnake => snake(variant).to_ascii_uppercase(),
            R::Kebab => snake(variant).replace('_', "-"),
            R::ScreamingKebab => snake(variant).to_ascii_uppercase().replace('_', "-"),
        }
    }
}

fn pascal(field: &str) -> String {
    let mut pascal = String::with_capacity(field.len());
    let mut is_start = true;
    for letter in field.chars() {
        if letter == '_' {
            is_start = true;
        } else if is_start {
            pascal.push(letter.to_ascii_uppercase());
            is_start = false;
        } else {
            pascal.push(letter);
        }
    }
    pascal
}

fn snake(variant: &str) -> String {
    let mut snake = String::with_capacity(variant.len() + 4);
    for (at, letter) in variant.char_indices() {
        if at > 0 && letter.is_uppercase() {
            snake.push('_');
        }
        snake.push(letter.to_ascii_lowercase());
    }
    snake
}

fn first_in_lower_case(name: &str) -> String {
    let mut letters = name.chars();
    match letters.next() {
        Some(first) => std::iter::once(first.to_ascii_lowercase()).chain(letters).collect(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_renamed_as_serde_renames_them() {
        let table = [
            ("lowercase", ["outcome", "very_tasty", "a", "z42"]),
            ("UPPERCASE", ["OUTCOME", "VERY_TASTY", "A", "Z42"]),
            ("PascalCase", ["Outcome", "VeryTasty", "A", "Z42"]),
            ("camelCase", ["outcome", "veryTasty", "a", "z42"]),
            ("snake_case", ["outcome", "very_tasty", "a", "z42"]),
            ("SCREAMING_SNAKE_CASE", ["OUTCOME", "VERY_TASTY", "A", "Z42"]),
            ("kebab-case", ["outcome", "very-tasty", "a", "z42"]),
            ("SCREAMING-KEBAB-CASE", ["OUTCOME", "VERY-TASTY", "A", "Z42"]),
        ];
        for (text, expected) in table {
            let rule = RenameRule::parse(text).unwrap();
            assert_eq!(
                ["outcome", "very_tasty", "a", "z42"].map(|field| rule.apply_to_field(field)),
                expected,
                "{text}"
            );
        }
    }

    #[test]
    fn variants_are_renamed_as_serde_renames_them() {
        let table = [
            ("lowercase", ["outcome", "verytasty", "a", "z42"]),
            ("UPPERCASE", ["OUTCOME", "VERYTASTY", "A", "Z42"]),
            ("PascalCase", ["Outcome", "VeryTasty", "A", "Z42"]),
            ("camelCase", ["outcome", "veryTasty", "a", "z42"]),
            ("snake_case", ["outcome", "very_tasty", "a", "z42"]),
            ("SCREAMING_SNAKE_CASE", ["OUTCOME", "VERY_TASTY", "A", "Z42"]),
            ("kebab-case", ["outcome", "very-tasty", "a", "z42"]),
            ("SCREAMING-KEBAB-CASE", ["OUTCOME", "VERY-TASTY", "A", "Z42"]),
        ];
        for (text, expected) in table {
            let rule = RenameRule::parse(text).unwrap();
            assert_eq!(
                ["Outcome", "VeryTasty", "A", "Z42"].map(|name| rule.apply_to_variant(name)),
                expected,
                "{text}"
            );
        }
    }

    #[test]
    fn names_without_letters_to_convert_are_kept() {
        assert_eq!(R::Camel.apply_to_field("größe_in_m"), "größeInM");
        assert_eq!(R::Camel.apply_to_field("_"), "");
        assert_eq!(R::Camel.apply_to_variant("Äther"), "Äther");
        assert_eq!(R::Snake.apply_to_variant("HTTPError"), "h_t_t_p_error");
    }

    #[test]
    fn a_misspelt_rule_is_answered_with_the_nearest() {
        assert_eq!(
            RenameRule::parse("CamelCase").unwrap_err(),
            "there is no naming rule `CamelCase`; did you mean `camelCase`?"
        );
        assert!(RenameRule::parse("dots").unwrap_err().contains("the rules are `lowercase`, `UPPERCASE`"));
    }
}
