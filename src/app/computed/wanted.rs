//! Which computed series somebody looks at.

use std::collections::BTreeSet;

use crate::app::alerts::{Crossed, wishes};
use crate::app::computed::BASE;
use crate::app::workspace::Document;
use crate::calc::calculation::instance::Instance;

/// Series of series deeper than this are not computed.
const MOST_DEPTH: usize = 4;

/// Every computed series that the panel offers, a pane shows or an alert watches, each once,
/// what is computed from others after those.
pub fn wanted(document: &Document) -> Vec<Instance> {
    let mut found = Found::default();
    BASE.iter().for_each(|id| found.add(id, 0));
    for pane in document.panes.iter().filter(|pane| !pane.hidden) {
        pane.series.iter().for_each(|placed| found.add(&placed.id, 0));
    }
    for wish in wishes(document) {
        found.add(&wish.watch, 0);
        if let Crossed::Series(id) = &wish.crossed {
            found.add(id, 0);
        }
    }
    found.instances
}

#[derive(Default)]
struct Found {
    ids: BTreeSet<String>,
    instances: Vec<Instance>,
}

impl Found {
    fn add(&mut self, id: &str, depth: usize) {
        if depth > MOST_DEPTH || self.ids.contains(id) {
            return;
        }
        let Some(instance) = Instance::parse(id) else { return };
        for input in [&instance.of, &instance.with].into_iter().flatten() {
            self.add(input, depth + 1);
        }
        self.ids.insert(id.to_owned());
        self.instances.push(instance);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::pane_spec::PaneSpec;

    #[test]
    fn what_a_series_is_computed_from_comes_first_and_each_once() {
        let mut document = Document::new(Vec::new(), Vec::new());
        document.panes = vec![PaneSpec::new("x", &["derived.sma_5.of.derived.sma_7", "derived.sma_7"])];
        let others = |document: &Document| -> Vec<String> {
            let ids = wanted(document).iter().map(Instance::series_id).collect::<Vec<_>>();
            ids.into_iter().filter(|id| !BASE.contains(&id.as_str())).collect()
        };
        assert_eq!(others(&document), ["derived.sma_7", "derived.sma_5.of.derived.sma_7"]);
        document.panes[0].hidden = true;
        assert!(others(&document).is_empty());
    }
}
