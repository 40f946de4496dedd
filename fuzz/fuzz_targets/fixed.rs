//! Fixed keys for hash tables. The standard library takes them from `getrandom`, by a weak symbol that a program may
//! define itself; without this, tables are laid out differently in every run, and coverage with them.

/// Fills the buffer with one byte.
#[unsafe(no_mangle)]
extern "C" fn getrandom(buffer: *mut u8, length: usize, _flags: u32) -> isize {
    // SAFETY: whoever calls getrandom passes a buffer of that length.
    unsafe { buffer.write_bytes(0x5a, length) };
    length.cast_signed()
}
