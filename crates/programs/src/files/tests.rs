//! The disk's promises.

use super::*;
use crate::system::TENEX;

fn text(text: &str) -> Content {
    Content::of_text(&TENEX, text).unwrap()
}

fn disk(files: &[(&str, &str)]) -> Disk {
    let mut disk = Disk::new(&TENEX, 10_000);
    for (name, content) in files {
        disk.put(name, text(content), false, Date::default()).unwrap();
    }
    disk
}

fn write(disk: &mut Disk, name: &str, content: &str, append: bool) -> String {
    disk.open(Handle(1), Some("THOMAS"), name, append).unwrap();
    disk.write(Handle(1), &text(content)).unwrap();
    disk.close(Handle(1), Date::default()).unwrap()
}

fn read(disk: &Disk, name: &str) -> String {
    disk.read(Some("THOMAS"), name).unwrap().content.text(&TENEX)
}

#[test]
fn reading_takes_the_highest_version_and_writing_makes_the_next() {
    let mut disk = disk(&[("<THOMAS>A.B;1", "one"), ("<THOMAS>A.B;3", "three")]);
    assert_eq!(read(&disk, "A.B"), "three");
    assert_eq!(write(&mut disk, "A.B", "four", false), "<THOMAS>A.B;4");
    assert_eq!((read(&disk, "A.B"), read(&disk, "A.B;1")), ("four".into(), "one".into()));
    assert_eq!(write(&mut disk, "NEW.X", "n", false), "<THOMAS>NEW.X;1");
}

#[test]
fn appending_goes_to_the_highest_version_and_creates_what_is_missing() {
    let mut disk = disk(&[("<THOMAS>A.B;1", "one"), ("<THOMAS>A.B;2", "two")]);
    assert_eq!(write(&mut disk, "A.B", " more", true), "<THOMAS>A.B;2");
    assert_eq!((read(&disk, "A.B"), read(&disk, "A.B;1")), ("two more".into(), "one".into()));
    assert_eq!(write(&mut disk, "LOG.", "first", true), "<THOMAS>LOG.;1");
}

#[test]
fn a_draft_changes_nothing_until_it_is_closed() {
    let mut disk = disk(&[("<THOMAS>A.B;1", "old")]);
    disk.open(Handle(7), Some("THOMAS"), "A.B;1", true).unwrap();
    disk.write(Handle(7), &text(" new")).unwrap();
    assert_eq!(read(&disk, "A.B"), "old");
    let mut crashed = disk.clone();
    crashed.forget_drafts();
    assert_eq!(read(&crashed, "A.B"), "old");
    disk.close(Handle(7), Date::default()).unwrap();
    assert_eq!(read(&disk, "A.B"), "old new");
}

#[test]
fn two_drafts_of_one_name_become_two_versions() {
    let mut disk = disk(&[]);
    for handle in [Handle(1), Handle(2)] {
        disk.open(handle, Some("THOMAS"), "A.B", false).unwrap();
    }
    assert_eq!(disk.close(Handle(2), Date::default()).unwrap(), "<THOMAS>A.B;1");
    assert_eq!(disk.close(Handle(1), Date::default()).unwrap(), "<THOMAS>A.B;2");
}

#[test]
fn others_read_what_is_not_private_and_change_nothing() {
    let mut disk = disk(&[("<THOMAS>A.B;1", "open")]);
    disk.put("<THOMAS>DIARY.TXT;1", text("secret"), true, Date::default()).unwrap();
    assert!(disk.read(Some("POSTEL"), "<THOMAS>A.B").is_ok());
    let denied = |name: &str| FileError::AccessDenied(name.into());
    assert_eq!(disk.read(Some("POSTEL"), "<THOMAS>DIARY.TXT"), Err(denied("<THOMAS>DIARY.TXT;1")));
    assert_eq!(disk.delete(Some("POSTEL"), "<THOMAS>A.B"), Err(denied("<THOMAS>A.B;1")));
    assert_eq!(disk.open(Handle(1), Some("POSTEL"), "<THOMAS>A.B;1", true), Err(denied("<THOMAS>A.B;1")));
    assert_eq!(disk.read(None, "<THOMAS>A.B"), Err(denied("<THOMAS>A.B")));
    let names: Vec<String> =
        disk.list(Some("POSTEL"), "<THOMAS>*.*").unwrap().into_iter().map(|file| file.full_name).collect();
    assert_eq!(names, ["<THOMAS>A.B;1"]);
}

#[test]
fn a_listing_is_in_order_and_an_empty_group_means_all_of_ones_own() {
    let disk =
        disk(&[("<THOMAS>B.X;1", ""), ("<THOMAS>A.X;2", ""), ("<THOMAS>A.X;1", ""), ("<POSTEL>C.X;1", "")]);
    let list = |group: &str| -> Vec<String> {
        disk.list(Some("THOMAS"), group).unwrap().into_iter().map(|file| file.full_name).collect()
    };
    assert_eq!(list(""), ["<THOMAS>A.X;1", "<THOMAS>A.X;2", "<THOMAS>B.X;1"]);
    assert_eq!(list("A.X"), ["<THOMAS>A.X;1", "<THOMAS>A.X;2"]);
    assert_eq!(list("*.X;0"), ["<THOMAS>A.X;2", "<THOMAS>B.X;1"]);
    assert_eq!(list("<POSTEL>"), ["<POSTEL>C.X;1"]);
    assert_eq!(disk.list(Some("THOMAS"), "Z.*"), Err(FileError::NotFound("Z.*".into())));
}

#[test]
fn a_full_disk_takes_no_more_and_what_is_forgotten_makes_room() {
    let mut disk = Disk::new(&TENEX, 2);
    disk.open(Handle(1), Some("THOMAS"), "A.B", false).unwrap();
    disk.write(Handle(1), &text("0123456789")).unwrap();
    assert_eq!(disk.write(Handle(1), &text("x")), Err(FileError::NoSpace));
    disk.forget(Handle(1));
    disk.open(Handle(2), Some("THOMAS"), "A.B", false).unwrap();
    assert!(disk.write(Handle(2), &text("x")).is_ok());
}

#[test]
fn renaming_keeps_the_content_and_takes_no_name_that_is_in_use() {
    let mut disk = disk(&[("<THOMAS>A.B;1", "a"), ("<THOMAS>C.D;1", "c")]);
    let rename =
        |disk: &mut Disk, from: &str, to: &str| disk.rename(Some("THOMAS"), from, to, Date::default());
    assert_eq!(rename(&mut disk, "A.B", "C.D;1"), Err(FileError::Exists("<THOMAS>C.D;1".into())));
    assert_eq!(rename(&mut disk, "A.B", "C.D"), Ok("<THOMAS>C.D;2".into()));
    assert_eq!(read(&disk, "C.D"), "a");
    assert_eq!(rename(&mut disk, "A.B", "E.F"), Err(FileError::NotFound("A.B".into())));
}

#[test]
fn a_group_is_no_file() {
    let disk = disk(&[("<THOMAS>A.B;1", "a")]);
    for (name, why) in [("*.B", "it means several files"), ("<THOMAS>", "there is no name in it")] {
        let error = FileError::BadName { name: name.into(), why: why.into() };
        assert_eq!(disk.read(Some("THOMAS"), name), Err(error));
    }
}

#[test]
fn a_file_put_without_its_directory_is_refused() {
    let error = FileError::BadName { name: "A.B".into(), why: "the directory is missing".into() };
    assert_eq!(disk(&[]).put("A.B", text(""), false, Date::default()), Err(error));
}
