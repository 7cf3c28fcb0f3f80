//! Statements of `sql!`: values of all kinds, texts of all kinds, places of all kinds.

mod sql_captures {
    use clickhouse_core::{Client, Error, sql};
    struct Filter {
        min: u64,
        hosts: Vec<String>,
        name: Option<String>,
    }
    impl Filter {
        async fn go(&self, client: &Client) -> Result<Vec<(String, u64)>, Error> {
            client.query_as(sql!("SELECT host, n FROM t WHERE n > {min:UInt64} AND host IN {hosts:Array(String)} AND name = {name:Nullable(String)}", min = self.min, hosts = self.hosts, name = self.name)).await
        }
        pub fn same(&mut self) -> clickhouse_core::sql::Statement {
            let Self { min, hosts, .. } = self;
            let s = sql!("SELECT {min:UInt64}, {hosts:Array(String)}");
            self.min += 1;
            s
        }
    }
    fn f(
        v: &[u64],
        s: &str,
        o: Option<&str>,
        r: &&u8,
        m: &mut u16,
        b: Box<u32>,
        c: std::borrow::Cow<'_, str>,
    ) -> clickhouse_core::sql::Statement {
        let x = sql!(
            "SELECT {v:Array(UInt64)}, {s:String}, {o:Nullable(String)}, {r:UInt8}, {m:UInt16}, {b:UInt32}, {c:String}"
        );
        *m += 1;
        x
    }
}

mod sql_types {
    use clickhouse_core::sql;
    use clickhouse_core::types::Decimal;
    use std::collections::{BTreeMap, HashMap};
    fn f() {
        let tuple = (1u8, "a", None::<f64>);
        let map = HashMap::from([("a", vec![1u64])]);
        let tree = BTreeMap::from([(1u8, 2u8)]);
        let fixed = [1u32, 2];
        let day = time::macros::date!(2024 - 01 - 01);
        let at = time::macros::datetime!(2024-01-01 0:00 UTC);
        let price: Decimal<9, 2> = Decimal::new(1).unwrap();
        let deep = vec![vec![Some("a"), None]];
        let _ = sql!("SELECT {tuple:Tuple(UInt8, String, Nullable(Float64))}, {map:Map(String, Array(UInt64))}, {tree:Map(UInt8, UInt8)},
        {fixed:Array(UInt32)}, {day:Date}, {at:DateTime64(3)}, {price:Decimal(18, 4)}, {deep:Array(Array(Nullable(String)))},
        {named:Tuple(a UInt8, b String)}, {lc:LowCardinality(String)}, {e:Enum8('a' = 1)}, {u:UUID}, {i:IPv4}, {b:Bool}, {f:Float32}, {n:Int8}, {big:UInt256}, {fs:FixedString(3)}, {j:JSON}",
        named = (1, "b"), lc = "x", e = "a", u = uuid::Uuid::nil(), i = std::net::Ipv4Addr::LOCALHOST, b = true, f = 1.5, n = -3, big = 7, fs = "abc", j = "{}");
    }
}

mod sql_text {
    use clickhouse_core::sql;
    fn f() {
        let x = 1u8;
        let _ = sql!("SELECT '{}' , '{x}', \"{y}\", `{z}` -- {comment}\n , {x:UInt8} /* {a:b} */ # {c}\n");
        let _ = sql!(r#"SELECT '{"a": {"b": 1}}'::JSON, {x:UInt8}"#);
        let _ = sql!("SELECT 'it''s {x:UInt8}', 'it\\'s {q}', {x:UInt8}");
        let _ = sql!("SELECT map('a', 1), formatRow('JSONEachRow', 1), $${heredoc}$$, {x:UInt8}");
        let _ = sql!("SELECT 1;");
        let _ = sql!(
            "SELECT
        {x : UInt8}
        FROM t -- end"
        );
        let _ = sql!(concat!("SELECT ", "{x:UInt8}", " + ", 1, ' ', true));
        let _ = sql!(concat!("SELECT ", concat!("{x:", "UInt8}")));
        let _ = sql!("SELECT {x:UInt8} + {x:UInt8} + {x:UInt16}",);
        let _ = sql!("SELECT {x:UInt8}", x);
        let _ = sql!("SELECT {x:UInt8}", x = x + 1);
        let _ = sql!(
            "SELECT {x:UInt8}",
            x = {
                let y = 2;
                y
            }
        );
        let _ = sql!("SELECT {x:UInt8}", x = if x > 0 { 1u8 } else { 2 },);
        let _ = sql!("SELECT {type:UInt8}, {r:UInt8}", type = 1, r = x,);
        let _ = sql!["SELECT 1"];
        let _ = sql! { "SELECT 1" };
        let _ = sql!("größe {x:UInt8} 你好");
        let _ = sql!("SELECT 5 ? 1 : 2, arrayMap(x -> x, [1]), a.b::String, {x:UInt8}");
    }
}

mod sql_generic {
    use clickhouse_core::sql;
    use clickhouse_core::sql::{Fits, Param, Statement, param_type};
    fn f<T: Param + Fits<param_type::UInt64Param>>(id: T) -> Statement {
        sql!("SELECT {id:UInt64}")
    }
    fn g(id: impl AsRef<str>) -> Statement {
        sql!("SELECT {id:String}", id = id.as_ref())
    }
    fn h<const N: usize>(ids: [u64; N]) -> Statement {
        sql!("SELECT {ids:Array(UInt64)}")
    }
    fn i<S: AsRef<str>>(ids: &[S]) -> Statement {
        sql!("SELECT {ids:Array(String)}", ids = ids.iter().map(|s| s.as_ref()).collect::<Vec<_>>())
    }
}

mod sql_in_closure {
    use clickhouse_core::{Client, Error, sql};
    async fn f(client: &Client, ids: Vec<u64>) -> Result<(), Error> {
        for id in &ids {
            client.command(sql!("ALTER TABLE t DELETE WHERE id = {id:UInt64}")).await?;
        }
        let make = |id: u64| sql!("SELECT {id:UInt64}");
        let all: Vec<_> = ids.iter().map(|&id| make(id)).collect();
        for s in &all {
            client.query(s).await?;
        }
        let handle = async move {
            let id = ids[0];
            sql!("SELECT {id:UInt64}")
        };
        client.query(handle.await).await?;
        match sql!("SELECT 1") {
            s => {
                client.query_as::<u8>(s).await?;
            }
        }
        Ok(())
    }
}

mod sql_shadowed {
    pub struct String;
    pub struct Option;
    #[allow(non_camel_case_types, reason = "names are part of the test")]
    pub struct str;
    #[allow(non_camel_case_types, reason = "names are part of the test")]
    pub struct u8;
    pub mod std {}
    pub mod core {}
    fn f(a: u16, param_type: u16, __ch: u16, __value_0: u16) -> clickhouse_core::sql::Statement {
        clickhouse_core::sql!("SELECT {a:UInt16}, {param_type:UInt16}, {__ch:UInt16}, {__value_0:UInt16}")
    }
}

mod sql_const_and_static {
    use clickhouse_core::sql;
    const MIN: u64 = 5;
    static NAME: &str = "a";
    #[allow(non_upper_case_globals, reason = "names are part of the test")]
    const lower: u8 = 1;
    fn f() {
        let _ = sql!("SELECT {MIN:UInt64}, {NAME:String}, {lower:UInt8}");
        let _ = sql!("SELECT {min:UInt64}, {name:String}", min = MIN, name = NAME);
        let _ = sql!(
            "SELECT {max:UInt64}, {x:Float64}, {y:Int64}, {z:UInt64}",
            max = u64::MAX,
            x = f64::consts(),
            y = -5,
            z = 5 as u64
        );
    }
    trait C {
        fn consts() -> f64;
    }
    impl C for f64 {
        fn consts() -> f64 {
            1.0
        }
    }
}

mod sql_macro {
    macro_rules! q { ($sql:literal $(, $n:ident = $e:expr)* $(,)?) => { clickhouse_core::sql!($sql, $($n = $e),*) } }
    macro_rules! select {
        ($t:literal, $v:expr) => {
            clickhouse_core::sql!(concat!("SELECT * FROM ", $t, " WHERE v = {v:UInt8}"), v = $v)
        };
    }
    macro_rules! ex {
        ($e:expr) => {
            clickhouse_core::sql!($e)
        };
    }
    fn f() {
        let x = 1u8;
        let _ = q!("SELECT {x:UInt8}, {y:UInt8}", y = 2);
        let _ = select!("t", 1);
        let _ = ex!("SELECT {x:UInt8}");
    }
}

mod sql_integer_literals {
    use clickhouse_core::sql;
    fn f() {
        let _ = sql!(
            "SELECT {a:UInt8}, {b:Int64}, {c:Float64}, {d:Float32}, {e:UInt128}, {f:Nullable(UInt8)}, {g:Array(UInt8)}, {h:Tuple(UInt8, Int64)}, {i:Float64}",
            a = 1,
            b = -1,
            c = 1.0,
            d = -1.5,
            e = 0xFF,
            f = 1,
            g = [1, 2, 3],
            h = (1, -1),
            i = 2
        );
        let limit = 10;
        let _ = sql!("SELECT 1 LIMIT {limit:UInt64}", limit = limit as u64);
        let _ = sql!("SELECT 1 LIMIT {n:UInt64}", n = 1_000);
        let _ = sql!("SELECT 1 LIMIT {n:Decimal(9, 2)}", n = "1.5".parse::<rust_decimal::Decimal>().unwrap());
    }
}

mod sql_derived {
    use clickhouse_core::{Enum, Value, sql};
    #[derive(Value, Clone, Copy)]
    struct UserId(u64);
    #[derive(Value)]
    struct Name<'a>(std::borrow::Cow<'a, str>);
    #[derive(Value)]
    struct Wrap<T>(T);
    #[derive(Value)]
    struct Tagged<T, U>(T, #[clickhouse(skip)] std::marker::PhantomData<U>);
    #[derive(Value)]
    struct Dynamic(clickhouse_core::types::Dynamic);
    #[derive(Value)]
    struct Bytes<'a>(&'a [u8]);
    #[derive(Value)]
    struct Two<'a, 'b>((&'a str, &'b str));
    #[derive(Enum)]
    enum Level {
        Info,
        Warn,
    }
    fn f(
        id: UserId,
        name: Name<'_>,
        w: Wrap<Vec<u8>>,
        t: Tagged<u8, String>,
        level: Level,
        ids: Vec<UserId>,
        two: Two<'_, '_>,
    ) {
        let _ = sql!(
            "SELECT {id:UInt64}, {name:String}, {w:Array(UInt8)}, {t:Nullable(UInt16)}, {level:Enum8('Info' = 1, 'Warn' = 2, 'Error' = 3)}, {level:String}, {ids:Array(UInt64)}, {two:Tuple(String, String)}"
        );
    }
}

mod sql_of_names {
    use clickhouse_core::sql;
    macro_rules! by {
        ($column:ident = $value:expr) => {
            sql!(concat!("SELECT * FROM t WHERE ", stringify!($column), " = {value:String}"), value = $value)
        };
    }
    fn f() {
        let _ = by!(host = "a");
        let _ = sql!(concat!("SELECT 1 AS ", stringify!(type)));
    }
}

mod sql_arithmetic {
    use clickhouse_core::sql;
    fn f(page: u64) {
        let _ = sql!(
            "SELECT 1 LIMIT {limit:UInt64} OFFSET {offset:UInt64} SETTINGS max_threads = {threads:UInt8}",
            limit = 10 * (5 + 5),
            offset = page * 100,
            threads = 1 + 1
        );
    }
}

mod sql_json {
    use clickhouse_core::sql;
    fn f(json: &clickhouse_core::types::Json, known: Option<serde_json::Value>) {
        let _ = sql!("SELECT {json:JSON}, {known:Nullable(JSON)}, {new:JSON}", new = serde_json::json!({"a": [1]}));
    }
}
