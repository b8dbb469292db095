//! Opening the window: display, renderer, geometry, and what a closing needs.

use std::io::Write as _;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use egui::{Context, ViewportBuilder, ViewportCommand};

use crate::app::clock::Clock;
use crate::app::startup::StartOptions;
use crate::app::state::AppState;
use crate::app::window::{LEAST_SIZE, WindowGeometry};
use crate::domain::live::Reach;
use crate::ui::context::prepare;
use crate::ui::picture::picture_maker;
use crate::ui::shell::Shell;
use crate::ui::trace::Trace;

/// Size of the window when nothing is remembered, points.
const FIRST_SIZE: [f32; 2] = [1_440.0, 900.0];
/// The application's id: window class, desktop file, folders.
pub const APP_ID: &str = "org.hashfloor.Hashfloor";

/// Why no window could be opened.
#[derive(Debug, thiserror::Error)]
pub enum WindowError {
    /// There is no screen to open it on.
    #[error(
        "there is no display to open a window on ({0}); \
         `hashfloor render -o charts.png` draws without one"
    )]
    NoDisplay(String),
    /// The system refused.
    #[error("the window could not be opened ({0}); `hashfloor render -o charts.png` draws without one")]
    Refused(String),
}

/// What the window opens on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StartMode {
    /// The user's workspace, imports and settings.
    Usual,
    /// The bundled case in memory, for when the user's own crash the program.
    Safe,
}

/// Opens the window and returns when it is closed; the program goes into the network as far
/// as it is let.
///
/// # Errors
/// [`WindowError`] when there is no display or no usable graphics.
pub fn run(
    data_dir: Option<PathBuf>,
    workspace: Option<PathBuf>,
    mode: StartMode,
    reach: Reach,
    born: Instant,
) -> Result<(), WindowError> {
    let display = find_display()?;
    let options = StartOptions { data_dir, workspace, clock: Clock::System, edits: true };
    let mut state = AppState::new(options.clock, Arc::new(|| {}));
    state.allow(reach);
    let geometry = WindowGeometry::load(options.data_dir.as_deref(), options.clock.now());
    let mut viewport = ViewportBuilder::default()
        .with_title("Hashfloor")
        .with_app_id(APP_ID)
        .with_icon(icon())
        .with_min_inner_size(LEAST_SIZE)
        .with_inner_size(FIRST_SIZE);
    if let Some(geometry) = geometry {
        viewport = viewport.with_inner_size([geometry.width, geometry.height]);
        viewport = viewport.with_maximized(geometry.maximised);
        if let (Some(x), Some(y)) = (geometry.x, geometry.y) {
            viewport = viewport.with_position([x, y]);
        }
    }
    let native = eframe::NativeOptions {
        viewport,
        renderer: eframe::Renderer::Glow,
        persist_window: false,
        dithering: false,
        event_loop_builder: display.event_loop(),
        ..Default::default()
    };
    let create: eframe::AppCreator<'_> = Box::new(move |creation| {
        let ctx = creation.egui_ctx.clone();
        prepare(&ctx);
        let waker = ctx.clone();
        state.set_wake(Arc::new(move || waker.request_repaint()));
        state.set_picture_maker(picture_maker());
        state.notify_on_desktop();
        match mode {
            StartMode::Usual => state.begin(&options),
            StartMode::Safe => state.begin_safely(&options),
        }
        close_on_signal(&ctx);
        let trace = Trace::from_environment(born);
        Ok(Box::new(Window { shell: Shell::new(state), saved: geometry, clamped: false, trace }))
    });
    eframe::run_native("Hashfloor", native, create).map_err(|error| WindowError::Refused(error.to_string()))
}

struct Window {
    shell: Shell,
    saved: Option<WindowGeometry>,
    clamped: bool,
    trace: Option<Trace>,
}

impl eframe::App for Window {
    fn logic(&mut self, ctx: &Context, _frame: &mut eframe::Frame) {
        if ctx.input(|input| input.viewport().close_requested()) {
            self.shell.state.flush();
        }
        self.shell.logic(ctx);
        self.remember_geometry(ctx);
        if self.shell.state.is_quitting() {
            self.shell.state.flush();
            ctx.send_viewport_cmd(ViewportCommand::Close);
        }
    }

    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
        self.shell.ui(ui);
        if let Some(trace) = &mut self.trace {
            trace.frame(ui.ctx(), &self.shell);
        }
    }

    fn clear_color(&self, visuals: &egui::Visuals) -> [f32; 4] {
        // The panes' ground for free: no full-window rectangle to shade.
        let theme = if visuals.dark_mode {
            crate::ui::theme::Theme::dark()
        } else {
            crate::ui::theme::Theme::light()
        };
        theme.pane.to_normalized_gamma_f32()
    }

    fn on_exit(&mut self, _gl: Option<&eframe::glow::Context>) {
        self.shell.state.flush();
        if let Some(trace) = &self.trace {
            trace.end();
        }
    }
}

impl Window {
    /// Sizes are kept as they are at the usual scale: the next window opens before the
    /// scale is known. A window that covers the screen is not remembered.
    fn remember_geometry(&mut self, ctx: &Context) {
        if self.shell.state.is_full_screen() || ctx.input(|input| input.viewport().fullscreen == Some(true)) {
            return;
        }
        let scale = ctx.zoom_factor();
        let (now, screen) = ctx.input(|input| {
            let viewport = input.viewport();
            let size = viewport.inner_rect.map(|rect| rect.size());
            let place = viewport.outer_rect.map(|rect| rect.min);
            let now = size.map(|size| WindowGeometry {
                x: place.map(|place| place.x * scale),
                y: place.map(|place| place.y * scale),
                width: size.x * scale,
                height: size.y * scale,
                maximised: viewport.maximized.unwrap_or(false),
            });
            (now, viewport.monitor_size)
        });
        let Some(now) = now.and_then(WindowGeometry::sane) else { return };
        if !self.clamped
            && let Some(screen) = screen
        {
            self.clamped = true;
            let inside = now.clamped_to([screen.x * scale, screen.y * scale]);
            if inside != now && !now.maximised {
                let size = egui::vec2(inside.width, inside.height) / scale;
                ctx.send_viewport_cmd(ViewportCommand::InnerSize(size));
                if let (Some(x), Some(y)) = (inside.x, inside.y) {
                    ctx.send_viewport_cmd(ViewportCommand::OuterPosition(egui::pos2(x, y) / scale));
                }
                return;
            }
        }
        if self.saved != Some(now) && !ctx.input(|input| input.pointer.any_down()) {
            self.saved = Some(now);
            self.shell.state.save_window(now);
        }
    }
}

/// Where a window can be opened.
pub(super) enum Display {
    /// As the toolkit likes.
    Any,
    /// The Wayland socket is dead or absent: X11.
    #[cfg(all(unix, not(target_os = "macos")))]
    X11,
}

impl Display {
    /// What the toolkit is told about it.
    pub(super) fn event_loop(self) -> Option<eframe::EventLoopBuilderHook> {
        match self {
            Self::Any => None,
            #[cfg(all(unix, not(target_os = "macos")))]
            Self::X11 => Some(Box::new(|builder| {
                use winit::platform::x11::EventLoopBuilderExtX11 as _;
                builder.with_x11();
            })),
        }
    }
}

/// The display to open a window on.
///
/// # Errors
/// [`WindowError::NoDisplay`] when there is none.
#[cfg(all(unix, not(target_os = "macos")))]
pub(super) fn find_display() -> Result<Display, WindowError> {
    let named = |name| std::env::var_os(name).filter(|value| !value.is_empty());
    let wayland = named("WAYLAND_DISPLAY").map(|name| {
        let folder = named("XDG_RUNTIME_DIR").map(PathBuf::from).unwrap_or_default();
        folder.join(name)
    });
    let alive = |socket: &PathBuf| std::os::unix::net::UnixStream::connect(socket).is_ok();
    match (&wayland, named("DISPLAY")) {
        (Some(socket), _) if alive(socket) => Ok(Display::Any),
        (None, _) if named("WAYLAND_SOCKET").is_some() => Ok(Display::Any),
        (_, Some(_)) => Ok(Display::X11),
        (Some(socket), None) => Err(WindowError::NoDisplay(format!(
            "nothing answers at {}, and DISPLAY is not set",
            socket.display()
        ))),
        (None, None) => Err(WindowError::NoDisplay("neither WAYLAND_DISPLAY nor DISPLAY is set".to_owned())),
    }
}

/// The display to open a window on.
///
/// # Errors
/// Never here: the system always has one.
#[cfg(not(all(unix, not(target_os = "macos"))))]
pub(super) fn find_display() -> Result<Display, WindowError> {
    Ok(Display::Any)
}

/// Ctrl+C and a polite kill close the window as its button does.
fn close_on_signal(ctx: &Context) {
    let ctx = ctx.clone();
    let installed = ctrlc::set_handler(move || {
        ctx.send_viewport_cmd(ViewportCommand::Close);
        ctx.request_repaint();
        // Nobody may be painting: everything is on disk already, so leave.
        std::thread::sleep(Duration::from_secs(2));
        std::process::exit(0);
    });
    if let Err(error) = installed {
        let mut out = std::io::stderr();
        writeln!(out, "hashfloor: signals are not handled: {error}").ok(); // nobody to tell
    }
}

fn icon() -> egui::IconData {
    eframe::icon_data::from_png_bytes(include_bytes!("../../icons/hashfloor-128.png")).unwrap_or_default()
}
