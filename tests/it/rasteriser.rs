//! A window without a graphics card: egui's triangles, painted on the CPU.
//!
//! Does what egui_glow's shader does and no more: bilinear texture samples,
//! multiplied by the vertex colour, blended premultiplied and in gamma space,
//! one sample a pixel, cut by the clip rectangle. What it paints is what a window
//! would show, so it can be held against a picture that went through SVG.

use std::collections::HashMap;

use egui::epaint::{ImageDelta, Mesh, Primitive, Vertex};
use egui::{Color32, Context, Pos2, RawInput, Rect, TextureId, Ui, Vec2, ViewportId};
use hashfloor::app::export::Snapshot;
use hashfloor::ui::picture::{Look, Scene};
use resvg::tiny_skia::Pixmap;

/// Frames until the layout has settled.
const FRAMES: usize = 3;

/// Runs `ui` in memory and paints its last frame as a window of `size` points would show it.
pub fn painted(
    size: Vec2,
    pixels_per_point: f32,
    ground: Color32,
    prepare: impl FnOnce(&Context),
    mut ui: impl FnMut(&mut Ui),
) -> Pixmap {
    let ctx = Context::default();
    prepare(&ctx);
    let mut screen = Screen::new(size * pixels_per_point, ground);
    for frame in 0..FRAMES {
        let mut input = RawInput {
            screen_rect: Some(Rect::from_min_size(Pos2::ZERO, size)),
            time: Some(frame as f64),
            focused: false,
            ..RawInput::default()
        };
        let viewport = input.viewports.entry(ViewportId::ROOT).or_default();
        viewport.native_pixels_per_point = Some(pixels_per_point);
        let mut output = ctx.run_ui(input, &mut ui);
        let textures = std::mem::take(&mut output.textures_delta.set);
        textures.into_iter().for_each(|(id, deltas)| {
            deltas.iter().for_each(|delta| screen.take_texture(id, delta));
        });
        let shapes = std::mem::take(&mut output.shapes);
        output.drop_without_applying_deltas();
        if frame + 1 == FRAMES {
            for primitive in ctx.tessellate(shapes, pixels_per_point) {
                match primitive.primitive {
                    Primitive::Mesh(mesh) => screen.mesh(&mesh, primitive.clip_rect, pixels_per_point),
                    Primitive::Callback(_) => panic!("a callback cannot be painted here"),
                }
            }
        }
    }
    screen.pixmap()
}

/// A snapshot as a window of this look would show it, [`Look::pixels_per_point`] pixels a point.
pub fn shown(snapshot: &Snapshot, look: &Look) -> Pixmap {
    let mut scene = Scene::new(snapshot, look);
    let (size, ground, theme) = (scene.size(), scene.background(), look.theme);
    let prepare = |ctx: &Context| {
        hashfloor::ui::context::prepare(ctx);
        theme.apply(ctx);
    };
    painted(size, look.pixels_per_point, ground, prepare, |ui| scene.ui(ui))
}

struct Texture {
    size: [usize; 2],
    texels: Vec<[f32; 4]>,
}

impl Texture {
    /// Bilinear, the edge repeated; coordinates from 0 to 1.
    fn sample(&self, u: f32, v: f32) -> [f32; 4] {
        let [width, height] = self.size.map(|side| side as f32);
        let (x, y) = (u * width - 0.5, v * height - 0.5);
        let (left, top) = (x.floor(), y.floor());
        let (right_share, bottom_share) = (x - left, y - top);
        let texel = |x: f32, y: f32| {
            let column = x.clamp(0.0, width - 1.0) as usize;
            self.texels[y.clamp(0.0, height - 1.0) as usize * self.size[0] + column]
        };
        let mix = |a: [f32; 4], b: [f32; 4], share: f32| -> [f32; 4] {
            std::array::from_fn(|channel| a[channel] + (b[channel] - a[channel]) * share)
        };
        let upper = mix(texel(left, top), texel(left + 1.0, top), right_share);
        let lower = mix(texel(left, top + 1.0), texel(left + 1.0, top + 1.0), right_share);
        mix(upper, lower, bottom_share)
    }
}

struct Screen {
    width: usize,
    height: usize,
    pixels: Vec<[f32; 4]>,
    textures: HashMap<TextureId, Texture>,
}

impl Screen {
    fn new(size: Vec2, ground: Color32) -> Self {
        let [width, height] = [size.x, size.y].map(|side| side.round() as usize);
        Self { width, height, pixels: vec![channels(ground); width * height], textures: HashMap::new() }
    }

    fn take_texture(&mut self, id: TextureId, delta: &ImageDelta) {
        let egui::ImageData::Color(image) = &delta.image;
        let texels: Vec<[f32; 4]> = image.pixels.iter().copied().map(channels).collect();
        match (delta.pos, self.textures.get_mut(&id)) {
            (Some([left, top]), Some(texture)) => {
                for (row, line) in texels.chunks(image.size[0]).enumerate() {
                    let start = (top + row) * texture.size[0] + left;
                    texture.texels[start..start + line.len()].copy_from_slice(line);
                }
            }
            _ => {
                self.textures.insert(id, Texture { size: image.size, texels });
            }
        }
    }

    fn mesh(&mut self, mesh: &Mesh, clip: Rect, pixels_per_point: f32) {
        // As egui_glow sets its scissors: whole pixels.
        let edge = |points: f32, most: usize| (points * pixels_per_point).round().clamp(0.0, most as f32);
        let clip = Rect::from_min_max(
            Pos2::new(edge(clip.left(), self.width), edge(clip.top(), self.height)),
            Pos2::new(edge(clip.right(), self.width), edge(clip.bottom(), self.height)),
        );
        for triangle in mesh.indices.chunks(3) {
            let [a, b, c] = [0, 1, 2].map(|corner| {
                let mut vertex = mesh.vertices[triangle[corner] as usize];
                vertex.pos = (vertex.pos.to_vec2() * pixels_per_point).to_pos2();
                vertex
            });
            self.triangle(mesh.texture_id, [a, b, c], clip);
        }
    }

    fn triangle(&mut self, texture: TextureId, mut corners: [Vertex; 3], clip: Rect) {
        let cross = |a: Pos2, b: Pos2, c: Pos2| (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
        let mut area = cross(corners[0].pos, corners[1].pos, corners[2].pos);
        if area < 0.0 {
            corners.swap(1, 2);
            area = -area;
        }
        if area <= 0.0 {
            return;
        }
        let [a, b, c] = corners;
        let bounds = Rect::from_points(&[a.pos, b.pos, c.pos]).intersect(clip);
        if !bounds.is_positive() {
            return;
        }
        // A pixel on a shared edge belongs to exactly one of the two triangles.
        let owns = |from: Pos2, to: Pos2| to.y < from.y || (to.y <= from.y && to.x > from.x);
        let owned = [owns(b.pos, c.pos), owns(c.pos, a.pos), owns(a.pos, b.pos)];
        let texture = &self.textures[&texture];
        let colours = [a, b, c].map(|vertex| channels(vertex.color));
        let rows = bounds.top().floor() as usize..bounds.bottom().ceil() as usize;
        for y in rows {
            for x in bounds.left().floor() as usize..bounds.right().ceil() as usize {
                let at = Pos2::new(x as f32 + 0.5, y as f32 + 0.5);
                let weights = [cross(b.pos, c.pos, at), cross(c.pos, a.pos, at), cross(a.pos, b.pos, at)];
                let inside = |(weight, owned): (&f32, &bool)| *weight > 0.0 || (*weight == 0.0 && *owned);
                if !clip.contains(at) || !weights.iter().zip(&owned).all(inside) {
                    continue;
                }
                let [wa, wb, wc] = weights.map(|weight| weight / area);
                let u = a.uv.x * wa + b.uv.x * wb + c.uv.x * wc;
                let v = a.uv.y * wa + b.uv.y * wb + c.uv.y * wc;
                let sampled = texture.sample(u, v);
                let source: [f32; 4] = std::array::from_fn(|channel| {
                    let [ca, cb, cc] = colours.map(|colour| colour[channel]);
                    (ca * wa + cb * wb + cc * wc) * sampled[channel]
                });
                let pixel = &mut self.pixels[y * self.width + x];
                let through = 1.0 - source[3];
                for (under, over) in pixel.iter_mut().zip(source) {
                    *under = (over + *under * through).min(1.0);
                }
            }
        }
    }

    fn pixmap(self) -> Pixmap {
        let mut pixmap = Pixmap::new(self.width as u32, self.height as u32).unwrap();
        let bytes = self.pixels.iter().flatten().map(|channel| (channel * 255.0).round() as u8);
        pixmap.data_mut().iter_mut().zip(bytes).for_each(|(byte, value)| *byte = value);
        pixmap
    }
}

/// Premultiplied, gamma, from 0 to 1.
fn channels(colour: Color32) -> [f32; 4] {
    colour.to_array().map(|channel| f32::from(channel) / 255.0)
}

#[test]
fn a_shared_edge_is_painted_once_and_clipping_is_exact() {
    let ui = |ui: &mut Ui| {
        let half = Color32::from_black_alpha(128);
        let mut mesh = Mesh::default();
        mesh.add_colored_rect(Rect::from_min_max(Pos2::ZERO, Pos2::new(8.0, 8.0)), half);
        ui.painter_at(Rect::from_min_max(Pos2::ZERO, Pos2::new(6.0, 8.0))).add(mesh);
    };
    let pixmap = painted(Vec2::splat(16.0), 1.0, Color32::WHITE, hashfloor::ui::context::prepare, ui);
    for (x, y) in [(0, 0), (3, 3), (4, 3), (5, 7)] {
        assert_eq!(pixmap.pixel(x, y).unwrap().red(), 127, "{x} {y}");
    }
    for (x, y) in [(6, 3), (8, 8), (0, 8)] {
        assert_eq!(pixmap.pixel(x, y).unwrap().red(), 255, "{x} {y}");
    }
}
