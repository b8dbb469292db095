//! Packed chunks back as rows.

use std::io;

use super::bytes::Reader;
use super::codec::{Codec, CodecError, Order, RowsOut};
use super::run::Chunk;
use super::shelf::Shelf;
use super::{CHUNK_ROWS, RowBlock, ints};

/// Unpacks chunk after chunk into blocks.
#[derive(Debug, Default)]
pub(super) struct ChunkReader {
    codec: Codec,
    no_batches: Vec<i64>,
}

impl ChunkReader {
    /// Replaces what is in `block` by the rows of a chunk.
    ///
    /// # Errors
    /// Those of the temporary file; also when it gives other bytes than were written.
    pub(super) fn read(&mut self, shelf: &Shelf, chunk: &Chunk, block: &mut RowBlock) -> io::Result<()> {
        block.clear();
        let bytes = shelf.get(chunk.place)?;
        let mut out = RowsOut {
            times: &mut block.times,
            cells: &mut block.cells,
            batches: &mut self.no_batches,
            pad: 0,
            order: Order::NotFalling,
        };
        let rows = self.codec.unpack(&bytes, &mut out).map_err(altered)?;
        if rows != usize::from(chunk.rows) || block.times.first() != Some(&chunk.first) {
            return Err(altered(CodecError::Order));
        }
        Ok(())
    }

    /// The same with the lines of the rows.
    ///
    /// # Errors
    /// As for [`ChunkReader::read`].
    pub(super) fn read_with_lines(
        &mut self,
        shelf: &Shelf,
        chunk: &Chunk,
        block: &mut RowBlock,
    ) -> io::Result<()> {
        self.read(shelf, chunk, block)?;
        let Some(place) = chunk.lines else { return Ok(()) };
        let bytes = shelf.get(place)?;
        let mut steps = [0; CHUNK_ROWS];
        let steps = steps.get_mut(..usize::from(chunk.rows)).unwrap_or_default();
        ints::get(&mut Reader::new(&bytes), steps).map_err(altered)?;
        let mut line = 0_i64;
        block.lines.extend(steps.iter().map(|step| {
            line = line.wrapping_add(*step);
            line as u32
        }));
        Ok(())
    }
}

fn altered(error: CodecError) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, error)
}
