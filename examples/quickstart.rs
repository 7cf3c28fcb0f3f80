//! The main job in twenty lines.

fn main() {}
