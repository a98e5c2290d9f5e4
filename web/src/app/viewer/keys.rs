//! What the keyboard does to the viewer.

/// What a drag of the first button, or of one finger, does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tool {
    /// Width to the right, centre down.
    Window,
    /// The film moves along.
    Pan,
    /// Larger upwards.
    Zoom,
}

impl Tool {
    /// All of them, in the order of their buttons.
    pub const ALL: [Self; 3] = [Self::Window, Self::Pan, Self::Zoom];

    /// The end of its message's key and the value of `data-tool`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Window => "window",
            Self::Pan => "pan",
            Self::Zoom => "zoom",
        }
    }
}

/// Something that the reader asks for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Action {
    /// Takes a tool.
    Take(Tool),
    /// Looks further right and down, in steps.
    Look(f64, f64),
    /// A wider window and a higher centre, in steps.
    Window(f64, f64),
    /// Larger, by this factor.
    Zoom(f64),
    /// The whole film.
    Fit,
    /// A pixel of the film for one of the screen.
    OneToOne,
    /// Black for white.
    Invert,
    /// A quarter clockwise.
    Rotate,
    /// Heatmap on or off.
    Heatmap,
    /// The heatmap more opaque, by percents.
    Opacity(i32),
    /// The next colour map.
    Colours,
    /// The next preset, or the one before.
    Preset(i32),
    /// Two panes or one.
    SideBySide,
    /// Everything as at first.
    Reset,
    /// The list of keys, shown or hidden.
    Help,
}

/// How much larger or smaller a key or a click makes the film.
pub const ZOOM_STEP: f64 = 1.25;

/// Every key and what it does: how it is written in the list of keys, and the key of the message that explains it.
pub const HELP: [(&str, &str); 17] = [
    ("W / P / Z", "viewer-help-tools"),
    ("← ↑ → ↓", "viewer-help-pan"),
    ("⇧ + ← →", "viewer-help-width"),
    ("⇧ + ↑ ↓", "viewer-help-center"),
    ("+ / −", "viewer-help-zoom"),
    ("0", "viewer-fit"),
    ("1", "viewer-one-to-one"),
    ("[ / ]", "viewer-help-presets"),
    ("I", "viewer-invert"),
    ("R", "viewer-rotate"),
    ("H", "viewer-heatmap"),
    (", / .", "viewer-help-opacity"),
    ("C", "viewer-colours"),
    ("S", "viewer-side-by-side"),
    ("Esc", "viewer-reset"),
    ("?", "viewer-help"),
    ("", "viewer-help-mouse"),
];

/// What a key asks for, by the name that the browser gives it. Keys with Ctrl, Alt or Meta are the browser's own and do
/// not come here.
pub fn action(key: &str, shift: bool) -> Option<Action> {
    Some(match (key, shift) {
        ("ArrowLeft", false) => Action::Look(-1.0, 0.0),
        ("ArrowRight", false) => Action::Look(1.0, 0.0),
        ("ArrowUp", false) => Action::Look(0.0, -1.0),
        ("ArrowDown", false) => Action::Look(0.0, 1.0),
        ("ArrowLeft", true) => Action::Window(-1.0, 0.0),
        ("ArrowRight", true) => Action::Window(1.0, 0.0),
        ("ArrowUp", true) => Action::Window(0.0, -1.0),
        ("ArrowDown", true) => Action::Window(0.0, 1.0),
        // With or without Shift: where these signs are differs between keyboards.
        ("+" | "=", _) => Action::Zoom(ZOOM_STEP),
        ("-" | "_", _) => Action::Zoom(1.0 / ZOOM_STEP),
        ("0" | "f" | "F", _) => Action::Fit,
        ("1", _) => Action::OneToOne,
        ("[", _) => Action::Preset(-1),
        ("]", _) => Action::Preset(1),
        ("?", _) => Action::Help,
        ("," | "<", _) => Action::Opacity(-10),
        ("." | ">", _) => Action::Opacity(10),
        ("i" | "I", _) => Action::Invert,
        ("r" | "R", _) => Action::Rotate,
        ("h" | "H", _) => Action::Heatmap,
        ("c" | "C", _) => Action::Colours,
        ("s" | "S", _) => Action::SideBySide,
        ("w" | "W", _) => Action::Take(Tool::Window),
        ("p" | "P", _) => Action::Take(Tool::Pan),
        ("z" | "Z", _) => Action::Take(Tool::Zoom),
        ("Escape", _) => Action::Reset,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_tool_has_a_key_and_unknown_keys_are_left_to_the_browser() {
        for tool in Tool::ALL {
            let key = &tool.code()[..1];
            assert_eq!(action(key, false), Some(Action::Take(tool)));
        }
        assert_eq!(action("Tab", false), None);
        assert_eq!(action("a", false), None);
    }

    #[test]
    fn shift_turns_arrows_from_the_film_to_the_window() {
        assert_eq!(action("ArrowRight", false), Some(Action::Look(1.0, 0.0)));
        assert_eq!(action("ArrowRight", true), Some(Action::Window(1.0, 0.0)));
    }

    #[test]
    fn the_list_of_keys_names_each_message_once() {
        let mut keys: Vec<_> = HELP.iter().map(|(_, message)| *message).collect();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), HELP.len());
        let messages = crate::text::Messages::english();
        assert!(keys.iter().all(|key| messages.get(key) != *key), "a message is missing");
    }
}
