//! A document between figures and their form: written once, and printed as HTML and as Markdown.
//!
//! All text is plain: names and sentences that come from a configuration or a table can contain no markup.

use super::markdown;
use crate::page::Page;

/// A document.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    /// Its title.
    pub title: String,
    /// What stands above everything: what the device is not.
    pub notice: String,
    /// `key: value` lines for programs, YAML, which Markdown alone carries; empty for none.
    pub metadata: String,
    /// Its sections, in order.
    pub sections: Vec<Section>,
}

/// A section.
#[derive(Debug, Clone, PartialEq)]
pub struct Section {
    /// Its name in addresses: letters, digits and hyphens.
    pub id: String,
    /// Its heading.
    pub title: String,
    /// What it says.
    pub blocks: Vec<Block>,
}

/// A part of a section.
#[derive(Debug, Clone, PartialEq)]
pub enum Block {
    /// A heading within the section.
    Heading(String),
    /// A paragraph.
    Text(String),
    /// Sentences side by side.
    List(Vec<String>),
    /// Sentences in order.
    Steps(Vec<String>),
    /// What must not be overlooked.
    Warning(String, Vec<String>),
    /// A table; its first column names the row.
    Table(Vec<String>, Vec<Vec<String>>),
    /// A figure.
    Figure(Figure),
}

/// A figure.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// Its file beside the Markdown.
    pub file: String,
    /// Its title.
    pub title: String,
    /// The drawing.
    pub svg: String,
    /// What is to be seen.
    pub caption: String,
}

impl Section {
    /// An empty one.
    pub(crate) fn new(id: &str, title: &str) -> Self {
        Self { id: id.to_owned(), title: title.to_owned(), blocks: Vec::new() }
    }

    pub(crate) fn heading(&mut self, text: &str) {
        self.blocks.push(Block::Heading(text.to_owned()));
    }

    pub(crate) fn text(&mut self, text: impl Into<String>) {
        self.blocks.push(Block::Text(text.into()));
    }

    pub(crate) fn list(&mut self, items: Vec<String>) {
        self.blocks.push(Block::List(items));
    }

    pub(crate) fn steps(&mut self, items: Vec<String>) {
        self.blocks.push(Block::Steps(items));
    }

    pub(crate) fn warning(&mut self, title: &str, items: Vec<String>) {
        self.blocks.push(Block::Warning(title.to_owned(), items));
    }

    pub(crate) fn table(&mut self, head: &[&str], rows: Vec<Vec<String>>) {
        self.blocks.push(Block::Table(head.iter().map(|h| (*h).to_owned()).collect(), rows));
    }

    pub(crate) fn figure(&mut self, file: &str, title: &str, svg: String, caption: &str) {
        self.blocks.push(Block::Figure(Figure {
            file: file.to_owned(),
            title: title.to_owned(),
            svg,
            caption: caption.to_owned(),
        }));
    }
}

impl Document {
    /// The document as one HTML page that needs nothing from elsewhere.
    pub fn html(&self) -> String {
        let mut page = Page::new(&self.title);
        page.lead(&self.notice);
        for section in &self.sections {
            page.section(&section.id, &section.title);
            for block in &section.blocks {
                match block {
                    Block::Heading(text) => page.heading(text),
                    Block::Text(text) => page.text(text),
                    Block::List(items) => page.list(items),
                    Block::Steps(items) => page.steps(items),
                    Block::Warning(title, items) => page.warning(title, items),
                    Block::Table(head, rows) => {
                        page.table(&head.iter().map(String::as_str).collect::<Vec<_>>(), rows);
                    }
                    Block::Figure(figure) => page.figure(&figure.title, &figure.svg, &figure.caption),
                }
            }
        }
        page.finish()
    }

    /// The document as Markdown (CommonMark with GitHub's tables). Its figures are files beside it.
    pub fn markdown(&self) -> String {
        markdown::render(self)
    }

    /// Its figures, each as a file.
    pub fn figures(&self) -> impl Iterator<Item = &Figure> {
        self.sections.iter().flat_map(|section| &section.blocks).filter_map(|block| match block {
            Block::Figure(figure) => Some(figure),
            _ => None,
        })
    }
}

impl Figure {
    /// The drawing for a file: on white, as a viewer's own ground may be dark.
    pub fn file_text(&self) -> String {
        self.svg.replacen(
            "</title>\n",
            "</title>\n<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n",
            1,
        )
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A document with one block of each kind, and text that would be markup.
    pub(in crate::submission) fn sample() -> Document {
        let mut section = Section::new("one", "1 One");
        section.heading("1.1 <b> & *stars*");
        section.text("1. no list, # no heading\n_under_ max_f1 `code` [link](x)");
        section.list(vec!["first".into(), "- second".into()]);
        section.steps(vec!["step".into(), "step".into()]);
        section.warning("Careful", vec!["a | b".into()]);
        section.table(&["name", "value"], vec![vec!["a|b".into(), "1".into()]]);
        section.figure("drawing.svg", "A drawing", "<svg><title>t</title>\n</svg>\n".into(), "Caption");
        Document {
            title: "A <title>".into(),
            notice: "Research use only.".into(),
            metadata: "key: value".into(),
            sections: vec![section],
        }
    }

    #[test]
    fn a_page_has_every_block_and_no_markup_of_others() {
        let html = sample().html();
        assert!(html.contains("<ol>") && html.contains("<ul>") && html.contains("<table>"));
        assert!(html.contains("1.1 &lt;b&gt; &amp; *stars*") && !html.contains("<b>"));
        assert!(html.contains("<title>A &lt;title&gt;</title>") && html.contains("A drawing"));
    }

    #[test]
    fn a_file_of_a_figure_is_on_white() {
        let document = sample();
        let figure = document.figures().next().unwrap();
        assert!(figure.file_text().contains("<title>t</title>\n<rect width=\"100%\""));
    }
}
