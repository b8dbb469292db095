//! Integration tests, one binary: linking egui once is enough.

#[cfg(test)]
mod alerts;
#[cfg(test)]
mod answers;
#[cfg(test)]
mod as_known;
#[cfg(test)]
mod calculation_properties;
#[cfg(test)]
mod case_figures;
#[cfg(test)]
mod chance;
#[cfg(test)]
mod claims_figures;
#[cfg(test)]
mod command_line;
#[cfg(test)]
mod csv_hostile;
#[cfg(test)]
mod csv_real_files;
#[cfg(test)]
mod csv_reference;
#[cfg(test)]
mod data_window;
#[cfg(test)]
mod export_scan;
#[cfg(test)]
mod export_window;
#[cfg(test)]
mod fixture_server;
#[cfg(test)]
mod fleet;
#[cfg(test)]
mod flows_panel;
#[cfg(test)]
mod gestures;
mod golden;
mod golden_chain;
mod golden_etf;
#[cfg(test)]
mod golden_indicators;
mod golden_leverage;
mod golden_mining;
mod golden_regress;
mod golden_regression;
mod golden_retarget;
mod golden_scenario;
#[cfg(test)]
mod http;
mod icons;
#[cfg(test)]
mod indicator_kernels;
#[cfg(test)]
mod levels_csv;
#[cfg(test)]
mod levels_table;
#[cfg(test)]
mod live;
#[cfg(test)]
mod live_data;
#[cfg(test)]
mod miners_panel;
#[cfg(test)]
mod notes_csv;
#[cfg(test)]
mod offered_properties;
#[cfg(test)]
mod panels;
#[cfg(test)]
mod picture_agreement;
#[cfg(test)]
mod picture_dialog;
#[cfg(test)]
mod pictures;
#[cfg(test)]
mod preferences;
#[cfg(test)]
mod rasteriser;
mod scenario_from_rows;
mod scenario_properties;
#[cfg(test)]
mod sources;
#[cfg(test)]
mod trust;
#[cfg(test)]
mod undo_properties;
#[cfg(test)]
mod workspace_format;
