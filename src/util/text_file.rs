//! Reads text files that people write.

use std::{io, path::Path};

/// The text of a file, without the byte order mark that some editors put before it: no reader of JSON or TOML wants one.
pub fn read_text(path: &Path) -> io::Result<String> {
    let mut text = std::fs::read_to_string(path)?;
    if text.starts_with('\u{FEFF}') {
        text.drain(..'\u{FEFF}'.len_utf8());
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_byte_order_mark_is_no_part_of_a_text() {
        let folder = std::env::temp_dir().join(format!("tekigo-text-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder");
        for (written, text) in [("\u{FEFF}{}", "{}"), ("{}", "{}"), ("\u{FEFF}", ""), ("a\u{FEFF}", "a\u{FEFF}")] {
            std::fs::write(folder.join("f"), written).expect("written");
            assert_eq!(read_text(&folder.join("f")).expect("read"), text);
        }
        std::fs::remove_dir_all(folder).expect("removed");
    }
}
