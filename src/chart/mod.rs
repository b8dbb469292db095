//! Pure geometry: viewport, scales, ticks, level of detail, hit tests.
