//! [`Geometry`]: any of the geometric shapes, each with its points.

/// A shape of a Geometry column. NULL is `Option<Geometry>`, which every Geometry column needs to be read.
///
/// ```
/// use clickhouse_core::types::Geometry;
///
/// let island = vec![(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0)];
/// let lake = vec![(4.0, 4.0), (5.0, 4.0), (5.0, 5.0)];
/// let shapes = [Geometry::Point((1.0, 2.0)), Geometry::Polygon(vec![island, lake])];
/// # let _ = shapes;
/// ```
#[derive(Debug, Clone, PartialEq)]
pub enum Geometry {
    /// x and y.
    Point((f64, f64)),
    /// A closed line without holes; the last point need not repeat the first.
    Ring(Vec<(f64, f64)>),
    /// A line.
    LineString(Vec<(f64, f64)>),
    /// Several points. Known to ClickHouse 26.9 and later.
    MultiPoint(Vec<(f64, f64)>),
    /// The outer ring, then the holes.
    Polygon(Vec<Vec<(f64, f64)>>),
    /// Several lines.
    MultiLineString(Vec<Vec<(f64, f64)>>),
    /// Several polygons.
    MultiPolygon(Vec<Vec<Vec<(f64, f64)>>>),
}
