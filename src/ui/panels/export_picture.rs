//! What a picture is to show, in which format, size and style.
//!
//! Every choice is remembered with the workspace as it is made, so that the
//! next picture begins where this one ended.

use egui::{Button, Checkbox, ComboBox, Grid, Label, RichText, Ui};

use crate::app::command::Command;
use crate::app::picture::{
    Beside, PictureFormat, PictureRequest, PictureScale, PictureStyle, PictureSubject,
};
use crate::app::state::AppState;
use crate::domain::format::grouped;
use crate::ui::panels::dialog::{Closing, dialog_ui};
use crate::ui::theme::Theme;
use crate::ui::widgets::button::{primary_button_ui, segments_ui};
use crate::ui::widgets::text::small_print_ui;

const WHOLE_STACK: &str = "All panes";

/// The window of [`crate::app::command::Dialog::ExportPicture`].
pub fn export_picture_ui(ui: &Ui, state: &AppState, commands: &mut Vec<Command>) {
    let remembered = state.view().picture.clone();
    let subject = remembered.subject.clone().among(state.all_panes());
    let mut request = PictureRequest { subject, ..remembered.clone() };
    let refusal = request.check().err();
    let [mut export, mut copy, mut cancel] = [false; 3];
    let closing = dialog_ui(
        ui,
        "export picture",
        "Export picture",
        440.0,
        |ui| {
            Grid::new("picture choices").num_columns(2).spacing([16.0, 8.0]).min_row_height(28.0).show(
                ui,
                |ui| {
                    choices_ui(ui, state, &mut request);
                },
            );
            ui.add_space(4.0);
            data_ui(ui, &mut request);
            ui.add_space(4.0);
            small_print_ui(ui, size_words(&request));
            if let Some(refusal) = &refusal {
                let colour = Theme::of(ui).danger;
                ui.add(Label::new(RichText::new(format!("Not possible: {refusal}")).color(colour)).wrap());
            }
        },
        |ui| {
            ui.add_enabled_ui(refusal.is_none(), |ui| {
                export = primary_button_ui(ui, "Export…").clicked();
                let info = Command::CopyPicture(PictureRequest::default()).info();
                copy = ui.add(Button::new(info.caption)).on_hover_text(info.tooltip).clicked();
            });
            cancel = ui.add(Button::new("Cancel")).clicked();
        },
    );
    if request != remembered {
        commands.push(Command::SetPicture(request.clone()));
    }
    if export || copy || cancel || closing != Closing::No {
        commands.push(Command::ShowDialog(None));
    }
    if export {
        commands.push(Command::ChoosePicture(request));
    } else if copy {
        commands.push(Command::CopyPicture(request));
    }
}

fn choices_ui(ui: &mut Ui, state: &AppState, request: &mut PictureRequest) {
    ui.label("Show");
    let pane_title =
        |id: &str| state.all_panes().iter().find(|pane| pane.id == id).map(|pane| pane.title.as_str());
    let chosen = request.subject.only_pane().and_then(pane_title).unwrap_or(WHOLE_STACK);
    let combo = ComboBox::from_id_salt("picture subject").selected_text(chosen).width(220.0);
    let shown = combo.show_ui(ui, |ui| {
        ui.selectable_value(&mut request.subject, PictureSubject::Stack, WHOLE_STACK);
        for pane in state.all_panes() {
            let subject = PictureSubject::Pane(pane.id.clone());
            ui.selectable_value(&mut request.subject, subject, &pane.title);
        }
    });
    shown.response.accessible_name("What the picture shows");
    ui.end_row();

    ui.label("Format");
    let formats = PictureFormat::ALL.map(|format| match format {
        PictureFormat::Png => (format, "PNG", "Pixels, for the web and for documents"),
        PictureFormat::Svg => (format, "SVG", "Vectors with text as text, sharp at any size"),
    });
    choose(ui, &mut request.format, &formats);
    ui.end_row();

    ui.label("Size");
    let scales = PictureScale::ALL.map(|scale| match scale {
        PictureScale::One => (scale, scale.title(), "One pixel a point"),
        PictureScale::Two => (scale, scale.title(), "Two pixels a point, for sharp screens"),
        PictureScale::Four => (scale, scale.title(), "Four pixels a point, for print"),
    });
    choose(ui, &mut request.scale, &scales);
    ui.end_row();

    ui.label("Style");
    let styles = PictureStyle::ALL.map(|style| {
        let tooltip = match style {
            PictureStyle::AsShown => "Dark or light as the window is",
            PictureStyle::Dark => "Light text on a dark ground",
            PictureStyle::Light => "Dark text on a light ground",
            PictureStyle::Print => "White paper, thin lines, dark inks",
        };
        (style, style.title(), tooltip)
    });
    choose(ui, &mut request.style, &styles);
    ui.end_row();
}

fn choose<T: Copy + PartialEq>(ui: &mut Ui, value: &mut T, choices: &[(T, &str, &str)]) {
    ui.horizontal(|ui| {
        if let Some(chosen) = segments_ui(ui, Some(*value), choices) {
            *value = chosen;
        }
    });
}

fn data_ui(ui: &mut Ui, request: &mut PictureRequest) {
    let mut with_data = request.beside == Beside::Data;
    let checkbox = Checkbox::new(&mut with_data, "CSV of the data beside it");
    let tooltip = "Write the drawn rows of the range under the same name";
    if ui.add(checkbox).on_hover_text(tooltip).changed() {
        request.beside = if with_data { Beside::Data } else { Beside::Nothing };
    }
}

/// What the file will measure.
fn size_words(request: &PictureRequest) -> String {
    let [width, height] = request.size_px().map(|side| grouped(f64::from(side), 0));
    match request.format {
        PictureFormat::Png => format!("{width} × {height} pixels"),
        PictureFormat::Svg => {
            let [width, height] =
                [request.width_pt, request.height_pt].map(|side| grouped(f64::from(side), 0));
            format!("{width} × {height} units; copied as pixels at {}", request.scale.title())
        }
    }
}
