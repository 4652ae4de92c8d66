//! The tests that reach across crates: conformance, properties, goldens, interoperation and whole networks.
