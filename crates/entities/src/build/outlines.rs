//! Coordinates of countries: the centroid of the largest landmass of each, from the outlines of
//! Natural Earth (public domain) as the npm package `world-atlas` carries them in `TopoJSON`
//! (<https://github.com/topojson/topojson-specification>).

use std::collections::BTreeMap;
use std::io::Read;

use serde_json::Value;

use super::{Builder, json};
use crate::error::Error;

type Point = (f64, f64);

/// Reads `countries-50m.json` and gives each country of `numeric_codes` (ISO 3166-1 numeric to
/// alpha-2) that the builder knows its coordinates.
///
/// # Errors
/// [`Error::Source`] when it is no such file.
pub fn country_outlines(
    builder: &mut Builder,
    reader: impl Read,
    numeric_codes: &BTreeMap<u32, String>,
) -> Result<(), Error> {
    let source = "country outlines";
    let value = json::read(source, reader)?;
    let arcs = decode_arcs(&value).ok_or_else(|| Error::source(source, 0, "no transform or arcs"))?;
    let geometries = value
        .pointer("/objects/countries/geometries")
        .and_then(Value::as_array)
        .ok_or_else(|| Error::source(source, 0, "no objects/countries/geometries"))?;
    for geometry in geometries {
        let code = json::number(geometry, "id").and_then(|id| numeric_codes.get(&id));
        let Some(code) = code.filter(|code| builder.has_country(code)) else { continue };
        let centroids = outer_rings(geometry).into_iter().map(|ring| centroid(&points(&arcs, ring)));
        let largest = centroids.max_by(|a, b| a.1.total_cmp(&b.1));
        if let Some(((longitude, latitude), _)) = largest {
            builder.by_country(code).coordinates = Some((round(latitude), round(wrap(longitude))));
        }
    }
    Ok(())
}

fn wrap(longitude: f64) -> f64 {
    (longitude + 180.0).rem_euclid(360.0) - 180.0
}

fn round(degrees: f64) -> f64 {
    (degrees * 100.0).round() / 100.0
}

/// Arcs are delta-coded integers; the transform maps them to longitude and latitude.
fn decode_arcs(value: &Value) -> Option<Vec<Vec<Point>>> {
    let pair = |value: &Value| Some((value.get(0)?.as_f64()?, value.get(1)?.as_f64()?));
    let scale = pair(value.pointer("/transform/scale")?)?;
    let translate = pair(value.pointer("/transform/translate")?)?;
    let arcs = value.get("arcs")?.as_array()?.iter().map(|arc| {
        let (mut x, mut y) = (0.0, 0.0);
        let steps = arc.as_array().into_iter().flatten().filter_map(pair);
        steps
            .map(|(dx, dy)| {
                x += dx;
                y += dy;
                (x * scale.0 + translate.0, y * scale.1 + translate.1)
            })
            .collect()
    });
    Some(arcs.collect())
}

/// The outer ring of each polygon, as arc numbers.
fn outer_rings(geometry: &Value) -> Vec<&Value> {
    let Some(arcs) = geometry.get("arcs").and_then(Value::as_array) else { return Vec::new() };
    match json::text(geometry, "type") {
        Some("Polygon") => arcs.iter().take(1).collect(),
        Some("MultiPolygon") => arcs.iter().filter_map(|polygon| polygon.get(0)).collect(),
        _ => Vec::new(),
    }
}

/// The points of a ring; the arc of a negative number `~n` runs backwards.
fn points(arcs: &[Vec<Point>], ring: &Value) -> Vec<Point> {
    let mut points = Vec::new();
    for number in ring.as_array().into_iter().flatten().filter_map(Value::as_i64) {
        let index = if number < 0 { !number } else { number };
        let Some(arc) = usize::try_from(index).ok().and_then(|index| arcs.get(index)) else { continue };
        if number < 0 {
            points.extend(arc.iter().rev());
        } else {
            points.extend(arc);
        }
    }
    unroll(&mut points);
    points
}

/// Makes a ring that crosses the 180th meridian continuous.
fn unroll(points: &mut [Point]) {
    let mut before = points.first().map_or(0.0, |point| point.0);
    for point in points {
        while point.0 - before > 180.0 {
            point.0 -= 360.0;
        }
        while before - point.0 > 180.0 {
            point.0 += 360.0;
        }
        before = point.0;
    }
}

/// Centroid and area of a ring by the shoelace formula, on the cylindrical equal-area projection
/// (longitude, sine of the latitude).
fn centroid(ring: &[Point]) -> (Point, f64) {
    let Some(&origin) = ring.first() else { return ((0.0, 0.0), 0.0) };
    let height = |latitude: f64| latitude.to_radians().sin();
    let plane: Vec<Point> = ring.iter().map(|(x, y)| (x - origin.0, height(*y) - height(origin.1))).collect();
    let (mut area, mut cx, mut cy) = (0.0, 0.0, 0.0);
    for (a, b) in plane.iter().zip(plane.iter().cycle().skip(1)) {
        let cross = a.0 * b.1 - b.0 * a.1;
        area += cross;
        cx += (a.0 + b.0) * cross;
        cy += (a.1 + b.1) * cross;
    }
    if area == 0.0 {
        return (origin, 0.0);
    }
    let sine = height(origin.1) + cy / (3.0 * area);
    ((origin.0 + cx / (3.0 * area), sine.clamp(-1.0, 1.0).asin().to_degrees()), area.abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_landmass_counts() {
        let mut builder = Builder::new();
        builder.by_country("XA");
        // Two squares: one degree wide at (10, 0), four degrees wide at (20, 0), shared arcs reversed.
        let data = r#"{"transform": {"scale": [1, 1], "translate": [0, 0]},
            "arcs": [[[10,0],[1,0],[0,1],[-1,0],[0,-1]], [[20,-2],[0,4],[4,0],[0,-4],[-4,0]]],
            "objects": {"countries": {"geometries": [{"type": "MultiPolygon", "id": "900", "arcs": [[[0]], [[-2]]]}]}}}"#;
        let codes = BTreeMap::from([(900, "XA".to_owned())]);
        country_outlines(&mut builder, data.as_bytes(), &codes).unwrap();
        let (latitude, longitude) = builder.by_country("XA").coordinates.unwrap();
        assert!(latitude.abs() < 0.05 && (longitude - 22.0).abs() < 0.05, "{latitude} {longitude}");
    }
}
