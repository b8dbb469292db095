//! Meshes of axis-aligned rectangles, written as one path per colour.
//!
//! Candles and dense lines are painted as lean meshes of coloured rectangles
//! (two triangles each). Here they become rectangles again. Rectangles of one
//! colour share a path, unless a differently coloured one painted in between
//! lies under them: then order matters and a new path is begun.

use egui::epaint::Mesh;
use egui::{Color32, Rect, TextureId};

use super::markup::{Fill, Markup, Short};

/// Rectangles of one colour that may be painted together.
struct Layer {
    color: Color32,
    rects: Vec<Rect>,
}

/// Writes the mesh; false when it is textured, or not made of one-coloured
/// axis-aligned rectangles: nothing is written then.
///
/// **Cost** each rectangle is compared with those of the layers above its own.
pub(super) fn write(markup: &mut Markup, mesh: &Mesh) -> bool {
    let Some(layers) = layers(mesh) else { return false };
    for layer in layers {
        // No smoothing: the seams between neighbouring columns would shine through.
        markup.put(format_args!("<path shape-rendering=\"crispEdges\"{} d=\"", Fill(layer.color)));
        for rect in &layer.rects {
            let [left, top] = [Short(rect.left()), Short(rect.top())];
            let [width, height] = [Short(rect.width()), Short(rect.height())];
            markup.put(format_args!("M{left} {top}h{width}v{height}H{left}z"));
        }
        markup.put(format_args!("\"/>\n"));
    }
    true
}

fn layers(mesh: &Mesh) -> Option<Vec<Layer>> {
    let (quads, rest) = mesh.indices.as_chunks::<6>();
    if mesh.texture_id != TextureId::default() || !rest.is_empty() {
        return None;
    }
    let mut layers: Vec<Layer> = Vec::new();
    for indices in quads {
        let (rect, color) = rectangle(mesh, indices)?;
        if color.a() == 0 || !rect.is_positive() {
            continue;
        }
        let last_of_colour = layers.iter().rposition(|layer| layer.color == color);
        let home = last_of_colour.filter(|&home| !covered(layers.get(home + 1..), rect));
        match home.and_then(|home| layers.get_mut(home)) {
            Some(layer) => layer.rects.push(rect),
            None => layers.push(Layer { color, rects: vec![rect] }),
        }
    }
    Some(layers)
}

fn covered(above: Option<&[Layer]>, rect: Rect) -> bool {
    let overlaps = |other: &Rect| other.intersect(rect).is_positive();
    above.unwrap_or_default().iter().any(|layer| layer.rects.iter().any(overlaps))
}

/// The rectangle that two triangles make up, if they do.
fn rectangle(mesh: &Mesh, indices: &[u32; 6]) -> Option<(Rect, Color32)> {
    let mut vertices = [mesh.vertices.first()?; 6];
    for (vertex, &index) in vertices.iter_mut().zip(indices) {
        *vertex = mesh.vertices.get(usize::try_from(index).ok()?)?;
    }
    let [first, ..] = vertices;
    let positions = vertices.map(|vertex| vertex.pos);
    let rect = Rect::from_points(&positions);
    let plain = vertices.iter().all(|vertex| vertex.color == first.color && vertex.uv == first.uv);
    let corners = [rect.left_top(), rect.right_top(), rect.right_bottom(), rect.left_bottom()];
    let (one, other) = positions.split_at(3);
    // Each triangle has three different corners, and the two lack opposite ones.
    let lacks = |triangle: &[egui::Pos2]| corners.iter().position(|corner| !triangle.contains(corner));
    let complete = match (lacks(one), lacks(other)) {
        (Some(a), Some(b)) => a.abs_diff(b) == 2,
        _ => !rect.is_positive(),
    };
    let aligned = positions.iter().all(|position| corners.contains(position));
    (plain && aligned && complete && rect.is_finite()).then_some((rect, first.color))
}

#[cfg(test)]
mod tests {
    use egui::{pos2, vec2};

    use super::*;

    fn square(x: f32) -> Rect {
        Rect::from_min_size(pos2(x, 0.0), vec2(2.0, 3.5))
    }

    fn written(mesh: &Mesh) -> Option<String> {
        let mut markup = Markup::new(1.0);
        write(&mut markup, mesh).then(|| markup.into_string())
    }

    #[test]
    fn rectangles_of_one_colour_share_one_path() {
        let mut mesh = Mesh::default();
        for (x, color) in [(0.0, Color32::RED), (4.0, Color32::BLUE), (8.0, Color32::RED)] {
            mesh.add_colored_rect(square(x), color);
        }
        expect_test::expect![[r##"
            <path shape-rendering="crispEdges" fill="#FF0000" d="M0 0h2v3.5H0zM8 0h2v3.5H8z"/>
            <path shape-rendering="crispEdges" fill="#0000FF" d="M4 0h2v3.5H4z"/>
        "##]]
        .assert_eq(&written(&mesh).unwrap());
    }

    #[test]
    fn a_rectangle_painted_over_another_colour_stays_on_top() {
        let mut mesh = Mesh::default();
        for color in [Color32::RED, Color32::BLUE, Color32::RED] {
            mesh.add_colored_rect(square(0.0), color);
        }
        let colours: Vec<Color32> = layers(&mesh).unwrap().iter().map(|layer| layer.color).collect();
        assert_eq!(colours, [Color32::RED, Color32::BLUE, Color32::RED]);
    }

    #[test]
    fn triangles_gradients_and_textures_are_refused() {
        let mut triangle = Mesh::default();
        for position in [pos2(0.0, 0.0), pos2(4.0, 0.0), pos2(0.0, 4.0)] {
            triangle.colored_vertex(position, Color32::RED);
        }
        triangle.add_triangle(0, 1, 2);
        assert_eq!(written(&triangle), None);
        triangle.add_triangle(0, 2, 1);
        assert_eq!(written(&triangle), None, "one triangle twice is no rectangle");

        let mut gradient = Mesh::default();
        gradient.add_colored_rect(square(0.0), Color32::RED);
        gradient.vertices[1].color = Color32::BLUE;
        assert_eq!(written(&gradient), None);

        let mut texture = Mesh::with_texture(TextureId::User(1));
        texture.add_rect_with_uv(square(0.0), square(0.0), Color32::RED);
        assert_eq!(written(&texture), None);
    }
}
