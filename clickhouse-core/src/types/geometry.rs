//! [`Geometry`]: any of the geometric shapes, each with its points; and names for the Rust types of each shape alone.
//!
//! The names are aliases: a `Vec<(f64, f64)>` is a [`Ring`] as well as a [`LineString`]. A column that a new table gets
//! from such a field is a Tuple or an Array, which holds the same bytes.

/// x and y: Point.
pub type Point = (f64, f64);
/// A closed line without holes: Ring.
pub type Ring = Vec<Point>;
/// A line: LineString.
pub type LineString = Vec<Point>;
/// Several points: MultiPoint, known to ClickHouse 26.9 and later.
pub type MultiPoint = Vec<Point>;
/// The outer ring, then the holes: Polygon.
pub type Polygon = Vec<Ring>;
/// Several lines: MultiLineString.
pub type MultiLineString = Vec<LineString>;
/// Several polygons: MultiPolygon.
pub type MultiPolygon = Vec<Polygon>;

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
    Point(Point),
    /// A closed line without holes; the last point need not repeat the first.
    Ring(Ring),
    /// A line.
    LineString(LineString),
    /// Several points. Known to ClickHouse 26.9 and later.
    MultiPoint(MultiPoint),
    /// The outer ring, then the holes.
    Polygon(Polygon),
    /// Several lines.
    MultiLineString(MultiLineString),
    /// Several polygons.
    MultiPolygon(MultiPolygon),
}
