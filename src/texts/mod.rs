//! Layer 1: the languages of pages and letters, their texts, and the words that people know browsers by.
//!
//! Knows neither who reads them nor where: pages and letters ask by key.

pub mod browser;
mod catalogue;
mod language;
mod template;

pub use catalogue::{Catalogue, CatalogueError};
pub use language::{Language, UnknownLanguage};
pub use template::{markup_for_template, text_for_template};
