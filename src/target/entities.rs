//! The characters that HTML has a name for, as far as a secret is made of them: those of ASCII and of Latin-1.

/// The names of the characters of ASCII that are neither letters nor digits.
const ASCII: [(&str, char); 45] = [
    ("quot", '"'),
    ("QUOT", '"'),
    ("amp", '&'),
    ("AMP", '&'),
    ("lt", '<'),
    ("LT", '<'),
    ("gt", '>'),
    ("GT", '>'),
    ("apos", '\''),
    ("sol", '/'),
    ("plus", '+'),
    ("equals", '='),
    ("excl", '!'),
    ("num", '#'),
    ("dollar", '$'),
    ("percnt", '%'),
    ("lpar", '('),
    ("rpar", ')'),
    ("ast", '*'),
    ("midast", '*'),
    ("comma", ','),
    ("period", '.'),
    ("colon", ':'),
    ("semi", ';'),
    ("quest", '?'),
    ("commat", '@'),
    ("lsqb", '['),
    ("lbrack", '['),
    ("bsol", '\\'),
    ("rsqb", ']'),
    ("rbrack", ']'),
    ("Hat", '^'),
    ("lowbar", '_'),
    ("UnderBar", '_'),
    ("grave", '`'),
    ("DiacriticalGrave", '`'),
    ("lcub", '{'),
    ("lbrace", '{'),
    ("verbar", '|'),
    ("vert", '|'),
    ("VerticalLine", '|'),
    ("rcub", '}'),
    ("rbrace", '}'),
    ("Tab", '\t'),
    ("NewLine", '\n'),
];

/// The names of U+00A0 and what follows, in their order.
const LATIN_1: &str = "nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 \
    acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil \
    Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc \
    Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml \
    eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml";

/// Other names of characters of Latin-1.
const ALSO: [(&str, char); 15] = [
    ("COPY", '\u{a9}'),
    ("REG", '\u{ae}'),
    ("circledR", '\u{ae}'),
    ("NonBreakingSpace", '\u{a0}'),
    ("die", '\u{a8}'),
    ("Dot", '\u{a8}'),
    ("DoubleDot", '\u{a8}'),
    ("strns", '\u{af}'),
    ("pm", '\u{b1}'),
    ("PlusMinus", '\u{b1}'),
    ("centerdot", '\u{b7}'),
    ("CenterDot", '\u{b7}'),
    ("Cedilla", '\u{b8}'),
    ("half", '\u{bd}'),
    ("div", '\u{f7}'),
];
/// The names that browsers know without a semicolon behind them, besides those of Latin-1.
const OLD: [&str; 10] = ["quot", "QUOT", "amp", "AMP", "lt", "LT", "gt", "GT", "COPY", "REG"];

/// The character whose old name a text begins with, and how long the name is: the longest that there is.
pub(super) fn old_entity(text: &str) -> Option<(usize, char)> {
    let names = OLD.into_iter().chain(LATIN_1.split_whitespace());
    let name = names.filter(|name| text.starts_with(name)).max_by_key(|name| name.len())?;
    Some((name.len(), entity(name)?))
}

/// The character of a name.
pub(super) fn entity(name: &str) -> Option<char> {
    let ascii = ASCII.iter().chain(&ALSO).find(|(known, _)| *known == name).map(|(_, c)| *c);
    ascii.or_else(|| {
        let position = LATIN_1.split_whitespace().position(|known| known == name)?;
        char::from_u32(0xa0 + u32::try_from(position).ok()?)
    })
}

#[cfg(test)]
mod tests {
    use super::{entity, old_entity};

    #[test]
    fn a_name_gives_its_character_and_no_other() {
        for (name, c) in
            [("quot", '"'), ("sol", '/'), ("nbsp", '\u{a0}'), ("times", '×'), ("eacute", 'é'), ("yuml", 'ÿ')]
        {
            assert_eq!(entity(name), Some(c), "{name}");
        }
        assert_eq!(
            (old_entity("notit;"), old_entity("amp"), old_entity("Amp")),
            (Some((3, '\u{ac}')), Some((3, '&')), None)
        );
        assert_eq!((entity("Quot"), entity(""), entity("eacut")), (None, None, None));
    }
}
