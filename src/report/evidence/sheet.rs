//! A sheet that is one table: two rows of headers, Japanese and English, and its rows.

use rust_xlsxwriter::{Color, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};

use super::cell::{looks_like_formula, safe};

/// What is in a column.
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

/// The paper that a sheet is printed on, landscape. The columns of a sheet fit on it as wide as they are, so that nothing is printed
/// smaller than it is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Paper {
    A4,
    A3,
}

/// What is in a cell.
pub(super) enum Cell {
    /// Words.
    Text(String),
    /// A code, an id, a digest: never a number, whatever it looks like.
    Id(String),
    /// A count.
    Count(u64),
    /// A moment: a date, and not its text.
    Moment(ExcelDateTime),
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
    moment: Format,
    mark: Format,
    head: Format,
}

/// The font of every cell. Its lines are as high as its letters need; those of Yu Gothic take half as much again, and the last line
/// of a cell would be cut.
pub(super) const FONT: &str = "MS PGothic";
/// How a moment is shown.
pub(super) const MOMENT: &str = "yyyy/mm/dd hh:mm:ss";

/// The size of the letters of a table, in points: what is smaller is hard to read on paper.
pub(super) const LETTERS: u16 = 8;
/// The height of a line of such letters, in points.
const LINE: f64 = 10.5;
/// The highest that a row can be, in points.
const HIGHEST: f64 = 409.0;
/// The most lines that are worth counting.
const MOST_LINES: u32 = 36;

/// The form that every cell shares.
pub(super) fn base() -> Format {
    Format::new().set_font_name(FONT).set_font_size(LETTERS).set_align(FormatAlign::Top)
}

impl Styles {
    pub(super) fn new() -> Self {
        let cell = || base().set_border(FormatBorder::Thin).set_border_color(Color::RGB(0x00A6_A6A6)).set_text_wrap();
        let head = cell().set_bold().set_background_color(Color::RGB(0x001F_3864)).set_font_color(Color::White);
        Self {
            text: cell(),
            id: cell().set_num_format("@"),
            count: cell().set_num_format("#,##0"),
            moment: cell().set_num_format(MOMENT),
            mark: cell().set_align(FormatAlign::Center),
            head: head.set_align(FormatAlign::Center).set_align(FormatAlign::VerticalCenter),
        }
    }

    fn write(&self, sheet: &mut Worksheet, row: u32, column: u16, cell: &Cell) -> Result<(), XlsxError> {
        match cell {
            Cell::Text(text) => words(sheet, row, column, text, &self.text)?,
            Cell::Id(text) => words(sheet, row, column, text, &self.id)?,
            #[expect(clippy::cast_precision_loss, reason = "what a run counts stays far below 2^53")]
            Cell::Count(count) => drop(sheet.write_number_with_format(row, column, *count as f64, &self.count)?),
            Cell::Moment(moment) => drop(sheet.write_datetime_with_format(row, column, moment, &self.moment)?),
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

/// The lines that a text takes in a column of so many characters, in letters of so many points: not every program works it out by
/// itself.
pub(super) fn height(text: &str, width: u16, points: u16) -> u32 {
    // Columns are counted in digits of 11 points, 5.25 points wide; a half-width letter is about half its size wide.
    let room = (usize::from(width) * 10 / usize::from(points)).max(1);
    let lines = text.lines().map(|line| {
        let letters: usize = line.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
        u32::try_from(letters.div_ceil(room)).unwrap_or(u32::MAX).clamp(1, MOST_LINES)
    });
    lines.fold(0, u32::saturating_add).clamp(1, MOST_LINES)
}

/// The set-up of a page that is printed: as many pages down as it takes, one across.
pub(super) fn printed(sheet: &mut Worksheet, name: &str) {
    sheet.set_print_fit_to_pages(1, 0).set_margins(0.4, 0.4, 0.35, 0.35, 0.15, 0.15);
    sheet.set_header(format!("&L&\"{FONT}\"&8{name}")).set_footer(format!("&C&\"{FONT}\"&8&P / &N"));
}

/// The widths of columns in characters, as they are requested where the paper has room: else the page would be printed smaller, and its
/// letters with it.
fn widths(columns: &[Column], paper: Paper) -> Vec<u16> {
    // Points across a sheet in landscape without its margins, and those of a column: digits of 7 pixels and 5 around them, 96 to the inch.
    let room = if paper == Paper::A3 { 1133 } else { 784 };
    let points = |width: u16| (u32::from(width) * 7 + 5) * 3 / 4;
    let mut widths: Vec<u16> = columns.iter().map(|column| column.width).collect();
    while widths.iter().map(|width| points(*width)).sum::<u32>() > room {
        let Some(widest) = widths.iter_mut().max() else { break };
        *widest -= 1;
    }
    widths
}

/// Adds a sheet with a table.
pub(super) fn table(
    workbook: &mut Workbook,
    styles: &Styles,
    (name, paper): (&str, Paper),
    columns: &[Column],
    rows: impl Iterator<Item = Vec<Cell>>,
) -> Result<(), XlsxError> {
    let sheet = workbook.add_worksheet();
    sheet.set_name(name)?;
    printed(sheet, name);
    sheet.set_paper_size(if paper == Paper::A3 { 8 } else { 9 });
    sheet.set_landscape().set_repeat_rows(0, 1)?.set_freeze_panes(2, 0)?;
    let mut last = 0;
    let widths = widths(columns, paper);
    for (number, (column, width)) in (0..).zip(columns.iter().zip(&widths)) {
        sheet.set_column_width(number, f64::from(*width))?;
        sheet.write_string_with_format(0, number, column.ja, &styles.head)?;
        sheet.write_string_with_format(1, number, column.en, &styles.head)?;
        last = number;
    }
    let mut end = 1;
    for (number, row) in (2..).zip(rows) {
        let mut lines = 1;
        for ((number_of_column, width), cell) in (0..).zip(&widths).zip(&row) {
            styles.write(sheet, number, number_of_column, cell)?;
            if let Cell::Text(text) | Cell::Id(text) = cell {
                lines = lines.max(height(text, *width, LETTERS));
            }
        }
        sheet.set_row_height(number, (f64::from(lines) * LINE + 2.0).min(HIGHEST))?;
        end = number;
    }
    sheet.autofilter(1, 0, end, last)?;
    sheet.set_print_area(0, 0, end, last)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{Column, Paper, height, widths};

    #[test]
    fn a_table_is_no_wider_than_its_paper() {
        let column = |width| Column { ja: "", en: "", width };
        assert_eq!(widths(&[column(20), column(30)], Paper::A4), [20, 30]);
        let narrowed = widths(&[column(20), column(90), column(91)], Paper::A4);
        assert_eq!((narrowed[0], narrowed[1].abs_diff(narrowed[2]) <= 1), (20, true));
        let pixels: u16 = narrowed.iter().map(|width| width * 7 + 5).sum();
        assert!((1020..=1045).contains(&pixels), "{pixels}");
    }

    #[test]
    fn a_full_width_letter_takes_the_room_of_two_and_each_line_its_own() {
        assert_eq!([height("", 10, 8), height("ab\ncd", 10, 8), height(&"x".repeat(13), 10, 8)], [1, 2, 2]);
        assert_eq!([height(&"請".repeat(6), 10, 8), height(&"請".repeat(7), 10, 8)], [1, 2]);
        assert_eq!(height(&"x".repeat(100_000), 10, 8), super::MOST_LINES);
    }
}
