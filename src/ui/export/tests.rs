//! Pictures from egui to pixels: what is painted is what is written and drawn.

use std::sync::Arc;

use egui::epaint::{BandPoint, BandShape, Mesh, PathShape, RectShape, TextShape};
use egui::text::{LayoutJob, TextWrapping};
use egui::{
    Align2, Color32, FontId, Pos2, Rect, RichText, Shape, Stroke, StrokeKind, TextFormat, TextureId, Ui,
    Vec2, pos2, vec2,
};
use expect_test::expect;
use resvg::tiny_skia::Pixmap;
use resvg::usvg::{Group, Node, Tree};

use super::*;
use crate::ui::theme::fonts;

const SIZE: Vec2 = vec2(200.0, 100.0);
const DARK: Color32 = Color32::from_gray(16);

fn painted(mut paint: impl FnMut(&mut Ui)) -> Vec<ClippedShape> {
    run_headless(SIZE, 1.0, 2, |_| {}, |ui| paint(ui))
}

fn drawn(shapes: &[ClippedShape]) -> Drawing {
    draw(&Picture {
        shapes,
        size: SIZE,
        pixels_per_point: 1.0,
        background: DARK,
        title: "Test",
        description: "A test",
    })
}

fn body(shapes: impl IntoIterator<Item = Shape>) -> String {
    let everything = Rect::EVERYTHING;
    let shapes: Vec<ClippedShape> =
        shapes.into_iter().map(|shape| ClippedShape::new(everything, shape)).collect();
    let svg = drawn(&shapes).svg;
    let start = svg.find("<rect width=\"200\"").unwrap();
    svg[start..].lines().skip(1).take_while(|line| *line != "</svg>").collect::<Vec<_>>().join("\n") + "\n"
}

fn pixels(svg: &str, scale: f32) -> Pixmap {
    Pixmap::decode_png(&png(svg, scale).unwrap()).unwrap()
}

fn rgb(pixmap: &Pixmap, x: u32, y: u32) -> [u8; 3] {
    let color = pixmap.pixel(x, y).unwrap().demultiply();
    [color.red(), color.green(), color.blue()]
}

fn text_boxes(group: &Group, boxes: &mut Vec<Rect>) {
    for node in group.children() {
        match node {
            Node::Text(text) => {
                let bounds = text.abs_bounding_box();
                boxes.push(Rect::from_min_max(
                    pos2(bounds.left(), bounds.top()),
                    pos2(bounds.right(), bounds.bottom()),
                ));
            }
            Node::Group(group) => text_boxes(group, boxes),
            Node::Path(_) | Node::Image(_) => {}
        }
    }
}

#[test]
fn a_small_picture_is_written_as_lines_rectangles_and_text() {
    let shapes = painted(|ui| {
        let painter = ui.painter();
        painter.hline(10.0..=190.0, 50.2, Stroke::new(1.0, Color32::GRAY));
        painter.rect(
            Rect::from_min_size(pos2(20.0, 20.0), vec2(60.0, 20.0)),
            4.0,
            Color32::from_rgba_unmultiplied(255, 0, 0, 128),
            Stroke::new(1.0, Color32::WHITE),
            StrokeKind::Inside,
        );
        painter.text(
            pos2(30.0, 35.0),
            Align2::LEFT_BOTTOM,
            "$60,000 – floor",
            FontId::proportional(11.0),
            Color32::WHITE,
        );
        let pane = painter.with_clip_rect(Rect::from_min_max(pos2(100.0, 0.0), pos2(200.0, 60.0)));
        pane.line(
            vec![pos2(90.0, 10.0), pos2(120.0, 40.0), pos2(150.0, 80.0)],
            Stroke::new(1.5, Color32::LIGHT_BLUE),
        );
        let mut candles = Mesh::default();
        candles.add_colored_rect(Rect::from_min_size(pos2(110.0, 10.0), vec2(1.0, 30.0)), Color32::GREEN);
        candles.add_colored_rect(Rect::from_min_size(pos2(108.0, 20.0), vec2(5.0, 10.0)), Color32::GREEN);
        pane.add(candles);
    });
    let drawing = drawn(&shapes);
    expect![[r##"
        <svg xmlns="http://www.w3.org/2000/svg" width="200" height="100" viewBox="0 0 200 100" font-family="Inter, sans-serif" style="font-variant-numeric:tabular-nums">
        <title>Test</title>
        <desc>A test</desc>
        <defs>
        <clipPath id="clip0"><rect x="100" y="0" width="100" height="60"/></clipPath>
        </defs>
        <rect width="200" height="100" fill="#101010"/>
        <line x1="10" y1="50.5" x2="190" y2="50.5" stroke="#A0A0A0" stroke-width="1"/>
        <rect x="20.5" y="20.5" width="59" height="19" rx="3.5" fill="#FF0000" fill-opacity="0.502" stroke="#FFFFFF" stroke-width="1"/>
        <text x="30" y="32" font-size="11" fill="#FFFFFF">$60,000 – floor</text>
        <g clip-path="url(#clip0)">
        <path fill="none" stroke="#ADD8E6" stroke-width="1.5" stroke-linejoin="round" d="M90 10L120 40 150 80"/>
        <path shape-rendering="crispEdges" fill="#00FF00" d="M110 10h1v30H110zM108 20h5v10H108z"/>
        </g>
        </svg>
    "##]].assert_eq(&drawing.svg);
    assert_eq!(drawing.skipped, 0);
    Tree::from_str(&drawing.svg, &png::options()).unwrap();
}

#[test]
fn text_stands_where_egui_puts_it() {
    let texts = ["$126,198 − all-time high", "Standard Chartered · 31 Dec 2026", "AVAToWa 7,777.77 1 000"];
    let families = [egui::FontFamily::Proportional, fonts::strong()];
    for pixels_per_point in [1.0, 2.0] {
        let mut expected = Vec::new();
        let shapes = run_headless(
            vec2(600.0, 400.0),
            pixels_per_point,
            2,
            |_| {},
            |ui| {
                expected.clear();
                for (row, text) in texts.iter().enumerate() {
                    for (column, family) in families.iter().enumerate() {
                        let at = pos2(10.3 + 300.0 * column as f32, 20.0 + 40.0 * row as f32);
                        let font = FontId::new(12.5, family.clone());
                        expected.push(ui.painter().text(at, Align2::LEFT_TOP, text, font, Color32::WHITE));
                    }
                }
            },
        );
        let picture = Picture {
            shapes: &shapes,
            size: vec2(600.0, 400.0),
            pixels_per_point: 1.0,
            background: DARK,
            title: "",
            description: "",
        };
        let tree = Tree::from_str(&svg(&picture), &png::options()).unwrap();
        let mut found = Vec::new();
        text_boxes(tree.root(), &mut found);
        assert_eq!(found.len(), expected.len());
        for (found, expected) in found.iter().zip(&expected) {
            let difference = [
                found.left() - expected.left(),
                found.right() - expected.right(),
                found.center().y - expected.center().y,
            ];
            assert!(difference.iter().all(|offset| offset.abs() <= 0.6), "{found:?} {expected:?}");
        }
    }
}

#[test]
fn ink_of_the_png_lies_inside_the_galley() {
    let mut galley = Rect::NOTHING;
    let shapes = painted(|ui| {
        let font = FontId::proportional(20.0);
        galley = ui.painter().text(pos2(30.0, 30.0), Align2::LEFT_TOP, "H#H", font, Color32::WHITE);
    });
    let pixmap = pixels(&drawn(&shapes).svg, 1.0);
    let mut ink = Rect::NOTHING;
    for (x, y) in (0..200).flat_map(|x| (0..100).map(move |y| (x, y))) {
        if rgb(&pixmap, x, y)[0] > 120 {
            ink.extend_with(pos2(x as f32, y as f32));
            ink.extend_with(pos2(x as f32 + 1.0, y as f32 + 1.0));
        }
    }
    assert!(galley.expand(1.0).contains_rect(ink), "{ink:?} {galley:?}");
    assert!((ink.width() - galley.width()).abs() < 5.0, "{ink:?} {galley:?}");
}

#[test]
fn a_filled_rectangle_has_its_colour_at_its_centre() {
    let orange = Color32::from_rgba_unmultiplied(247, 147, 26, 255);
    let area = Rect::from_min_max(pos2(50.0, 20.0), pos2(150.0, 80.0));
    let svg = drawn(&[ClippedShape::new(Rect::EVERYTHING, Shape::rect_filled(area, 0.0, orange))]).svg;
    let pixmap = pixels(&svg, 2.0);
    assert_eq!([pixmap.width(), pixmap.height()], [400, 200]);
    assert_eq!(rgb(&pixmap, 200, 100), [247, 147, 26]);
    assert_eq!(rgb(&pixmap, 100, 40), [247, 147, 26]);
    assert_eq!(rgb(&pixmap, 99, 39), [16, 16, 16]);
}

#[test]
fn clip_rectangles_cut_and_are_written_once() {
    let clip = Rect::from_min_max(pos2(0.0, 0.0), pos2(100.0, 100.0));
    let wide =
        Shape::rect_filled(Rect::from_min_max(pos2(50.0, 0.0), pos2(200.0, 100.0)), 0.0, Color32::WHITE);
    let small = Shape::circle_filled(pos2(20.0, 20.0), 5.0, Color32::WHITE);
    let outside = Shape::circle_filled(pos2(150.0, 20.0), 5.0, Color32::RED);
    let free = ClippedShape::new(Rect::EVERYTHING, small.clone());
    let cut = |shape: &Shape| ClippedShape::new(clip, shape.clone());
    let svg = drawn(&[cut(&wide), free, cut(&wide), cut(&outside)]).svg;
    assert_eq!(svg.matches("<clipPath").count(), 1);
    assert_eq!(svg.matches("clip-path=").count(), 2);
    assert!(!svg.contains("#FF0000"), "what lies outside its clip is not written");
    assert!(!drawn(&[cut(&small)]).svg.contains("clip"), "what fits needs no clip");
    let pixmap = pixels(&svg, 1.0);
    assert_eq!(rgb(&pixmap, 99, 50), [255, 255, 255]);
    assert_eq!(rgb(&pixmap, 100, 50), [16, 16, 16]);
}

#[test]
fn every_kind_of_shape_has_its_own_element() {
    let stroke = Stroke::new(1.0, Color32::WHITE);
    let corners = egui::CornerRadius { nw: 4, ne: 0, sw: 0, se: 2 };
    let area = Rect::from_min_size(pos2(10.0, 10.0), vec2(40.0, 20.0));
    let turned = RectShape::filled(area, 0.0, Color32::RED).with_angle(std::f32::consts::FRAC_PI_2);
    let band = [(0.0, 1.0, 3.0), (10.0, 2.0, 4.0), (20.0, f32::NAN, 1.0), (30.0, 0.0, 9.0), (40.0, 1.0, 8.0)]
        .map(|(x, low, high)| BandPoint::new(x, low..=high));
    let gap = vec![pos2(0.0, 0.0), pos2(5.0, 5.0), pos2(f32::NAN, 0.0), pos2(9.0, 9.0), pos2(12.0, 3.0)];
    let curve = [pos2(0.0, 0.0), pos2(10.0, 0.0), pos2(10.0, 10.0), pos2(20.0, 10.0)];
    let [start, control, end, _] = curve;
    let shapes = vec![
        Shape::rect_filled(area, corners, Color32::RED),
        turned.into(),
        Shape::circle_stroke(pos2(50.0, 50.0), 5.0, stroke),
        Shape::ellipse_filled(pos2(50.0, 50.0), vec2(5.0, 3.0), Color32::BLUE),
        Shape::Vec(Shape::dashed_line(&[pos2(0.0, 5.0), pos2(12.0, 5.0)], stroke, 3.0, 2.0)),
        PathShape::line(gap, stroke).into(),
        BandShape::filled(band.to_vec(), Color32::GREEN).into(),
        egui::epaint::CubicBezierShape::from_points_stroke(curve, false, Color32::TRANSPARENT, stroke).into(),
        egui::epaint::QuadraticBezierShape::from_points_stroke(
            [start, control, end],
            true,
            Color32::TRANSPARENT,
            stroke,
        )
        .into(),
    ];
    expect![[r##"
        <path fill="#FF0000" d="M14 10H50V28a2 2 0 0 1 -2 2H10V14a4 4 0 0 1 4 -4z"/>
        <rect x="10" y="10" width="40" height="20" fill="#FF0000" transform="rotate(90 30 20)"/>
        <circle cx="50" cy="50" r="5.5" fill="none" stroke="#FFFFFF" stroke-width="1"/>
        <ellipse cx="50" cy="50" rx="5" ry="3" fill="#0000FF"/>
        <path fill="none" stroke="#FFFFFF" stroke-width="1" d="M0 5.5L3 5.5M5 5.5L8 5.5M10 5.5L12 5.5"/>
        <path fill="none" stroke="#FFFFFF" stroke-width="1" stroke-linejoin="round" d="M0 0L5 5M9 9L12 3"/>
        <path fill="#00FF00" d="M0 1L10 2 10 4 0 3zM30 0L40 1 40 8 30 9z"/>
        <path fill="none" stroke="#FFFFFF" stroke-width="1" d="M0 0C10 0 10 10 20 10"/>
        <path fill="none" stroke="#FFFFFF" stroke-width="1" d="M0 0Q10 0 10 10z"/>
    "##]]
    .assert_eq(&body(shapes));
}

#[test]
fn formats_of_one_row_become_separate_texts_with_their_marks() {
    let red = TextFormat { underline: Stroke::new(1.0, Color32::RED), ..format(Color32::RED) };
    let mut job = LayoutJob::default();
    job.append("BTC ", 0.0, format(Color32::PLACEHOLDER));
    job.append("−52 %\nnext  <row>", 0.0, red);
    let svg = body(laid_out(&job).into_iter().map(|galley| {
        TextShape::new(pos2(10.0, 10.0), galley, Color32::GRAY).with_opacity_factor(0.5).into()
    }));
    expect![[r##"
        <text x="10" y="22" font-size="12.5" fill="#9F9F9F" fill-opacity="0.502">BTC</text>
        <text x="37" y="22" font-size="12.5" fill="#FF0000" fill-opacity="0.502">−52 %</text>
        <line x1="37" y1="25.5" x2="77.27" y2="25.5" stroke="#FF0000" stroke-opacity="0.502" stroke-width="1"/>
        <text x="10" y="37" font-size="12.5" xml:space="preserve" fill="#FF0000" fill-opacity="0.502">next  &lt;row&gt;</text>
        <line x1="10" y1="40.5" x2="80.27" y2="40.5" stroke="#FF0000" stroke-opacity="0.502" stroke-width="1"/>
    "##]].assert_eq(&svg);
}

#[test]
fn turned_text_turns_about_its_origin() {
    let mut job = LayoutJob::default();
    job.append("hashrate", 0.0, format(Color32::WHITE));
    let svg = body(laid_out(&job).into_iter().map(|galley| {
        let shape = TextShape::new(pos2(40.0, 60.0), galley, Color32::GRAY);
        shape.with_angle(-std::f32::consts::FRAC_PI_2).with_override_text_color(Color32::RED).into()
    }));
    expect![[r##"
        <g transform="rotate(-90 40 60)">
        <text x="40" y="72" font-size="12.5" fill="#FF0000">hashrate</text>
        </g>
    "##]]
    .assert_eq(&svg);
}

#[test]
fn text_that_does_not_fit_ends_in_its_ellipsis() {
    let mut job = LayoutJob { wrap: TextWrapping::truncate_at_width(60.0), ..LayoutJob::default() };
    job.append("Production cost of", 0.0, format(Color32::WHITE));
    job.append(" one coin", 0.0, format(Color32::RED));
    let svg = body(
        laid_out(&job).into_iter().map(|galley| TextShape::new(Pos2::ZERO, galley, Color32::GRAY).into()),
    );
    assert!(svg.contains("…</text>") && svg.contains(">Produc") && !svg.contains("coin"), "{svg}");
}

fn format(color: Color32) -> TextFormat {
    TextFormat::simple(FontId::proportional(12.5), color)
}

fn laid_out(job: &LayoutJob) -> Option<Arc<egui::Galley>> {
    let mut galley = None;
    painted(|ui| galley = Some(ui.fonts_mut(|fonts| fonts.layout_job(job.clone()))));
    galley
}

#[test]
fn a_hostile_label_cannot_leave_its_element() {
    let hostile = "</text><script>alert(1)</script>&\0\u{202E}\u{7}";
    let shapes = painted(|ui| {
        ui.label(RichText::new(hostile).family(fonts::strong()));
    });
    let picture = Picture {
        shapes: &shapes,
        size: SIZE,
        pixels_per_point: 1.0,
        background: DARK,
        title: hostile,
        description: hostile,
    };
    let svg = svg(&picture);
    assert!(!svg.contains("<script") && !svg.contains('\0') && !svg.contains('\u{202E}'));
    assert_eq!(svg.matches("&lt;script&gt;").count(), 3, "{svg}");
    assert!(svg.contains("font-weight=\"600\""));
    Tree::from_str(&svg, &png::options()).unwrap();
}

#[test]
fn nothing_becomes_an_image_or_a_triangle() {
    let image =
        Shape::image(TextureId::User(7), Rect::from_min_size(Pos2::ZERO, SIZE), Rect::ZERO, Color32::WHITE);
    let mut triangle = Mesh::default();
    for position in [pos2(0.0, 0.0), pos2(50.0, 0.0), pos2(0.0, 50.0)] {
        triangle.colored_vertex(position, Color32::RED);
    }
    triangle.add_triangle(0, 1, 2);
    let shapes = [image, Shape::mesh(triangle), Shape::Noop];
    let drawing = drawn(&shapes.map(|shape| ClippedShape::new(Rect::EVERYTHING, shape)));
    assert_eq!(drawing.skipped, 2);
    assert!(
        !drawing.svg.contains("<image")
            && !drawing.svg.contains("<path")
            && !drawing.svg.contains("<polygon")
    );
}

#[test]
fn what_cannot_be_seen_is_not_written() {
    let area = Rect::from_min_size(pos2(10.0, 10.0), vec2(20.0, 20.0));
    let hidden = [
        Shape::rect_filled(area, 0.0, Color32::TRANSPARENT),
        RectShape::filled(area, 2.0, Color32::BLACK).with_blur_width(8.0).into(),
        Shape::line_segment([pos2(0.0, 0.0), pos2(9.0, 9.0)], Stroke::NONE),
        Shape::circle_filled(pos2(f32::NAN, 0.0), 3.0, Color32::RED),
        Shape::rect_filled(area.translate(vec2(500.0, 0.0)), 0.0, Color32::RED),
    ];
    assert_eq!(body(hidden), "\n");
}

#[test]
fn sizes_that_make_no_picture_are_refused() {
    let svg = drawn(&[]).svg;
    for scale in [0.0, -1.0, f32::NAN, f32::INFINITY, 100.0] {
        assert!(matches!(png(&svg, scale), Err(PictureError::Size { .. })), "{scale}");
    }
    assert!(matches!(png("<svg", 1.0), Err(PictureError::Document { .. })));
}

#[test]
fn painting_twice_gives_the_same_document() {
    let paint = || {
        painted(|ui| {
            ui.heading("Hashfloor");
            ui.add(egui::Slider::new(&mut 0.3, 0.0..=1.0).text("volatility"));
            let _clicked = ui.button("Refresh").clicked();
        })
    };
    let first = drawn(&paint());
    assert_eq!(first, drawn(&paint()));
    assert_eq!(first.skipped, 0, "egui's own widgets are vectors");
    assert!(first.svg.contains(">Refresh</text>"));
}

#[test]
fn a_moved_and_scaled_layer_keeps_its_clip_in_place() {
    let dot = Shape::rect_filled(Rect::from_min_size(Pos2::ZERO, vec2(20.0, 20.0)), 0.0, Color32::WHITE);
    let mut shape = ClippedShape::new(Rect::from_min_max(pos2(0.0, 0.0), pos2(120.0, 100.0)), dot);
    shape.transform_after_tessellation = egui::emath::TSTransform::new(vec2(100.0, 50.0), 2.0);
    let pixmap = pixels(&drawn(&[shape]).svg, 1.0);
    let row = [99, 100, 119, 120].map(|x| rgb(&pixmap, x, 60)[0]);
    assert_eq!(row, [16, 255, 255, 16]);
    assert_eq!(rgb(&pixmap, 110, 89)[0], 255, "scaled to 40 points");
    assert_eq!(rgb(&pixmap, 110, 90)[0], 16);
}
