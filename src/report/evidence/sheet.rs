//! A sheet that is one table: two rows of headers, Japanese and English, and its rows.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};

use super::cell::{looks_like_formula, safe};

/// What stands in a column.
pub(super) struct Column {
    pub(super) ja: &'static str,
    pub(super) en: &'static str,
    /// In characters.
    pub(super) width: u16,
}

/// A column by its headers and its width in characters.
pub(super) const fn column(ja: &'static str, en: &'static str, width: u16) -> Column {
    Column { ja, en, width }
}

/// What stands in a cell.
pub(super) enum Cell {
    /// Words.
    Text(String),
    /// A code, an id, a digest: never a number, whatever it looks like.
    Id(String),
    /// A count.
    Count(u64),
    /// A judgement, in its colour.
    Mark(&'static str, Shade),
    /// Left open for somebody to fill in.
    Open,
}

/// The colour behind a judgement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shade {
    Good,
    Bad,
    Doubtful,
    Grey,
}

/// How cells look; made once for a workbook.
pub(super) struct Styles {
    text: Format,
    id: Format,
    count: Format,
    mark: Format,
    head: Format,
    subhead: Format,
}

/// The font of every cell.
pub(super) const FONT: &str = "Yu Gothic";

/// The highest that a row can be, in points.
const HIGHEST: f64 = 409.0;
/// The most lines that are worth counting.
const MOST_LINES: u32 = 40;

/// The form that every cell shares.
pub(super) fn base() -> Format {
    Format::new().set_font_name(FONT).set_font_size(8).set_align(FormatAlign::Top)
}

impl Styles {
    pub(super) fn new() -> Self {
        let cell = || base().set_border(FormatBorder::Thin).set_border_color(Color::RGB(0x00A6_A6A6)).set_text_wrap();
        let head = cell().set_bold().set_background_color(Color::RGB(0x001F_3864)).set_font_color(Color::White);
        let head = head.set_align(FormatAlign::Center).set_align(FormatAlign::VerticalCenter);
        Self {
            text: cell(),
            id: cell().set_num_format("@"),
            count: cell().set_num_format("#,##0"),
            mark: cell().set_align(FormatAlign::Center),
            subhead: head.clone().set_font_size(7),
            head,
        }
    }

    fn write(&self, sheet: &mut Worksheet, row: u32, column: u16, cell: &Cell) -> Result<(), XlsxError> {
        match cell {
            Cell::Text(text) => words(sheet, row, column, text, &self.text)?,
            Cell::Id(text) => words(sheet, row, column, text, &self.id)?,
            #[expect(clippy::cast_precision_loss, reason = "what a run counts stays far below 2^53")]
            Cell::Count(count) => drop(sheet.write_number_with_format(row, column, *count as f64, &self.count)?),
            Cell::Mark(name, shade) => {
                let colour = match shade {
                    Shade::Good => 0x00E2_EFDA,
                    Shade::Bad => 0x00F8_CBAD,
                    Shade::Doubtful => 0x00FF_F2CC,
                    Shade::Grey => 0x00ED_EDED,
                };
                let format = self.mark.clone().set_background_color(Color::RGB(colour));
                sheet.write_string_with_format(row, column, *name, &format)?;
            }
            Cell::Open => drop(sheet.write_blank(row, column, &self.text)?),
        }
        Ok(())
    }
}

/// Writes a text as a text, whatever it looks like.
pub(super) fn words(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    text: &str,
    format: &Format,
) -> Result<(), XlsxError> {
    let text = safe(text);
    if looks_like_formula(&text) {
        sheet.write_string_with_format(row, column, &text, &format.clone().set_quote_prefix())?;
    } else {
        sheet.write_string_with_format(row, column, &text, format)?;
    }
    Ok(())
}

/// The lines that a text takes in a column of so many characters: not every program works it out by itself.
pub(super) fn height(text: &str, width: u16) -> u32 {
    let lines = text.lines().map(|line| {
        let letters: usize = line.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
        // Columns are counted in the letters of a larger font than that of the cells.
        u32::try_from(letters.div_ceil(usize::from(width) * 6 / 5)).unwrap_or(u32::MAX).clamp(1, MOST_LINES)
    });
    lines.fold(0, u32::saturating_add).clamp(1, MOST_LINES)
}

/// The set-up of a page that is printed.
pub(super) fn printed(sheet: &mut Worksheet, name: &str) {
    sheet.set_paper_size(9).set_print_fit_to_pages(1, 0).set_margins(0.4, 0.4, 0.6, 0.6, 0.3, 0.3);
    sheet.set_header(format!("&L&\"{FONT}\"&8{name}")).set_footer(format!("&C&\"{FONT}\"&8&P / &N"));
}

/// Adds a sheet with a table.
pub(super) fn table(
    workbook: &mut Workbook,
    styles: &Styles,
    name: &str,
    columns: &[Column],
    rows: impl Iterator<Item = Vec<Cell>>,
) -> Result<(), XlsxError> {
    let sheet = workbook.add_worksheet();
    sheet.set_name(name)?;
    printed(sheet, name);
    sheet.set_landscape().set_repeat_rows(0, 1)?.set_freeze_panes(2, 0)?;
    let mut last = 0;
    for (number, column) in (0..).zip(columns) {
        sheet.set_column_width(number, f64::from(column.width))?;
        sheet.write_string_with_format(0, number, column.ja, &styles.head)?;
        sheet.write_string_with_format(1, number, column.en, &styles.subhead)?;
        last = number;
    }
    let mut end = 1;
    for (number, row) in (2..).zip(rows) {
        let mut lines = 1;
        for ((number_of_column, column), cell) in (0..).zip(columns).zip(&row) {
            styles.write(sheet, number, number_of_column, cell)?;
            if let Cell::Text(text) | Cell::Id(text) = cell {
                lines = lines.max(height(text, column.width));
            }
        }
        sheet.set_row_height(number, f64::from(lines * 11 + 4).min(HIGHEST))?;
        end = number;
    }
    sheet.autofilter(1, 0, end, last)?;
    Ok(())
}
