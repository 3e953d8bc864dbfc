//! Whether memory is short: one side finds out, others ask.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether memory is short. Cheap to clone; clones share it.
#[derive(Clone, Debug, Default)]
pub struct MemoryPressure(Arc<AtomicBool>);

impl MemoryPressure {
    /// Whether work that can come later should.
    pub fn is_high(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    /// Says how it is now. Whether that is new.
    pub fn set(&self, high: bool) -> bool {
        self.0.swap(high, Ordering::Relaxed) != high
    }
}
