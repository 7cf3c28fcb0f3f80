//! Random trees of types of all families, each with SQL of random values: `generateRandom` makes values of a type that it
//! knows, and an expression turns these into values of the tree's type.
//!
//! ```text
//! Array(Variant(Date, String))   from Array(Tuple(UInt8, Date, String)), generated
//!                                by   arrayMap(x -> multiIf(x.1 % 3 = 0, NULL, x.1 % 3 = 1, CAST(x.2 AS ..), ..), v)
//! ```

/// Numbers that are the same in every run.
pub(crate) struct Chance(u64);

impl Chance {
    pub(crate) fn new(seed: u64) -> Self {
        Chance(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// A number below `end`.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap() % end
    }

    fn one_of<'t>(&mut self, texts: &[&'t str]) -> &'t str {
        texts[self.below(texts.len())]
    }
}

/// A type, and how its values are made.
pub(crate) struct Tree {
    pub(crate) data_type: String,
    /// The type that is generated.
    pub(crate) generated: String,
    /// The expression of the value; `@` stands for the generated one.
    expression: String,
    /// Whether its values hold objects, whose paths are there in no order.
    pub(crate) has_json: bool,
    /// Whether it can be NULL.
    is_nullable: bool,
}

impl Tree {
    /// The value's expression of the generated `value`.
    pub(crate) fn of(&self, value: &str) -> String {
        self.expression.replace('@', value)
    }

    fn new(data_type: &str, generated: &str, expression: &str) -> Self {
        Tree {
            data_type: data_type.to_owned(),
            generated: generated.to_owned(),
            expression: expression.to_owned(),
            has_json: data_type.contains("JSON"),
            is_nullable: ["Nullable", "LowCardinality(Nullable", "Variant", "Dynamic", "Geometry"]
                .iter()
                .any(|name| data_type.starts_with(name)),
        }
    }
}

/// Generated as they are, also within Nullable.
const PLAIN: &[&str] = &[
    "Bool",
    "UInt8",
    "UInt16",
    "UInt32",
    "UInt64",
    "UInt128",
    "UInt256",
    "Int8",
    "Int16",
    "Int32",
    "Int64",
    "Int128",
    "Int256",
    "Float32",
    "Float64",
    "Decimal(9, 4)",
    "Decimal(18, 0)",
    "Decimal(38, 38)",
    "Decimal(76, 20)",
    "String",
    "FixedString(5)",
    "UUID",
    "IPv4",
    "IPv6",
    "Date",
    "Date32",
    "DateTime('Asia/Kathmandu')",
    "DateTime64(0)",
    "DateTime64(6, 'America/St_Johns')",
    "DateTime64(9)",
    "Enum8('a' = -128, 'it\\'s' = 0, ', )' = 127)",
    "Enum16('a' = -300, 'b' = 2)",
];

/// Generated as they are.
const WHOLE: &[&str] = &[
    "LowCardinality(String)",
    "LowCardinality(Nullable(String))",
    "LowCardinality(FixedString(2))",
    "LowCardinality(Nullable(UInt64))",
    "LowCardinality(Date)",
    "SimpleAggregateFunction(max, UInt64)",
    "SimpleAggregateFunction(groupArrayArray, Array(String))",
    "Point",
    "Ring",
    "LineString",
    "Polygon",
    "MultiLineString",
    "MultiPolygon",
    "Tuple()",
];

/// Made of others.
const MADE: &[(&str, &str, &str)] = &[
    ("BFloat16", "Float32", "toBFloat16(@)"),
    ("Time", "Int32", "CAST(@ % 3600000 AS Time)"),
    ("Time64(3)", "Int32", "CAST(toDecimal64(@, 3) / 1000 AS Time64(3))"),
    ("Nullable(Time64(9))", "Nullable(Int32)", "CAST(toDecimal64(@, 9) / 1000000 AS Nullable(Time64(9)))"),
    ("IntervalNanosecond", "Int64", "toIntervalNanosecond(@)"),
    ("IntervalMonth", "Int16", "toIntervalMonth(@)"),
    ("QBit(Float32, 3)", "Tuple(Float32, Float32, Float32)", "CAST([@.1, @.2, @.3] AS QBit(Float32, 3))"),
    ("QBit(BFloat16, 9)", "Tuple(Float32, Float32)", "CAST(arrayResize([@.1, @.2], 9, 0.5) AS QBit(BFloat16, 9))"),
    ("AggregateFunction(sum, UInt64)", "UInt64", "initializeAggregation('sumState', @)"),
    ("AggregateFunction(avg, Float64)", "Float64", "initializeAggregation('avgState', @)"),
    ("AggregateFunction(max, String)", "String", "initializeAggregation('maxState', @)"),
    ("AggregateFunction(groupArray, String)", "Array(String)", "arrayReduce('groupArrayState', @)"),
    ("AggregateFunction(quantile(0.5), Float64)", "Float64", "initializeAggregation('quantileState(0.5)', @)"),
    ("AggregateFunction(groupArray, Nullable(Int8))", "Array(Nullable(Int8))", "arrayReduce('groupArrayState', @)"),
    (
        "Geometry",
        "Tuple(UInt8, Point, Ring, Polygon)",
        "multiIf(@.1 % 4 = 0, CAST(NULL AS Geometry), @.1 % 4 = 1, CAST(@.2 AS Geometry), @.1 % 4 = 2, \
         CAST(@.3 AS Geometry), CAST(@.4 AS Geometry))",
    ),
    (
        "JSON",
        "Tuple(UInt8, Int64, Array(Nullable(String)), Float64)",
        "CAST(multiIf(@.1 % 3 = 0, '{}', concat('{\"a\":{\"b\":', toJSONString(@.2), ',\"c\":', toJSONString(@.3), \
         '},\"z', toString(@.1 % 5), '\":[{\"f\":', toString(@.4 > 0), '}]}')) AS JSON)",
    ),
    (
        "JSON(max_dynamic_paths=1, `a.b` UInt32, t Nullable(Date))",
        "Tuple(UInt8, UInt32, String)",
        "CAST(concat('{\"a\":{\"b\":', toString(@.2), '},\"z', toString(@.1 % 5), '\":', toJSONString(@.3), ',\"y\":', \
         toString(@.1), '}') AS JSON(max_dynamic_paths=1, `a.b` UInt32, t Nullable(Date)))",
    ),
    ("Nullable(JSON)", "Nullable(UInt8)", "CAST(concat('{\"n\":', toString(@), '}') AS Nullable(JSON))"),
];

const KEYS: &[&str] =
    &["String", "LowCardinality(String)", "UInt16", "Int128", "Date", "UUID", "FixedString(3)", "IPv6"];

/// A random type, at most `depth` levels of containers deep.
pub(crate) fn tree(chance: &mut Chance, depth: usize) -> Tree {
    if depth == 0 {
        return leaf(chance);
    }
    match chance.below(12) {
        0..=2 => {
            let item = tree(chance, depth - 1);
            let list = format!("Array({})", item.data_type);
            containing(&[&item], &list, &format!("Array({})", item.generated), &mapped(&item, depth))
        }
        3 => named(chance, depth, "Tuple"),
        4 => {
            let elements = trees(chance, depth, 1);
            let types = elements.iter().map(|element| element.data_type.as_str()).collect::<Vec<_>>().join(", ");
            tuple(&elements, &format!("Tuple({types})"))
        }
        5 => {
            let item = named(chance, depth, "Nested");
            let expression = format!("CAST({} AS {})", mapped(&item, depth), item.data_type);
            containing(&[&item], &item.data_type, &format!("Array({})", item.generated), &expression)
        }
        6 | 7 => {
            let (key, value) = (chance.one_of(KEYS), tree(chance, depth - 1));
            let expression =
                format!("mapApply((k{depth}, v{depth}) -> (k{depth}, {}), @)", value.of(&format!("v{depth}")));
            let map = format!("Map({key}, {})", value.data_type);
            containing(&[&value], &map, &format!("Map({key}, {})", value.generated), &expression)
        }
        8 | 9 => {
            let members = members(chance, depth);
            let types = members.iter().map(|member| member.data_type.as_str()).collect::<Vec<_>>().join(", ");
            chosen(&members, &format!("Variant({types})"))
        }
        10 => {
            chosen(&members(chance, depth), chance.one_of(&["Dynamic", "Dynamic(max_types=1)", "Dynamic(max_types=0)"]))
        }
        _ => {
            let inner = named(chance, depth, "Tuple");
            let data_type = format!("Nullable({})", inner.data_type);
            let generated = format!("Tuple(UInt8, {})", inner.generated);
            let expression = format!("if(@.1 % 2 = 0, NULL, CAST({} AS {}))", inner.of("@.2"), inner.data_type);
            containing(&[&inner], &data_type, &generated, &format!("CAST({expression} AS {data_type})"))
        }
    }
}

fn leaf(chance: &mut Chance) -> Tree {
    let plain = chance.one_of(PLAIN);
    match chance.below(6) {
        0 | 1 => Tree::new(plain, plain, "@"),
        2 => {
            let nullable = format!("Nullable({plain})");
            Tree::new(&nullable, &nullable, "@")
        }
        3 => {
            let whole = chance.one_of(WHOLE);
            Tree::new(whole, whole, "@")
        }
        _ => {
            let (data_type, generated, expression) = MADE[chance.below(MADE.len())];
            Tree::new(data_type, generated, expression)
        }
    }
}

/// A type around others.
fn containing(inner: &[&Tree], data_type: &str, generated: &str, expression: &str) -> Tree {
    let has_json = inner.iter().any(|tree| tree.has_json);
    Tree { has_json, ..Tree::new(data_type, generated, expression) }
}

fn mapped(item: &Tree, depth: usize) -> String {
    let name = format!("x{depth}");
    format!("arrayMap({name} -> {}, @)", item.of(&name))
}

fn trees(chance: &mut Chance, depth: usize, least: usize) -> Vec<Tree> {
    (0..least + chance.below(3)).map(|_| tree(chance, depth - 1)).collect()
}

/// A Tuple or Nested with names; the Nested is generated and made as one item of it.
fn named(chance: &mut Chance, depth: usize, family: &str) -> Tree {
    let elements = trees(chance, depth, 1);
    let names = ["a", "`b c`", "`d.e`", "`select`"];
    let types: Vec<_> =
        elements.iter().zip(names).map(|(element, name)| format!("{name} {}", element.data_type)).collect();
    tuple(&elements, &format!("{family}({})", types.join(", ")))
}

fn tuple(elements: &[Tree], data_type: &str) -> Tree {
    let inner: Vec<_> = elements.iter().collect();
    let generated = elements.iter().map(|element| element.generated.as_str()).collect::<Vec<_>>().join(", ");
    let values: Vec<_> = (1..).zip(elements).map(|(place, element)| element.of(&format!("@.{place}"))).collect();
    let as_tuple =
        if data_type.starts_with("Nested") { data_type.replacen("Nested", "Tuple", 1) } else { data_type.to_owned() };
    let expression = format!("CAST(tuple({}) AS {as_tuple})", values.join(", "));
    containing(&inner, data_type, &format!("Tuple({generated})"), &expression)
}

/// Types of a Variant: different ones that cannot be NULL. The server takes a text for a state where it may be either.
fn members(chance: &mut Chance, depth: usize) -> Vec<Tree> {
    let mut members: Vec<Tree> = Vec::new();
    for _ in 0..1 + chance.below(3) {
        let member = tree(chance, depth - 1);
        let is_state = |tree: &Tree| tree.data_type.starts_with("AggregateFunction");
        let texts = ["String", "FixedString", "LowCardinality"];
        let is_text = |tree: &Tree| texts.iter().any(|text| tree.data_type.starts_with(text));
        let is_new = members.iter().all(|known| {
            known.data_type != member.data_type
                && !(is_state(known) && is_text(&member) || is_text(known) && is_state(&member))
        });
        if is_new && !member.is_nullable && !member.data_type.starts_with("Nested") {
            members.push(member);
        }
    }
    if members.is_empty() {
        members.push(Tree::new("String", "String", "@"));
    }
    members
}

/// One of the members, or NULL.
fn chosen(members: &[Tree], data_type: &str) -> Tree {
    let inner: Vec<_> = members.iter().collect();
    let generated = members.iter().map(|member| member.generated.as_str()).collect::<Vec<_>>().join(", ");
    let count = members.len() + 1;
    let arms: Vec<_> = (1..)
        .zip(members)
        .map(|(place, member)| {
            let value = member.of(&format!("@.{}", place + 1));
            format!("@.1 % {count} = {place}, CAST(CAST({value} AS {}) AS {data_type})", member.data_type)
        })
        .collect();
    let expression = format!("multiIf({}, CAST(NULL AS {data_type}))", arms.join(", "));
    containing(&inner, data_type, &format!("Tuple(UInt8, {generated})"), &expression)
}
