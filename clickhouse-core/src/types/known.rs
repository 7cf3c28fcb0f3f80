//! Names that types have in them and only a server can look up: aggregate functions and time zones.
//!
//! A newer server knows more of them, so that a name is only refused which looks like a known one misspelt, and one of a
//! function that is known to be impossible in its place. Source: `system.functions`, `system.time_zones` and the refusals
//! of 26.7.

use super::parse::in_two;
use super::{DataType, distance, nearest};

/// What is wrong with a name within a type that somebody wrote by hand.
#[doc(hidden)]
pub fn misspelt_name(data_type: &DataType) -> Option<String> {
    match data_type {
        DataType::DateTime(Some(zone)) | DataType::DateTime64(_, Some(zone)) => misspelt_zone(zone),
        DataType::SimpleAggregateFunction(function) => {
            wrong_simple_function(&function.function).or_else(|| misspelt_name(&function.data_type))
        }
        DataType::AggregateFunction(function) => {
            misspelt_function(&function.function).or_else(|| function.arguments.iter().find_map(misspelt_name))
        }
        other => other.declared_parts().parts.iter().find_map(misspelt_name),
    }
}

/// As many letters may be wrong in the name of a zone: zones that are yet to come are further from those there are.
const MAX_WRONG_LETTERS: usize = 2;

fn misspelt_zone(zone: &str) -> Option<String> {
    let known = || TIME_ZONES.split(' ');
    if known().any(|known| known == zone) {
        return None;
    }
    let near = nearest(zone, known()).filter(|near| distance(zone, near) <= MAX_WRONG_LETTERS)?;
    Some(format!("no time zone is called `{zone}`; did you mean `{near}`?"))
}

fn wrong_simple_function(function: &str) -> Option<String> {
    let name = without_parameters(function);
    if SIMPLE_FUNCTIONS.split(' ').any(|known| known == name) {
        return None;
    }
    match is_known(name) {
        true => Some(format!(
            "SimpleAggregateFunction cannot have `{name}`, whose states are more than its results; write \
             AggregateFunction({name}, ..), or one of {}",
            SIMPLE_FUNCTIONS.replace(' ', ", ")
        )),
        false => misspelt(name, SIMPLE_FUNCTIONS),
    }
}

fn misspelt_function(function: &str) -> Option<String> {
    let name = without_parameters(function);
    if is_known(name) { None } else { misspelt(name, FUNCTIONS) }
}

fn misspelt(name: &str, known: &str) -> Option<String> {
    let near = nearest(name, known.split(' '))?;
    Some(format!("no aggregate function is called `{name}`; did you mean `{near}`?"))
}

fn without_parameters(function: &str) -> &str {
    function.split('(').next().unwrap_or_default()
}

/// Whether it is a function, with combinators behind it or without.
fn is_known(name: &str) -> bool {
    FUNCTIONS.split(' ').any(|known| known == name) || in_two(name).any(|(function, _)| is_known(function))
}

/// The functions whose states are their results.
const SIMPLE_FUNCTIONS: &str = "\
    any any_respect_nulls anyLast anyLast_respect_nulls min max sum sumWithOverflow groupBitAnd groupBitOr \
    groupBitXor sumMap minMap maxMap groupArrayArray groupArrayLastArray groupUniqArrayArray groupUniqArrayArrayMap \
    sumMappedArrays minMappedArrays maxMappedArrays";

/// All aggregate functions, by the names that the server prints.
const FUNCTIONS: &str = "\
    MVTEncode aggThrow analysisOfVariance any anyHeavy anyLast anyLast_respect_nulls any_respect_nulls approx_top_k \
    approx_top_sum argAndMax argAndMin argMax argMin avg avgWeighted boundingRatio categoricalInformationValue \
    contingency corr corrMatrix corrStable count covarPop covarPopMatrix covarPopStable covarSamp covarSampMatrix \
    covarSampStable cramersV cramersVBiasCorrected cume_dist deltaSum deltaSumTimestamp denseRank \
    distinctDynamicTypes distinctJSONPaths distinctJSONPathsAndTypes entropy estimateCompressionRatio \
    exponentialMovingAverage exponentialTimeDecayedAvg exponentialTimeDecayedCount exponentialTimeDecayedMax \
    exponentialTimeDecayedSum flameGraph groupArray groupArrayInsertAt groupArrayIntersect groupArrayLast \
    groupArrayMovingAvg groupArrayMovingSum groupArraySample groupArraySorted groupBitAnd groupBitOr groupBitXor \
    groupBitmap groupBitmapAnd groupBitmapOr groupBitmapXor groupConcat groupFormat groupNumericIndexedVector \
    groupUniqArray histogram intervalLengthSum kolmogorovSmirnovTest kurtPop kurtSamp lag lagInFrame \
    largestTriangleThreeBuckets lead leadInFrame mannWhitneyUTest max maxIntersections maxIntersectionsPosition \
    maxMappedArrays meanZTest min minMappedArrays nonNegativeDerivative nothing nothingNull nothingUInt64 nth_value \
    ntile percentRank quantile quantileBFloat16 quantileBFloat16Weighted quantileDD quantileDeterministic \
    quantileExact quantileExactExclusive quantileExactHigh quantileExactInclusive quantileExactLow \
    quantileExactWeighted quantileExactWeightedInterpolated quantileGK quantileInterpolatedWeighted \
    quantilePrometheusHistogram quantileTDigest quantileTDigestWeighted quantileTiming quantileTimingWeighted \
    quantiles quantilesBFloat16 quantilesBFloat16Weighted quantilesDD quantilesDeterministic quantilesExact \
    quantilesExactExclusive quantilesExactHigh quantilesExactInclusive quantilesExactLow quantilesExactWeighted \
    quantilesExactWeightedInterpolated quantilesGK quantilesInterpolatedWeighted quantilesPrometheusHistogram \
    quantilesTDigest quantilesTDigestWeighted quantilesTiming quantilesTimingWeighted rank rankCorr retention \
    row_number sequenceCount sequenceMatch sequenceMatchEvents sequenceNextNode simpleLinearRegression \
    singleValueOrNull skewPop skewSamp sparkbar stddevPop stddevPopStable stddevSamp stddevSampStable \
    stochasticLinearRegression stochasticLogisticRegression studentTTest studentTTestOneSample sum sumCount sumKahan \
    sumMapFiltered sumMapFilteredWithOverflow sumMapWithOverflow sumMappedArrays sumWithOverflow theilsU \
    timeSeriesChangesToGrid timeSeriesDeltaToGrid timeSeriesDerivToGrid timeSeriesGroupArray \
    timeSeriesIncreaseToGrid timeSeriesInstantDeltaToGrid timeSeriesInstantRateToGrid timeSeriesLastTwoSamples \
    timeSeriesPredictLinearToGrid timeSeriesRateToGrid timeSeriesResampleToGridWithStaleness timeSeriesResetsToGrid \
    topK topKWeighted uniq uniqCombined uniqCombined64 uniqExact uniqHLL12 uniqUpTo varPop varPopStable varSamp \
    varSampStable welchTTest windowFunnel";

/// All time zones.
const TIME_ZONES: &str = "\
    Africa/Abidjan Africa/Accra Africa/Addis_Ababa Africa/Algiers Africa/Asmara Africa/Asmera Africa/Bamako \
    Africa/Bangui Africa/Banjul Africa/Bissau Africa/Blantyre Africa/Brazzaville Africa/Bujumbura Africa/Cairo \
    Africa/Casablanca Africa/Ceuta Africa/Conakry Africa/Dakar Africa/Dar_es_Salaam Africa/Djibouti Africa/Douala \
    Africa/El_Aaiun Africa/Freetown Africa/Gaborone Africa/Harare Africa/Johannesburg Africa/Juba Africa/Kampala \
    Africa/Khartoum Africa/Kigali Africa/Kinshasa Africa/Lagos Africa/Libreville Africa/Lome Africa/Luanda \
    Africa/Lubumbashi Africa/Lusaka Africa/Malabo Africa/Maputo Africa/Maseru Africa/Mbabane Africa/Mogadishu \
    Africa/Monrovia Africa/Nairobi Africa/Ndjamena Africa/Niamey Africa/Nouakchott Africa/Ouagadougou \
    Africa/Porto-Novo Africa/Sao_Tome Africa/Timbuktu Africa/Tripoli Africa/Tunis Africa/Windhoek America/Adak \
    America/Anchorage America/Anguilla America/Antigua America/Araguaina America/Argentina/Buenos_Aires \
    America/Argentina/Catamarca America/Argentina/ComodRivadavia America/Argentina/Cordoba America/Argentina/Jujuy \
    America/Argentina/La_Rioja America/Argentina/Mendoza America/Argentina/Rio_Gallegos America/Argentina/Salta \
    America/Argentina/San_Juan America/Argentina/San_Luis America/Argentina/Tucuman America/Argentina/Ushuaia \
    America/Aruba America/Asuncion America/Atikokan America/Atka America/Bahia America/Bahia_Banderas \
    America/Barbados America/Belem America/Belize America/Blanc-Sablon America/Boa_Vista America/Bogota \
    America/Boise America/Buenos_Aires America/Cambridge_Bay America/Campo_Grande America/Cancun America/Caracas \
    America/Catamarca America/Cayenne America/Cayman America/Chicago America/Chihuahua America/Ciudad_Juarez \
    America/Coral_Harbour America/Cordoba America/Costa_Rica America/Creston America/Cuiaba America/Curacao \
    America/Danmarkshavn America/Dawson America/Dawson_Creek America/Denver America/Detroit America/Dominica \
    America/Edmonton America/Eirunepe America/El_Salvador America/Ensenada America/Fort_Nelson America/Fort_Wayne \
    America/Fortaleza America/Glace_Bay America/Godthab America/Goose_Bay America/Grand_Turk America/Grenada \
    America/Guadeloupe America/Guatemala America/Guayaquil America/Guyana America/Halifax America/Havana \
    America/Hermosillo America/Indiana/Indianapolis America/Indiana/Knox America/Indiana/Marengo \
    America/Indiana/Petersburg America/Indiana/Tell_City America/Indiana/Vevay America/Indiana/Vincennes \
    America/Indiana/Winamac America/Indianapolis America/Inuvik America/Iqaluit America/Jamaica America/Jujuy \
    America/Juneau America/Kentucky/Louisville America/Kentucky/Monticello America/Knox_IN America/Kralendijk \
    America/La_Paz America/Lima America/Los_Angeles America/Louisville America/Lower_Princes America/Maceio \
    America/Managua America/Manaus America/Marigot America/Martinique America/Matamoros America/Mazatlan \
    America/Mendoza America/Menominee America/Merida America/Metlakatla America/Mexico_City America/Miquelon \
    America/Moncton America/Monterrey America/Montevideo America/Montreal America/Montserrat America/Nassau \
    America/New_York America/Nipigon America/Nome America/Noronha America/North_Dakota/Beulah \
    America/North_Dakota/Center America/North_Dakota/New_Salem America/Nuuk America/Ojinaga America/Panama \
    America/Pangnirtung America/Paramaribo America/Phoenix America/Port-au-Prince America/Port_of_Spain \
    America/Porto_Acre America/Porto_Velho America/Puerto_Rico America/Punta_Arenas America/Rainy_River \
    America/Rankin_Inlet America/Recife America/Regina America/Resolute America/Rio_Branco America/Rosario \
    America/Santa_Isabel America/Santarem America/Santiago America/Santo_Domingo America/Sao_Paulo \
    America/Scoresbysund America/Shiprock America/Sitka America/St_Barthelemy America/St_Johns America/St_Kitts \
    America/St_Lucia America/St_Thomas America/St_Vincent America/Swift_Current America/Tegucigalpa America/Thule \
    America/Thunder_Bay America/Tijuana America/Toronto America/Tortola America/Vancouver America/Virgin \
    America/Whitehorse America/Winnipeg America/Yakutat America/Yellowknife Antarctica/Casey Antarctica/Davis \
    Antarctica/DumontDUrville Antarctica/Macquarie Antarctica/Mawson Antarctica/McMurdo Antarctica/Palmer \
    Antarctica/Rothera Antarctica/South_Pole Antarctica/Syowa Antarctica/Troll Antarctica/Vostok Arctic/Longyearbyen \
    Asia/Aden Asia/Almaty Asia/Amman Asia/Anadyr Asia/Aqtau Asia/Aqtobe Asia/Ashgabat Asia/Ashkhabad Asia/Atyrau \
    Asia/Baghdad Asia/Bahrain Asia/Baku Asia/Bangkok Asia/Barnaul Asia/Beirut Asia/Bishkek Asia/Brunei Asia/Calcutta \
    Asia/Chita Asia/Choibalsan Asia/Chongqing Asia/Chungking Asia/Colombo Asia/Dacca Asia/Damascus Asia/Dhaka \
    Asia/Dili Asia/Dubai Asia/Dushanbe Asia/Famagusta Asia/Gaza Asia/Harbin Asia/Hebron Asia/Ho_Chi_Minh \
    Asia/Hong_Kong Asia/Hovd Asia/Irkutsk Asia/Istanbul Asia/Jakarta Asia/Jayapura Asia/Jerusalem Asia/Kabul \
    Asia/Kamchatka Asia/Karachi Asia/Kashgar Asia/Kathmandu Asia/Katmandu Asia/Khandyga Asia/Kolkata \
    Asia/Krasnoyarsk Asia/Kuala_Lumpur Asia/Kuching Asia/Kuwait Asia/Macao Asia/Macau Asia/Magadan Asia/Makassar \
    Asia/Manila Asia/Muscat Asia/Nicosia Asia/Novokuznetsk Asia/Novosibirsk Asia/Omsk Asia/Oral Asia/Phnom_Penh \
    Asia/Pontianak Asia/Pyongyang Asia/Qatar Asia/Qostanay Asia/Qyzylorda Asia/Rangoon Asia/Riyadh Asia/Saigon \
    Asia/Sakhalin Asia/Samarkand Asia/Seoul Asia/Shanghai Asia/Singapore Asia/Srednekolymsk Asia/Taipei \
    Asia/Tashkent Asia/Tbilisi Asia/Tehran Asia/Tel_Aviv Asia/Thimbu Asia/Thimphu Asia/Tokyo Asia/Tomsk \
    Asia/Ujung_Pandang Asia/Ulaanbaatar Asia/Ulan_Bator Asia/Urumqi Asia/Ust-Nera Asia/Vientiane Asia/Vladivostok \
    Asia/Yakutsk Asia/Yangon Asia/Yekaterinburg Asia/Yerevan Atlantic/Azores Atlantic/Bermuda Atlantic/Canary \
    Atlantic/Cape_Verde Atlantic/Faeroe Atlantic/Faroe Atlantic/Jan_Mayen Atlantic/Madeira Atlantic/Reykjavik \
    Atlantic/South_Georgia Atlantic/St_Helena Atlantic/Stanley Australia/ACT Australia/Adelaide Australia/Brisbane \
    Australia/Broken_Hill Australia/Canberra Australia/Currie Australia/Darwin Australia/Eucla Australia/Hobart \
    Australia/LHI Australia/Lindeman Australia/Lord_Howe Australia/Melbourne Australia/NSW Australia/North \
    Australia/Perth Australia/Queensland Australia/South Australia/Sydney Australia/Tasmania Australia/Victoria \
    Australia/West Australia/Yancowinna Brazil/Acre Brazil/DeNoronha Brazil/East Brazil/West CET CST6CDT \
    Canada/Atlantic Canada/Central Canada/Eastern Canada/Mountain Canada/Newfoundland Canada/Pacific \
    Canada/Saskatchewan Canada/Yukon Chile/Continental Chile/EasterIsland Cuba EET EST EST5EDT Egypt Eire Etc/GMT \
    Etc/GMT+0 Etc/GMT+1 Etc/GMT+10 Etc/GMT+11 Etc/GMT+12 Etc/GMT+2 Etc/GMT+3 Etc/GMT+4 Etc/GMT+5 Etc/GMT+6 Etc/GMT+7 \
    Etc/GMT+8 Etc/GMT+9 Etc/GMT-0 Etc/GMT-1 Etc/GMT-10 Etc/GMT-11 Etc/GMT-12 Etc/GMT-13 Etc/GMT-14 Etc/GMT-2 \
    Etc/GMT-3 Etc/GMT-4 Etc/GMT-5 Etc/GMT-6 Etc/GMT-7 Etc/GMT-8 Etc/GMT-9 Etc/GMT0 Etc/Greenwich Etc/UCT Etc/UTC \
    Etc/Universal Etc/Zulu Europe/Amsterdam Europe/Andorra Europe/Astrakhan Europe/Athens Europe/Belfast \
    Europe/Belgrade Europe/Berlin Europe/Bratislava Europe/Brussels Europe/Bucharest Europe/Budapest Europe/Busingen \
    Europe/Chisinau Europe/Copenhagen Europe/Dublin Europe/Gibraltar Europe/Guernsey Europe/Helsinki \
    Europe/Isle_of_Man Europe/Istanbul Europe/Jersey Europe/Kaliningrad Europe/Kiev Europe/Kirov Europe/Kyiv \
    Europe/Lisbon Europe/Ljubljana Europe/London Europe/Luxembourg Europe/Madrid Europe/Malta Europe/Mariehamn \
    Europe/Minsk Europe/Monaco Europe/Moscow Europe/Nicosia Europe/Oslo Europe/Paris Europe/Podgorica Europe/Prague \
    Europe/Riga Europe/Rome Europe/Samara Europe/San_Marino Europe/Sarajevo Europe/Saratov Europe/Simferopol \
    Europe/Skopje Europe/Sofia Europe/Stockholm Europe/Tallinn Europe/Tirane Europe/Tiraspol Europe/Ulyanovsk \
    Europe/Uzhgorod Europe/Vaduz Europe/Vatican Europe/Vienna Europe/Vilnius Europe/Volgograd Europe/Warsaw \
    Europe/Zagreb Europe/Zaporozhye Europe/Zurich Factory GB GB-Eire GMT GMT+0 GMT-0 GMT0 Greenwich HST Hongkong \
    Iceland Indian/Antananarivo Indian/Chagos Indian/Christmas Indian/Cocos Indian/Comoro Indian/Kerguelen \
    Indian/Mahe Indian/Maldives Indian/Mauritius Indian/Mayotte Indian/Reunion Iran Israel Jamaica Japan Kwajalein \
    Libya MET MST MST7MDT Mexico/BajaNorte Mexico/BajaSur Mexico/General NZ NZ-CHAT Navajo PRC PST8PDT Pacific/Apia \
    Pacific/Auckland Pacific/Bougainville Pacific/Chatham Pacific/Chuuk Pacific/Easter Pacific/Efate \
    Pacific/Enderbury Pacific/Fakaofo Pacific/Fiji Pacific/Funafuti Pacific/Galapagos Pacific/Gambier \
    Pacific/Guadalcanal Pacific/Guam Pacific/Honolulu Pacific/Johnston Pacific/Kanton Pacific/Kiritimati \
    Pacific/Kosrae Pacific/Kwajalein Pacific/Majuro Pacific/Marquesas Pacific/Midway Pacific/Nauru Pacific/Niue \
    Pacific/Norfolk Pacific/Noumea Pacific/Pago_Pago Pacific/Palau Pacific/Pitcairn Pacific/Pohnpei Pacific/Ponape \
    Pacific/Port_Moresby Pacific/Rarotonga Pacific/Saipan Pacific/Samoa Pacific/Tahiti Pacific/Tarawa \
    Pacific/Tongatapu Pacific/Truk Pacific/Wake Pacific/Wallis Pacific/Yap Poland Portugal ROC ROK Singapore Turkey \
    UCT US/Alaska US/Aleutian US/Arizona US/Central US/East-Indiana US/Eastern US/Hawaii US/Indiana-Starke \
    US/Michigan US/Mountain US/Pacific US/Samoa UTC Universal W-SU WET Zulu";

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Option<String> {
        misspelt_name(&DataType::parse(text).unwrap())
    }

    #[test]
    fn misspelt_names_within_types_are_told() {
        for (text, expected) in [
            ("DateTime('Europe/Berlim')", "no time zone is called `Europe/Berlim`; did you mean `Europe/Berlin`?"),
            ("Array(DateTime64(3, 'utc'))", "no time zone is called `utc`; did you mean `UTC`?"),
            (
                "Map(String, SimpleAggregateFunction(summ, UInt64))",
                "no aggregate function is called `summ`; did you mean `sum`?",
            ),
            ("AggregateFunction(unique, UInt64)", "no aggregate function is called `unique`; did you mean `uniq`?"),
        ] {
            assert_eq!(of(text).as_deref(), Some(expected));
        }
        assert!(of("SimpleAggregateFunction(avg, Float64)").unwrap().contains("AggregateFunction(avg, ..)"));
    }

    #[test]
    fn known_names_and_new_ones_are_fine() {
        for text in [
            "DateTime('Asia/Kolkata')",
            "DateTime64(3, 'Etc/GMT+5')",
            "DateTime('Mars/Olympus_Mons')",
            "SimpleAggregateFunction(groupArrayArray(10), Array(UInt8))",
            "SimpleAggregateFunction(first_value, String)",
            "SimpleAggregateFunction(somethingOfTomorrow, String)",
            "AggregateFunction(quantilesTDigestArrayIf(0.5), Array(UInt8), UInt8)",
            "AggregateFunction(1, sumMap, Array(UInt8), Array(UInt8))",
            "AggregateFunction(SUM, UInt8)",
            "AggregateFunction(medianIf, UInt8, UInt8)",
        ] {
            assert_eq!(of(text), None, "{text}");
        }
    }
}
