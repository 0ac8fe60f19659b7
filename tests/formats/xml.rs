//! XML read back by a reader that knows nothing of the writer.

use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};

/// An element with its attributes, its children and the text that stands in it.
#[derive(Debug, Default)]
pub(crate) struct Element {
    pub(crate) name: String,
    pub(crate) attributes: Vec<(String, String)>,
    pub(crate) children: Vec<Element>,
    pub(crate) text: String,
}

impl Element {
    pub(crate) fn get(&self, name: &str) -> &str {
        self.attributes.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }

    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Element> {
        self.children.iter().filter(move |child| child.name == name)
    }

    pub(crate) fn one(&self, name: &str) -> Option<&Element> {
        self.children.iter().find(|child| child.name == name)
    }
}

fn started(start: &BytesStart<'_>) -> Element {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("UTF-8");
    let attribute = |attribute: Result<quick_xml::events::attributes::Attribute<'_>, _>| {
        let attribute = attribute.expect("an attribute, once");
        let value = text(&attribute.value);
        assert!(!value.contains('<'), "a bare sign in {value}");
        (text(attribute.key.as_ref()), quick_xml::escape::unescape(&value).expect("known entities").into_owned())
    };
    let attributes = start.attributes().map(attribute).collect();
    Element { name: text(start.name().as_ref()), attributes, ..Element::default() }
}

/// The one element that a document is.
pub(crate) fn read(document: &str) -> Element {
    let mut reader = Reader::from_str(document);
    reader.config_mut().check_end_names = true;
    let mut open = vec![Element::default()];
    let text = |open: &mut Vec<Element>, text: &str| open.last_mut().expect("the document").text.push_str(text);
    loop {
        match reader.read_event().unwrap_or_else(|error| panic!("{error} at {}", reader.error_position())) {
            Event::Start(start) => open.push(started(&start)),
            Event::Empty(start) => open.last_mut().expect("the document").children.push(started(&start)),
            Event::End(_) => {
                let ended = open.pop().expect("it was begun");
                open.last_mut().expect("the document").children.push(ended);
            }
            Event::Text(part) => {
                let raw = part.decode().expect("UTF-8");
                assert!(!raw.contains("]]>"), "text may not hold the end of a block");
                text(&mut open, &raw);
            }
            Event::CData(part) => text(&mut open, &part.decode().expect("UTF-8")),
            Event::GeneralRef(reference) => {
                let name = reference.decode().expect("UTF-8");
                text(&mut open, &quick_xml::escape::unescape(&format!("&{name};")).expect("a known entity"));
            }
            Event::Decl(_) => {}
            Event::Eof => break,
            other => panic!("{other:?} has no place in a report"),
        }
    }
    let [document] = open.try_into().unwrap_or_else(|open| panic!("{open:?} is left open"));
    let [root] = document.children.try_into().expect("one element");
    root
}
