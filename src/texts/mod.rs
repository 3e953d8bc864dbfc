//! Layer 1: the languages of pages and letters, and their texts.
//!
//! Knows neither who reads them nor where: pages and letters ask by key.

mod catalogue;
mod language;
mod template;

pub use catalogue::{Catalogue, CatalogueError};
pub use language::{Language, UnknownLanguage};
pub use template::{markup_for_template, text_for_template};
