//! A text read again, with the place of everything in it. Only done when there
//! is something to be told of: the places cost more than the values.

use std::collections::HashMap;
use std::rc::Rc;

use granit_parser::{Event, Parser, ScalarStyle, Span, Tag};

use super::keys::MERGE;
use super::place::{KeyPath, Place, Step};

/// The words for nothing.
const NULL: &[&str] = &["", "~", "null", "Null", "NULL"];
/// As deep as the first parser goes.
const DEPTH: usize = 128;
/// A text with more values, aliases written out, is not explained: it would cost a gigabyte.
const VALUES: usize = 4_000_000;

/// A value and where it stands; an alias stands where it is written, and leads
/// to values elsewhere.
#[derive(Debug, Clone)]
pub(super) struct Slot {
    pub(super) place: Place,
    pub(super) node: Rc<Node>,
}

#[derive(Debug)]
pub(super) struct Node {
    pub(super) content: Content,
    pub(super) tagged: Tagged,
    depth: usize,
    /// With all aliases written out.
    values: usize,
}

/// What a tag says about a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tagged {
    Nothing,
    /// That it is a text.
    Text,
    /// Something else that YAML knows.
    Known,
    /// Something that only its writer knows.
    Unknown,
}

#[derive(Debug)]
pub(super) enum Content {
    Scalar { text: String, is_plain: bool },
    List(Vec<Slot>),
    Map(Vec<Entry>),
}

#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) key: Slot,
    pub(super) value: Slot,
}

/// The tree of `text`; `None` where this parser does not follow.
pub(super) fn read(text: &str) -> Option<Slot> {
    let options = granit_parser::options! {
        bom_inside_document_as_content: true,
        block_scalar_eof_without_line_feed: true,
    };
    let mut builder = Builder::default();
    for event in Parser::new_from_str_with_options(text, options) {
        let (event, span) = event.ok()?;
        builder.take(event, span)?;
    }
    builder.root
}

/// Where a second document begins.
pub(super) fn second_document(text: &str) -> Option<Place> {
    let begins = |(event, span): (Event<'_>, Span)| {
        matches!(event, Event::DocumentStart(..)).then_some(span)
    };
    let documents = Parser::new_from_str(text).map_while(Result::ok).filter_map(begins);
    documents.skip(1).map(|span| place(&span)).next()
}

fn place(span: &Span) -> Place {
    let start = span.tag_start.unwrap_or(span.start);
    Place { line: start.line(), column: start.col() + 1 }
}

#[derive(Default)]
struct Builder {
    open: Vec<Open>,
    anchors: HashMap<usize, Rc<Node>>,
    root: Option<Slot>,
}

/// A list or a map whose end is still to come.
struct Open {
    place: Place,
    anchor: usize,
    tagged: Tagged,
    is_map: bool,
    /// Of a map, keys and values in turn.
    items: Vec<Slot>,
}

impl Builder {
    fn take(&mut self, event: Event<'_>, span: Span) -> Option<()> {
        let place = place(&span);
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let is_plain = style == ScalarStyle::Plain;
                // This parser calls what is left empty `~`.
                let is_left_empty = is_plain && span.start.index() == span.end.index();
                let text = if is_left_empty { String::new() } else { text.into_owned() };
                let place = if is_left_empty { self.place_before(place) } else { place };
                let content = Content::Scalar { text, is_plain };
                let tagged = tagged(tag.as_deref());
                self.add(anchor, place, Node { content, tagged, depth: 1, values: 1 })
            }
            Event::SequenceStart(_, anchor, tag) => self.open(place, anchor, tag.as_deref(), false),
            Event::MappingStart(_, anchor, tag) => self.open(place, anchor, tag.as_deref(), true),
            Event::SequenceEnd | Event::MappingEnd => self.close(),
            // One that leads into itself is not known yet.
            Event::Alias(id) => {
                let node = Rc::clone(self.anchors.get(&id)?);
                self.put(Slot { place, node })
            }
            Event::StreamStart
            | Event::StreamEnd
            | Event::DocumentStart(..)
            | Event::DocumentEnd => Some(()),
            _ => None,
        }
    }

    /// What is left empty stands where its key does, or its dash.
    fn place_before(&self, place: Place) -> Place {
        match self.open.last() {
            Some(open) if open.is_map && open.items.len() % 2 == 1 => {
                open.items.last().map_or(place, |key| key.place)
            }
            Some(open) if !open.is_map => {
                Place { column: place.column.saturating_sub(1).max(1), ..place }
            }
            _ => place,
        }
    }

    fn open(&mut self, place: Place, anchor: usize, tag: Option<&Tag>, is_map: bool) -> Option<()> {
        if self.open.len() >= DEPTH {
            return None;
        }
        let tagged = tagged(tag);
        self.open.push(Open { place, anchor, tagged, is_map, items: Vec::new() });
        Some(())
    }

    fn close(&mut self) -> Option<()> {
        let Open { place, anchor, tagged, is_map, items } = self.open.pop()?;
        let depth = 1 + items.iter().map(|slot| slot.node.depth).max().unwrap_or_default();
        let values = items.iter().map(|slot| slot.node.values).fold(1, usize::saturating_add);
        let content = if is_map { Content::Map(pairs(items)) } else { Content::List(items) };
        self.add(anchor, place, Node { content, tagged, depth, values })
    }

    fn add(&mut self, anchor: usize, place: Place, node: Node) -> Option<()> {
        let node = Rc::new(node);
        if anchor > 0 {
            self.anchors.insert(anchor, Rc::clone(&node));
        }
        self.put(Slot { place, node })
    }

    fn put(&mut self, slot: Slot) -> Option<()> {
        if slot.node.depth > DEPTH || slot.node.values > VALUES {
            return None;
        }
        match self.open.last_mut() {
            Some(open) => open.items.push(slot),
            // A second document.
            None if self.root.is_some() => return None,
            None => self.root = Some(slot),
        }
        Some(())
    }
}

fn pairs(items: Vec<Slot>) -> Vec<Entry> {
    let mut items = items.into_iter();
    let mut entries = Vec::with_capacity(items.len() / 2);
    while let (Some(key), Some(value)) = (items.next(), items.next()) {
        entries.push(Entry { key, value });
    }
    entries
}

fn tagged(tag: Option<&Tag>) -> Tagged {
    match tag {
        None => Tagged::Nothing,
        Some(tag) if tag.is_yaml_core_schema_tag("str") => Tagged::Text,
        Some(tag) if tag.is_yaml_core_schema() => Tagged::Known,
        Some(_) => Tagged::Unknown,
    }
}

impl Slot {
    /// Where `path` leads, or as far towards it as there is something.
    pub(super) fn locate(&self, path: &KeyPath) -> Place {
        let mut here = self.clone();
        for step in &path.0 {
            let next = match (&here.node.content, step) {
                (Content::List(items), Step::Index(index)) => items.get(*index).cloned(),
                (Content::Map(_), Step::Key(key)) => here.node.value(key),
                _ => None,
            };
            match next {
                Some(next) => here = next,
                None => break,
            }
        }
        here.place
    }
}

impl Node {
    /// The scalar's text.
    pub(super) fn text(&self) -> Option<&str> {
        match &self.content {
            Content::Scalar { text, .. } => Some(text),
            Content::List(_) | Content::Map(_) => None,
        }
    }

    /// Nothing: left empty, or a word for it.
    pub(super) fn is_null(&self) -> bool {
        let may_be = matches!(self.tagged, Tagged::Nothing | Tagged::Known);
        matches!(&self.content, Content::Scalar { text, is_plain: true }
            if may_be && NULL.contains(&text.as_str()))
    }

    /// Nothing was written, which is an empty list or map where one belongs.
    pub(super) fn is_blank(&self) -> bool {
        matches!(&self.content, Content::Scalar { text, is_plain: true } if text.is_empty())
    }

    /// The value of that key, written out or merged; of two the first, which is the
    /// one that counts.
    fn value(&self, key: &str) -> Option<Slot> {
        let Content::Map(entries) = &self.content else { return None };
        let values_of = |wanted| {
            let is_wanted = move |entry: &&Entry| entry.key.node.text() == Some(wanted);
            entries.iter().filter(is_wanted).map(|entry| &entry.value)
        };
        values_of(key).next().cloned().or_else(|| {
            let maps = values_of(MERGE).take(1).flat_map(|value| match &value.node.content {
                Content::List(items) => items.as_slice(),
                _ => std::slice::from_ref(value),
            });
            maps.into_iter().find_map(|map| map.node.value(key))
        })
    }
}
