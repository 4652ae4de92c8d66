//! The corpora of the fuzz targets, replayed: what fuzzing found once must stay found.

use std::path::Path;

use arpanet_tests::fuzz::TARGETS;

#[test]
fn every_input_of_every_corpus_keeps_the_laws() {
    let corpora = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus");
    for (name, body) in TARGETS {
        let files = std::fs::read_dir(corpora.join(name)).unwrap_or_else(|fault| panic!("{name}: {fault}"));
        let mut count = 0;
        for file in files {
            let path = file.expect("the folder can be listed").path();
            let octets = std::fs::read(&path).expect("the file can be read");
            let kept = std::panic::catch_unwind(|| body(&octets));
            assert!(kept.is_ok(), "{}", path.display());
            count += 1;
        }
        assert!(count >= 10, "{name} has {count} inputs");
    }
}

/// Each target has its program for the fuzzer, and no other has one.
#[test]
fn every_target_has_its_program() {
    let programs = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/fuzz_targets");
    let files = std::fs::read_dir(programs).expect("the folder is there");
    let mut found: Vec<String> = files
        .map(|file| {
            file.expect("it can be listed").path().file_stem().expect("a name").to_string_lossy().into()
        })
        .collect();
    found.sort();
    let mut known = TARGETS.map(|(name, _)| name.to_owned());
    known.sort();
    assert_eq!(found, known);
}
