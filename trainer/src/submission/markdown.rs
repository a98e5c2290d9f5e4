//! A document as Markdown.

use std::fmt::Write as _;

use super::document::{Block, Document};

/// The whole document.
pub(super) fn render(document: &Document) -> String {
    let mut out = String::new();
    // Writing to a String cannot fail.
    if !document.metadata.is_empty() {
        let _ = writeln!(out, "---\n{}\n---\n", document.metadata.trim_end());
    }
    let _ = writeln!(out, "# {}\n\n**{}**", inline(&document.title), inline(&document.notice));
    for section in &document.sections {
        let _ = writeln!(out, "\n## {}", inline(&section.title));
        for block in &section.blocks {
            out.push('\n');
            self::block(&mut out, block);
        }
    }
    out
}

fn block(out: &mut String, block: &Block) {
    let _ = match block {
        Block::Heading(text) => writeln!(out, "### {}", inline(text)),
        Block::Text(text) => writeln!(out, "{}", paragraph(text)),
        Block::List(items) => items.iter().try_for_each(|item| writeln!(out, "- {}", paragraph(item))),
        Block::Steps(items) => {
            items.iter().zip(1..).try_for_each(|(item, n)| writeln!(out, "{n}. {}", paragraph(item)))
        }
        Block::Warning(title, items) => writeln!(out, "> **{}**\n>", inline(title))
            .and_then(|()| items.iter().try_for_each(|item| writeln!(out, "> - {}", paragraph(item)))),
        Block::Table(head, rows) => table(out, head, rows),
        Block::Figure(figure) => {
            writeln!(out, "![{}]({})\n\n*{}*", inline(&figure.title), figure.file, inline(&figure.caption))
        }
    };
}

fn table(out: &mut String, head: &[String], rows: &[Vec<String>]) -> std::fmt::Result {
    let line = |cells: &[String]| -> String {
        let cells: Vec<String> = cells.iter().map(|c| inline(c).replace('|', "\\|")).collect();
        format!("| {} |", cells.join(" | "))
    };
    writeln!(out, "{}\n|{}", line(head), "---|".repeat(head.len()))?;
    rows.iter().try_for_each(|row| writeln!(out, "{}", line(row)))
}

/// Text at the beginning of a line, where a digit and a point would begin a list.
fn paragraph(text: &str) -> String {
    let text = inline(text);
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    match text.as_bytes().get(digits) {
        Some(b'.' | b')') if digits > 0 => format!("{}\\{}", &text[..digits], &text[digits..]),
        _ if text.starts_with(['-', '+', '#', '=', '~']) => format!("\\{text}"),
        _ => text,
    }
}

/// Text within a line. An underscore within a word is no markup, and stays readable.
fn inline(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let chars: Vec<char> = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let is_word = |i: Option<usize>| i.and_then(|i| chars.get(i)).is_some_and(|c| c.is_alphanumeric());
    for (i, &c) in chars.iter().enumerate() {
        let within = c == '_' && is_word(i.checked_sub(1)) && is_word(Some(i + 1));
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>') && !within {
            out.push('\\');
        }
        // Entities alone begin with it.
        out.push_str(if c == '&' { "&amp;" } else { "" });
        if c != '&' {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::document::tests::sample;
    use super::*;

    #[test]
    fn every_block_is_written_and_text_is_no_markup() {
        let text = render(&sample());
        assert!(
            text.starts_with("---\nkey: value\n---\n\n# A \\<title\\>\n\n**Research use only.**\n"),
            "{text}"
        );
        assert!(text.contains("### 1.1 \\<b\\> &amp; \\*stars\\*"), "{text}");
        assert!(
            text.contains("1\\. no list, # no heading \\_under\\_ max_f1 \\`code\\` \\[link\\](x)"),
            "{text}"
        );
        assert!(text.contains("- first\n- \\- second\n") && text.contains("1. step\n2. step\n"), "{text}");
        assert!(text.contains("> **Careful**\n>\n> - a | b\n"), "{text}");
        assert!(text.contains("| name | value |\n|---|---|\n| a\\|b | 1 |\n"), "{text}");
        assert!(text.contains("![A drawing](drawing.svg)\n\n*Caption*\n"), "{text}");
    }
}
