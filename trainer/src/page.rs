//! A report as one self-contained HTML page. Everything that comes from outside goes through [`escape`].

use std::fmt::Write as _;

use crate::plot::escape;

const STYLE: &str = "\
:root { color-scheme: light; }\n\
body { font: 16px/1.5 system-ui, sans-serif; color: #1a1a1a; background: #fff; max-width: 62rem; margin: 2rem auto; \
padding: 0 1rem; }\n\
h1 { font-size: 1.8rem; line-height: 1.2; } h2 { font-size: 1.35rem; margin-top: 2.5rem; border-bottom: 1px solid #ccc; }\n\
h3 { font-size: 1.05rem; margin: 1.2rem 0 .3rem; }\n\
p, li, figcaption { max-width: 46rem; } .lead { font-size: 1.15rem; }\n\
figure { margin: 1.2rem 0 1.6rem; } figcaption { color: #444; font-size: .93rem; }\n\
.plot { overflow-x: auto; } svg { display: block; max-width: 100%; height: auto; }\n\
.films { display: flex; flex-wrap: wrap; gap: 1rem; } .films div { width: 222px; font-size: .85rem; } .films img { display: block; \
width: 220px; height: 220px; image-rendering: auto; border: 1px solid #ccc; }\n\
.films .scale { width: 220px; height: 10px; border: 1px solid #ccc; background: linear-gradient(to right, #004a80, #fff, \
#b23c00); -webkit-print-color-adjust: exact; print-color-adjust: exact; }\n\
.scroll { overflow-x: auto; } table { border-collapse: collapse; font-size: .9rem; margin: .6rem 0 1.2rem; }\n\
th, td { padding: .2rem .7rem; text-align: right; border-bottom: 1px solid #ddd; white-space: nowrap; font-variant-numeric: tabular-nums; }\n\
th:first-child, td:first-child { text-align: left; } thead th { white-space: normal; border-bottom: 2px solid #888; vertical-align: bottom; }\n\
th.words, td.words { text-align: left; white-space: normal; max-width: 26rem; }\n\
.warning { border: 2px solid #b23c00; border-left-width: 10px; background: #fff4ee; padding: .3rem 1.1rem; \
margin: 1.2rem 0; } .warning h2 { border: 0; margin: .4rem 0; color: #8a2f00; font-size: 1.1rem; }\n\
nav ul { padding-left: 1.2rem; columns: 2; } a { color: #0058a3; }\n\
code { overflow-wrap: anywhere; }\n\
@media screen and (prefers-color-scheme: dark) { :root { color-scheme: dark; } body { color: #e6e6e6; background: #16181b; } \
h2 { border-color: #555; } figcaption { color: #b8b8b8; } th, td { border-color: #444; } thead th { border-color: #888; } \
a { color: #7cc0ff; } .warning { background: #33190c; border-color: #e07a45; } .warning h2 { color: #ffb48f; } \
.plot { background: #fff; padding: .5rem; } }\n\
@media print { body { margin: 0; max-width: none; font-size: 11pt; } figure, .warning, tr { break-inside: avoid; } \
h2, h3 { break-after: avoid; } nav { display: none; } .scroll, .plot { overflow: visible; } }\n";

/// A page in the making.
pub(crate) struct Page {
    title: String,
    sections: Vec<(String, String)>,
    opening: String,
    body: String,
}

impl Page {
    pub(crate) fn new(title: &str) -> Self {
        Self { title: title.to_owned(), sections: Vec::new(), opening: String::new(), body: String::new() }
    }

    /// What is written before the first section stands above the contents.
    fn add(&mut self, text: std::fmt::Arguments<'_>) {
        let place = if self.sections.is_empty() { &mut self.opening } else { &mut self.body };
        // Writing to a String cannot fail.
        let _ = place.write_fmt(text);
        place.push('\n');
    }

    pub(crate) fn section(&mut self, id: &str, title: &str) {
        self.sections.push((id.to_owned(), title.to_owned()));
        self.add(format_args!("<h2 id=\"{}\">{}</h2>", escape(id), escape(title)));
    }

    pub(crate) fn lead(&mut self, text: &str) {
        self.add(format_args!("<p class=\"lead\">{}</p>", escape(text)));
    }

    pub(crate) fn text(&mut self, text: &str) {
        self.add(format_args!("<p>{}</p>", escape(text)));
    }

    pub(crate) fn heading(&mut self, text: &str) {
        self.add(format_args!("<h3>{}</h3>", escape(text)));
    }

    /// Sentences in order.
    pub(crate) fn steps(&mut self, items: &[String]) {
        let items: String = items.iter().map(|item| format!("<li>{}</li>\n", escape(item))).collect();
        self.add(format_args!("<ol>\n{items}</ol>"));
    }

    pub(crate) fn list(&mut self, items: &[String]) {
        let items: String = items.iter().map(|item| format!("<li>{}</li>\n", escape(item))).collect();
        self.add(format_args!("<ul>\n{items}</ul>"));
    }

    pub(crate) fn warning(&mut self, title: &str, items: &[String]) {
        let items: String = items.iter().map(|item| format!("<li>{}</li>\n", escape(item))).collect();
        self.add(format_args!(
            "<section class=\"warning\" aria-label=\"Warning\"><h2>{}</h2><ul>\n{items}</ul></section>",
            escape(title)
        ));
    }

    pub(crate) fn figure(&mut self, title: &str, svg: &str, caption: &str) {
        self.add(format_args!(
            "<figure><h3>{}</h3><div class=\"plot\">{svg}</div><figcaption>{}</figcaption></figure>",
            escape(title),
            escape(caption)
        ));
    }

    /// Pictures side by side; each is an address of [`crate::plot::picture`] with a line below it.
    pub(crate) fn pictures(&mut self, title: &str, pictures: &[Picture], caption: &str) {
        let pictures: String = pictures
            .iter()
            .map(|p| {
                let scale = if p.signed { "<div class=\"scale\"></div>" } else { "" };
                format!(
                    "<div><img src=\"{}\" alt=\"{}\">{scale}{}</div>\n",
                    escape(&p.address),
                    escape(&p.text),
                    escape(&p.text)
                )
            })
            .collect();
        self.add(format_args!(
            "<figure><h3>{}</h3><div class=\"films\">\n{pictures}</div><figcaption>{}</figcaption></figure>",
            escape(title),
            escape(caption)
        ));
    }

    /// A table whose first column names the row.
    pub(crate) fn table(&mut self, head: &[&str], rows: &[Vec<String>]) {
        if rows.is_empty() {
            return;
        }
        // Columns of words read from the left, numbers are held at the right.
        let is_words = |text: &str| text.chars().filter(|c| c.is_alphabetic()).count() > 10;
        let words: Vec<&str> = (0..head.len())
            .map(|i| {
                if rows.iter().any(|row| row.get(i).is_some_and(|c| is_words(c))) {
                    " class=\"words\""
                } else {
                    ""
                }
            })
            .collect();
        let head: String = head
            .iter()
            .zip(&words)
            .map(|(h, class)| format!("<th scope=\"col\"{class}>{}</th>", escape(h)))
            .collect();
        let mut body = String::new();
        for row in rows {
            body.push_str("<tr>");
            for (cell, class) in row.iter().zip(&words) {
                // A hash has no place to break, and would push what follows off the page.
                let is_hash = cell.len() == 64 && cell.bytes().all(|b| b.is_ascii_hexdigit());
                let (open, close) = if is_hash { ("<code>", "</code>") } else { ("", "") };
                let _ = write!(body, "<td{class}>{open}{}{close}</td>", escape(cell));
            }
            body.push_str("</tr>\n");
        }
        self.add(format_args!(
            "<div class=\"scroll\"><table><thead><tr>{head}</tr></thead><tbody>\n{body}</tbody></table></div>"
        ));
    }

    pub(crate) fn finish(self) -> String {
        let contents: String = self
            .sections
            .iter()
            .map(|(id, title)| format!("<li><a href=\"#{}\">{}</a></li>", escape(id), escape(title)))
            .collect();
        let title = escape(&self.title);
        format!(
            "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; \
             img-src data:\">\n<title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n\
             <h1>{title}</h1>\n{}<nav aria-label=\"Contents\"><ul>{contents}</ul></nav>\n{}</main>\n</body>\n</html>\n",
            self.opening, self.body
        )
    }
}

/// A picture of [`Page::pictures`].
pub(crate) struct Picture {
    /// `data:` address.
    pub(crate) address: String,
    /// What it shows.
    pub(crate) text: String,
    /// Whether it is in the colours of differences.
    pub(crate) signed: bool,
}
