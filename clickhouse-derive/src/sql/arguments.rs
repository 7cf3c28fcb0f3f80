//! What stands in `sql!(..)` behind the SQL: `name = expression`, one for each parameter that is no local variable.

use crate::attributes::nearest;
use crate::refusals::Refusals;
use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote_spanned};
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::spanned::Spanned;
use syn::{Expr, Ident, Token};

/// The arguments in their order.
#[derive(Default)]
pub(crate) struct Arguments {
    arguments: Vec<Argument>,
}

struct Argument {
    name: Ident,
    /// As SQL has it, without `r#`.
    plain: String,
    /// None where the argument is a name alone, which means the variable of that name.
    value: Option<Expr>,
}

/// The value of a parameter.
pub(crate) struct Given {
    pub(crate) expression: Expr,
    /// Where the value stands: the expression, or the SQL that captures a variable.
    pub(crate) span: Span,
}

impl Arguments {
    /// The value of the parameter `name` of SQL at `span`: an argument, else the variable of that name.
    pub(crate) fn value(&self, name: &str, span: Span) -> syn::Result<Given> {
        match self.arguments.iter().find(|argument| argument.plain == name) {
            Some(Argument { value: Some(value), .. }) => Ok(Given { expression: value.clone(), span: value.span() }),
            Some(Argument { name, value: None, .. }) => {
                Ok(Given { expression: variable(name.clone()), span: name.span() })
            }
            None => {
                let ident = syn::parse_str::<Ident>(name).or_else(|_| syn::parse_str(&format!("r#{name}")));
                let mut ident: Ident = ident.map_err(|_| {
                    let text = format!(
                        "no variable can be called `{name}`; rename the parameter, or give its value with `.param(\"{name}\", ..)`"
                    );
                    syn::Error::new(span, text)
                })?;
                ident.set_span(span);
                Ok(Given { expression: variable(ident), span })
            }
        }
    }

    /// Refuses what is given twice, and what no parameter is called.
    pub(crate) fn check(&self, parameters: &[&str], refusals: &mut Refusals) {
        for (place, argument) in self.arguments.iter().enumerate() {
            let name = &argument.plain;
            if self.arguments[..place].iter().any(|earlier| earlier.plain == *name) {
                refusals.refuse(argument.name.span(), format!("the parameter `{name}` is given twice; remove one"));
            } else if !parameters.contains(&name.as_str()) {
                let free: Vec<&str> = parameters
                    .iter()
                    .copied()
                    .filter(|parameter| !self.arguments.iter().any(|argument| argument.plain == *parameter))
                    .collect();
                let way_out = match (nearest(name, free.iter().copied()), free.as_slice()) {
                    (Some(near), _) | (None, &[near]) => format!("did you mean `{near}`?"),
                    _ if parameters.is_empty() => format!("write it as `{{{name}:Type}}`, or remove this"),
                    _ => format!("it has {}", list(parameters)),
                };
                refusals.refuse(argument.name.span(), format!("the SQL has no parameter `{name}`; {way_out}"));
            }
        }
    }
}

impl Parse for Arguments {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let mut read = Arguments::default();
        while !input.is_empty() {
            input.parse::<Token![,]>()?;
            if input.is_empty() {
                break;
            }
            if !input.peek(Ident::peek_any) || input.peek2(Token![.]) || input.peek2(Token![::]) {
                let text = "a parameter's value has its name before it: `name = value`";
                return Err(syn::Error::new(input.parse::<Expr>().map_or(input.span(), |value| value.span()), text));
            }
            let name = input.call(Ident::parse_any)?;
            let value = match input.parse::<Option<Token![=]>>()? {
                Some(_) => Some(input.parse()?),
                None if input.is_empty() || input.peek(Token![,]) => None,
                None => return Err(input.error("a parameter's value has its name before it: `name = value`")),
            };
            read.arguments.push(Argument { plain: name.unraw().to_string(), name, value });
        }
        Ok(read)
    }
}

fn variable(name: Ident) -> Expr {
    Expr::Verbatim(name.into_token_stream())
}

fn list(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

impl Given {
    /// The value borrowed, all of it where the value stands.
    pub(crate) fn borrowed(&self) -> TokenStream {
        let expression = &self.expression;
        quote_spanned!(self.span=> &(#expression))
    }
}
