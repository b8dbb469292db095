//! Calculations over days of the Bitcoin network, one file each: hashrate, ribbons, issuance,
//! hashprice and the cost of production.
//!
//! The files do not know each other; what they share of physics is in [`super::mining`].
