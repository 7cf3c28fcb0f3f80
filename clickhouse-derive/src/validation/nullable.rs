//! What cannot be NULL in ClickHouse: Arrays, Maps and their keys. An Option around them would only be found out by the
//! first insert.
//!
//! Knows types by their names alone; what hides behind another name is left to that insert.

use crate::attributes::Name;
use crate::model::{Conversion, FieldModel, Reading, Role};
use crate::refusals::Refusals;
use syn::{GenericArgument, PathArguments, PathSegment, Type};

/// Lists and maps of the standard library, whose columns are Arrays and Maps.
const LISTS: &[&str] = &["Vec", "VecDeque", "HashSet", "BTreeSet"];
const MAPS: &[&str] = &["HashMap", "BTreeMap"];

/// Refuses Options that no column stands for, in a field that is read and inserted as it is and whose column is not
/// declared, which tells more.
pub(crate) fn check_options(fields: &[FieldModel], refusals: &mut Refusals) {
    let as_it_is = |field: &&FieldModel| {
        let goes_both_ways = field.insert && matches!(field.reading, Reading::Column);
        let is_plain = matches!(field.conversion, Conversion::None)
            && field.declared.is_none()
            && !field.attributes.has(Name::Type);
        field.role == Role::Column && goes_both_ways && is_plain
    };
    for field in fields.iter().filter(as_it_is) {
        check_type(&field.ty, refusals);
    }
}

fn check_type(ty: &Type, refusals: &mut Refusals) {
    match ty {
        Type::Group(group) => check_type(&group.elem, refusals),
        Type::Paren(paren) => check_type(&paren.elem, refusals),
        Type::Reference(reference) => check_type(&reference.elem, refusals),
        Type::Slice(slice) => check_type(&slice.elem, refusals),
        Type::Array(array) => check_type(&array.elem, refusals),
        Type::Tuple(tuple) => tuple.elems.iter().for_each(|element| check_type(element, refusals)),
        Type::Path(path) => {
            let Some(last) = path.path.segments.last() else { return };
            match (last.ident.to_string(), arguments(last).as_slice()) {
                (option, [inner]) if option == "Option" => match name(inner) {
                    Some(list) if LISTS.contains(&list.as_str()) => refusals.refuse_all(
                        ty,
                        "an Array cannot be NULL, so that there is no column for an Option of a list; remove the Option \
                         (an empty list can stand for none), or mark a field that is only read `#[clickhouse(skip_insert)]`",
                    ),
                    Some(map) if MAPS.contains(&map.as_str()) => refusals.refuse_all(
                        ty,
                        "a Map cannot be NULL, so that there is no column for an Option of it; remove the Option (an \
                         empty map can stand for none), or mark a field that is only read `#[clickhouse(skip_insert)]`",
                    ),
                    Some(option) if option == "Option" => {
                        refusals.refuse_all(ty, "NULL within NULL is not told apart; one Option is enough");
                    }
                    _ => check_type(inner, refusals),
                },
                (map, [key, value, ..]) if MAPS.contains(&map.as_str()) => {
                    if name(key).is_some_and(|key| key == "Option") {
                        refusals.refuse_all(key, "the keys of a Map cannot be NULL; remove the Option");
                    }
                    check_type(value, refusals);
                }
                (_, inner) => inner.iter().for_each(|ty| check_type(ty, refusals)),
            }
        }
        _ => {}
    }
}

/// The name of the type, or of what a pointer points to.
fn name(ty: &Type) -> Option<String> {
    match ty {
        Type::Group(group) => name(&group.elem),
        Type::Paren(paren) => name(&paren.elem),
        Type::Reference(reference) => name(&reference.elem),
        Type::Path(path) if path.qself.is_none() => {
            let last = path.path.segments.last()?;
            match (last.ident.to_string().as_str(), arguments(last).as_slice()) {
                ("Box" | "Rc" | "Arc", [inner]) => name(inner),
                (name, _) => Some(name.to_owned()),
            }
        }
        _ => None,
    }
}

fn arguments(segment: &PathSegment) -> Vec<&Type> {
    let PathArguments::AngleBracketed(arguments) = &segment.arguments else { return Vec::new() };
    let types = arguments.args.iter().filter_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    });
    types.collect()
}
