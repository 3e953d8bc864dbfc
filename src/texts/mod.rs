//! Layer 1: the languages of pages and letters, their texts, the templates around these, and the words that people know
//! browsers by.
//!
//! Knows neither who reads them nor where: pages and letters ask by key.

pub mod browser;
mod catalogue;
mod environment;
mod language;
mod template;

pub use catalogue::{Catalogue, CatalogueError};
pub use environment::{Bounds, LoadError, Source, environment, read_override};
pub use language::{Language, UnknownLanguage};
pub use template::{markup_for_template, text_for_template};
