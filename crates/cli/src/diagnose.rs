//! Diagnostics on standard error: in colour and with frames on a terminal, plain when piped.

use std::fmt;
use std::io::{self, IsTerminal, Write};

use arpanet_scenario::Diagnostic;
use miette::{
    GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteSpanContents, SourceCode, SourceSpan,
    SpanContents,
};

use crate::{End, output};

/// A line longer than this is not shown.
const WIDEST_LINE_OCTETS: usize = 400;

/// Tells one diagnostic.
pub fn tell(diagnostic: &Diagnostic) -> End {
    let theme = match io::stderr().is_terminal() {
        true if output::colours_are_welcome() => GraphicalTheme::unicode(),
        true => GraphicalTheme::unicode_nocolor(),
        false => GraphicalTheme::none(),
    };
    let mut text = String::new();
    let shown = Shown { diagnostic, excerpt: Excerpt::of(diagnostic) };
    let handler = GraphicalReportHandler::new_themed(theme).with_links(false).with_width(120);
    if handler.render_report(&mut text, &shown).is_err() || text.is_empty() {
        text = format!("error: {diagnostic}\n");
    }
    // When standard error is closed, there is nobody left to tell.
    let _ = io::stderr().lock().write_all(text.as_bytes());
    End::BadInput
}

/// A diagnostic as miette wants it.
#[derive(Debug)]
struct Shown<'a> {
    diagnostic: &'a Diagnostic,
    excerpt: Option<Excerpt>,
}

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let fault = self.diagnostic;
        write!(f, "{}:{}:{}: {}", fault.file.display(), fault.line(), fault.column(), fault.message)?;
        match (&self.diagnostic.expected, &self.excerpt) {
            (Some(expected), None) => write!(f, "\nexpected {expected}"),
            _ => Ok(()),
        }
    }
}

impl std::error::Error for Shown<'_> {}

impl miette::Diagnostic for Shown<'_> {
    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.diagnostic.help.as_ref().map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.excerpt.as_ref().map(|excerpt| excerpt as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let excerpt = self.excerpt.as_ref()?;
        let label = match &self.diagnostic.expected {
            Some(expected) => format!("expected {expected}"),
            None => String::from("here"),
        };
        Some(Box::new(std::iter::once(LabeledSpan::new_with_span(Some(label), excerpt.marked))))
    }
}

/// The faulty line, the one before and the one after.
#[derive(Debug)]
struct Excerpt {
    lines: String,
    first_line: usize,
    marked: SourceSpan,
    file: String,
}

impl Excerpt {
    /// The lines around the fault, unless there is no text, or one of them is too long to be looked at.
    fn of(diagnostic: &Diagnostic) -> Option<Excerpt> {
        let text: &str = &diagnostic.text;
        let at = diagnostic.span.start;
        let before = text.get(..at)?;
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let start = before[..line_start.saturating_sub(1)].rfind('\n').map_or(0, |newline| newline + 1);
        let line_end = text[at..].find('\n').map_or(text.len(), |newline| at + newline);
        let after = text.get(line_end + 1..).unwrap_or("");
        let end = text.len().min(line_end + 1 + after.find('\n').unwrap_or(after.len()));
        let mut lines = text[start..end].to_owned();
        if lines.trim().is_empty() || lines.lines().any(|line| line.len() > WIDEST_LINE_OCTETS) {
            return None;
        }
        let length = diagnostic.span.end.min(line_end).saturating_sub(at);
        let first_line = diagnostic.line() - 1 - usize::from(start < line_start);
        // There must be something to point at, even at the end of the text.
        lines.push(' ');
        let marked = SourceSpan::new((at - start).into(), length);
        Some(Excerpt { lines, first_line, marked, file: diagnostic.file.display().to_string() })
    }
}

impl SourceCode for Excerpt {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        context_lines_before: usize,
        context_lines_after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, miette::MietteError> {
        let part = self.lines.read_span(span, context_lines_before, context_lines_after)?;
        let contents = MietteSpanContents::new_named(
            self.file.clone(),
            part.data(),
            *part.span(),
            part.line() + self.first_line,
            part.column(),
            part.line_count(),
        );
        Ok(Box::new(contents))
    }
}
