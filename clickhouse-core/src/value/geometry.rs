//! [`Geometry`]: as a Variant whose types have fixed places, since several of them look the same.

use super::variant::{ReadMembers, VariantCursor, WriteMembers, read_member, write_member};
use super::{BindError, CellError, ColumnValue, ReadValue, Shape, WriteValue, single_value};
use crate::column::{GEOMETRY, VariantBuilder, View};
use crate::types::{DataType, Geometry, Kind};

type Point = (f64, f64);
type Points = Vec<Point>;

/// The members in the order of the types, which is that of [`GEOMETRY`].
type Members = (Points, (Vec<Points>, (Vec<Vec<Points>>, (Point, (Vec<Points>, (Points, (Points, ())))))));

single_value!(Geometry);

impl ColumnValue for Geometry {
    const SHAPE: Shape = Shape::plain(&[Kind::Geometry]);

    fn data_type() -> DataType {
        DataType::Geometry
    }
}

impl<'a> ReadValue<'a> for Geometry {
    type Cursor = VariantCursor<'a, <Members as ReadMembers<'a>>::Cursors>;

    fn bind(view: View<'a>) -> Result<Self::Cursor, BindError> {
        match view.data_type() {
            DataType::Geometry if view.accepts_null() => Err(BindError::types()),
            DataType::Geometry => VariantCursor::in_order::<Members>(view),
            _ => Err(BindError::types()),
        }
    }

    #[inline]
    fn read(cursor: &mut Self::Cursor, row: usize) -> Result<Self, CellError> {
        let cell = cursor.cell(row);
        let cursors = &mut cursor.cursors;
        Ok(match cell.member {
            0 => Geometry::LineString(read_member::<Points>(&mut cursors.0, cell)?),
            1 => Geometry::MultiLineString(read_member::<Vec<Points>>(&mut cursors.1.0, cell)?),
            2 => Geometry::MultiPolygon(read_member::<Vec<Vec<Points>>>(&mut cursors.1.1.0, cell)?),
            3 => Geometry::Point(read_member::<Point>(&mut cursors.1.1.1.0, cell)?),
            4 => Geometry::Polygon(read_member::<Vec<Points>>(&mut cursors.1.1.1.1.0, cell)?),
            5 => Geometry::Ring(read_member::<Points>(&mut cursors.1.1.1.1.1.0, cell)?),
            6 => Geometry::MultiPoint(read_member::<Points>(&mut cursors.1.1.1.1.1.1.0, cell)?),
            _ => return Err(CellError::no_such_row()),
        })
    }

    fn skip(cursor: &mut Self::Cursor, row: usize) {
        cursor.skip::<Members>(row);
    }
}

impl WriteValue for Geometry {
    type Builder = VariantBuilder<<Members as WriteMembers>::Columns>;

    fn builder(data_type: &DataType) -> Result<Self::Builder, BindError> {
        match data_type {
            DataType::Geometry => Ok(VariantBuilder::of_geometry(Members::in_order(&GEOMETRY, 0)?)),
            DataType::SimpleAggregateFunction(function) => Self::builder(&function.data_type),
            _ => Err(BindError::types()),
        }
    }

    fn write(&self, builder: &mut Self::Builder) -> Result<(), CellError> {
        match self {
            Geometry::LineString(points) => write_member(builder, points, |columns| columns),
            Geometry::MultiLineString(lines) => write_member(builder, lines, |columns| &mut columns.rest),
            Geometry::MultiPolygon(polygons) => write_member(builder, polygons, |columns| &mut columns.rest.rest),
            Geometry::Point(point) => write_member(builder, point, |columns| &mut columns.rest.rest.rest),
            Geometry::Polygon(rings) => write_member(builder, rings, |columns| &mut columns.rest.rest.rest.rest),
            Geometry::Ring(points) => write_member(builder, points, |columns| &mut columns.rest.rest.rest.rest.rest),
            Geometry::MultiPoint(points) => {
                write_member(builder, points, |columns| &mut columns.rest.rest.rest.rest.rest.rest)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::testing::{OneColumn, assert_round_trip, refusal, written};

    #[test]
    fn shapes_keep_their_kinds() {
        let line = vec![(0.0, 1.0), (2.0, 3.0)];
        let shapes = vec![
            Some(Geometry::Point((0.5, -0.5))),
            Some(Geometry::Ring(line.clone())),
            None,
            Some(Geometry::LineString(line.clone())),
            Some(Geometry::MultiPoint(vec![])),
            Some(Geometry::Polygon(vec![line.clone(), vec![]])),
            Some(Geometry::MultiLineString(vec![line.clone()])),
            Some(Geometry::MultiPolygon(vec![vec![line]])),
            Some(Geometry::Ring(vec![])),
        ];
        assert_eq!(written("Geometry", &shapes)[8..17], [3, 5, 255, 0, 6, 4, 1, 2, 5]);
        assert_round_trip("Array(Geometry)", vec![shapes.clone(), vec![], shapes.clone()]);
        assert_round_trip("Geometry", shapes);
    }

    #[test]
    fn other_columns_and_null_are_refused() {
        assert!(OneColumn::of_no_rows("Geometry").is_refused_by::<Geometry>());
        assert!(OneColumn::of_no_rows("Point").is_refused_by::<Geometry>());
        refusal::<Geometry>("Variant(Point, Ring)");
    }
}
