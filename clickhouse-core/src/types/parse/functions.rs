//! Names of aggregate functions, as the server prints them: `medianIf` is `quantileIf`, and `SUM` is `sum`.
//!
//! Source: `system.functions` and `system.aggregate_function_combinators` of 26.7.

/// Other names, each with the one that is printed.
const ALIASES: &[(&str, &str)] = &[
    ("ST_AsMVT", "MVTEncode"),
    ("anyLastRespectNulls", "anyLast_respect_nulls"),
    ("anyRespectNulls", "any_respect_nulls"),
    ("anyValueRespectNulls", "any_respect_nulls"),
    ("firstValueRespectNulls", "any_respect_nulls"),
    ("lastValueRespectNulls", "anyLast_respect_nulls"),
    ("lttb", "largestTriangleThreeBuckets"),
    ("median", "quantile"),
    ("medianBFloat16", "quantileBFloat16"),
    ("medianBFloat16Weighted", "quantileBFloat16Weighted"),
    ("medianDD", "quantileDD"),
    ("medianDeterministic", "quantileDeterministic"),
    ("medianExact", "quantileExact"),
    ("medianExactHigh", "quantileExactHigh"),
    ("medianExactLow", "quantileExactLow"),
    ("medianExactWeighted", "quantileExactWeighted"),
    ("medianExactWeightedInterpolated", "quantileExactWeightedInterpolated"),
    ("medianGK", "quantileGK"),
    ("medianInterpolatedWeighted", "quantileInterpolatedWeighted"),
    ("medianTDigest", "quantileTDigest"),
    ("medianTDigestWeighted", "quantileTDigestWeighted"),
    ("medianTiming", "quantileTiming"),
    ("medianTimingWeighted", "quantileTimingWeighted"),
    ("sparkBar", "sparkbar"),
    ("sumMappedArrays", "sumMap"),
];

/// The same for names in any case.
const ALIASES_IN_ANY_CASE: &[(&str, &str)] = &[
    ("analysisOfVariance", "analysisOfVariance"),
    ("anova", "analysisOfVariance"),
    ("any_value", "any"),
    ("any_value_respect_nulls", "any_respect_nulls"),
    ("approx_top_count", "approx_top_k"),
    ("approx_top_k", "approx_top_k"),
    ("approx_top_sum", "approx_top_sum"),
    ("array_agg", "groupArray"),
    ("array_concat_agg", "groupArrayArray"),
    ("avg", "avg"),
    ("bit_and", "groupBitAnd"),
    ("bit_or", "groupBitOr"),
    ("bit_xor", "groupBitXor"),
    ("corr", "corr"),
    ("count", "count"),
    ("covar_pop", "covarPop"),
    ("covar_samp", "covarSamp"),
    ("first_value", "any"),
    ("first_value_respect_nulls", "any_respect_nulls"),
    ("group_concat", "groupConcat"),
    ("kolmogorovSmirnovTest", "kolmogorovSmirnovTest"),
    ("last_value", "anyLast"),
    ("last_value_respect_nulls", "anyLast_respect_nulls"),
    ("max", "max"),
    ("max_by", "argMax"),
    ("min", "min"),
    ("min_by", "argMin"),
    ("std", "stddevPop"),
    ("stddev", "stddevSamp"),
    ("stddev_pop", "stddevPop"),
    ("stddev_samp", "stddevSamp"),
    ("string_agg", "groupConcat"),
    ("sum", "sum"),
    ("var_pop", "varPop"),
    ("var_samp", "varSamp"),
];

/// What may follow a name.
const COMBINATORS: &[&str] = &[
    "SimpleState",
    "OrDefault",
    "Distinct",
    "Resample",
    "ForEach",
    "ArgMax",
    "ArgMin",
    "OrNull",
    "Tuple",
    "Merge",
    "State",
    "Array",
    "Null",
    "Map",
    "If",
];

/// Functions over maps in arrays, whose states have had two layouts.
const IN_VERSION_1: &[&str] =
    &["maxMap", "minMap", "sumMap", "sumMapFiltered", "sumMapFilteredWithOverflow", "sumMapWithOverflow"];

/// The name that the server prints for `name`.
pub(super) fn printed(name: &str) -> String {
    let same = |(alias, _): &&(&str, &str)| *alias == name;
    let same_in_any_case = |(alias, _): &&(&str, &str)| alias.eq_ignore_ascii_case(name);
    let known = ALIASES.iter().find(same).or_else(|| ALIASES_IN_ANY_CASE.iter().find(same_in_any_case));
    if let Some((_, printed)) = known {
        return (*printed).to_owned();
    }
    match without_combinator(name) {
        Some((function, combinator)) => printed(function) + combinator,
        None => name.to_owned(),
    }
}

/// The version in which new states of `function`, which may have parameters, are kept; `None` where there is only one.
pub(super) fn newest_version(function: &str) -> Option<u64> {
    let name = function.split('(').next().unwrap_or_default();
    if IN_VERSION_1.contains(&name) {
        return Some(1);
    }
    newest_version(without_combinator(name)?.0)
}

fn without_combinator(name: &str) -> Option<(&str, &'static str)> {
    in_two(name).next()
}

/// The name as that of a function and what follows it; `groupBitOrNull` is no `groupBit` that is OrNull.
pub(in crate::types) fn in_two(name: &str) -> impl Iterator<Item = (&str, &'static str)> {
    let parted = move |combinator: &&'static str| Some((name.strip_suffix(combinator)?, *combinator));
    COMBINATORS.iter().filter_map(parted).filter(|(function, _)| !function.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_that_the_server_prints() {
        for (name, expected) in [
            ("SUM", "sum"),
            ("COUNT", "count"),
            ("VAR_POP", "varPop"),
            ("medianIf", "quantileIf"),
            ("sumMapMerge", "sumMapMerge"),
            ("first_value", "any"),
            ("array_agg", "groupArray"),
            ("quantilesTDigestArrayIf", "quantilesTDigestArrayIf"),
            ("If", "If"),
        ] {
            assert_eq!(printed(name), expected);
        }
        assert_eq!(newest_version("sumMap"), Some(1));
        assert_eq!(newest_version("sumMapFilteredIf([1])"), Some(1));
        assert_eq!(newest_version("sum"), None);
    }
}
