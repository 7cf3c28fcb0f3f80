//! Geometry: shapes of several kinds in one column.

use crate::support::{Outcome, database};
use crate::{golden, read};
use clickhouse_core::Row;
use clickhouse_core::types::{Dynamic, Geometry};

#[test]
fn shapes_are_the_servers_also_those_of_26_9() {
    let points = vec![(1.0, 2.0)];
    let shapes = [
        Some(Geometry::Point((1.0, 2.0))),
        Some(Geometry::Ring(points.clone())),
        Some(Geometry::LineString(points.clone())),
        Some(Geometry::Polygon(vec![points.clone()])),
        Some(Geometry::MultiLineString(vec![points.clone()])),
        Some(Geometry::MultiPolygon(vec![vec![points]])),
        None,
    ];
    assert_eq!(read::<Option<Geometry>>(&golden::blocks("geometry")[0]).unwrap(), shapes);
    let several = read::<(Vec<(f64, f64)>, Option<Geometry>)>(&golden::blocks("geo_multipoint")[0]).unwrap();
    assert_eq!(several, [(vec![(1.0, 2.0), (3.0, 4.0)], Some(Geometry::MultiPoint(vec![(5.0, 6.0)])))]);
}

#[tokio::test]
async fn a_server_finds_each_shape_under_its_kind() -> Outcome {
    let (_database, client) = database().await?;
    #[derive(Row, Debug, Clone, PartialEq)]
    struct Place {
        id: u32,
        shape: Option<Geometry>,
        others: Vec<Option<Geometry>>,
    }
    client
        .command("CREATE TABLE places (id UInt32, shape Geometry, others Array(Geometry)) ENGINE MergeTree ORDER BY id")
        .await?;
    let line = vec![(0.0, 1.5), (2.0, -3.0)];
    let shapes = [
        Some(Geometry::Point((1.0, 2.0))),
        Some(Geometry::Ring(line.clone())),
        Some(Geometry::LineString(line.clone())),
        None,
        Some(Geometry::Polygon(vec![line.clone(), vec![]])),
        Some(Geometry::MultiLineString(vec![line.clone()])),
        Some(Geometry::MultiPolygon(vec![vec![line.clone()]])),
    ];
    let rows: Vec<_> =
        (0..).zip(shapes.clone()).map(|(id, shape)| Place { id, shape, others: shapes.to_vec() }).collect();
    client.insert("places", &rows).await?;
    assert_eq!(client.query_as::<Place>("SELECT * FROM places ORDER BY id").await?, rows);
    let said = client
        .query_as::<(String, String)>("SELECT toString(variantType(shape)), toString(shape) FROM places ORDER BY id")
        .await?;
    let said: Vec<_> = said.iter().map(|(kind, text)| format!("{kind} {text}")).collect();
    assert_eq!(
        said,
        [
            "Point (1,2)",
            "Ring [(0,1.5),(2,-3)]",
            "LineString [(0,1.5),(2,-3)]",
            "None ",
            "Polygon [[(0,1.5),(2,-3)],[]]",
            "MultiLineString [[(0,1.5),(2,-3)]]",
            "MultiPolygon [[[(0,1.5),(2,-3)]]]",
        ]
    );
    Ok(())
}

#[tokio::test]
async fn a_shape_that_can_be_null_is_refused_with_the_way_out() -> Outcome {
    let (_database, client) = database().await?;
    client.command("CREATE TABLE routes (g Geometry, d Dynamic) ENGINE Memory").await?;
    client.command("INSERT INTO routes SELECT (1, 2)::Point::Geometry, 1").await?;
    let error = client.query_as::<Geometry>("SELECT g FROM routes").await.unwrap_err().to_string();
    assert!(error.ends_with("the column can be NULL: read `Option<types::Geometry>`"), "{error}");
    let error = client.query_as::<Dynamic>("SELECT d FROM routes").await.unwrap_err().to_string();
    assert!(error.ends_with("the column can be NULL: read `Option<types::Dynamic>`"), "{error}");
    assert_eq!(client.query_as::<Option<Geometry>>("SELECT g FROM routes").await?, [Some(Geometry::Point((1.0, 2.0)))]);
    Ok(())
}
