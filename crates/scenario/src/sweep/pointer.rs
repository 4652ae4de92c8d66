//! JSON pointers (RFC 6901) to what may be varied.

use std::ops::Range;
use std::path::Path;

use crate::diagnostic::{Diagnostic, did_you_mean};
use crate::json::Document;
use crate::json::tree::{Inside, Node, Step};

/// Why a pointer is of no use.
pub(super) enum Wrong {
    /// It does not begin with `/`.
    NoPointer(String),
    /// Nothing stands there. The nearest that would do.
    Nothing(String, Option<String>),
    /// An object or an array stands there.
    NoValue(String),
    /// It is the study's own business.
    Seed,
}

/// Where the value stands that `pointer` leads to.
pub(super) fn find(tree: &Node, pointer: &str) -> Result<Range<usize>, Wrong> {
    let Some(steps) = pointer.strip_prefix('/') else { return Err(Wrong::NoPointer(pointer.to_owned())) };
    if pointer == "/seed" {
        return Err(Wrong::Seed);
    }
    let mut node = tree;
    for step in steps.split('/') {
        let step = step.replace("~1", "/").replace("~0", "~");
        let next = match &node.inside {
            Inside::Members(_) => node.member(&step).map(|member| &member.value),
            Inside::Elements(elements) => step.parse().ok().and_then(|at: usize| elements.get(at)),
            Inside::Nothing => None,
        };
        let Some(next) = next else {
            let mut all = Vec::new();
            values(tree, String::new(), &mut all);
            let near = did_you_mean(pointer, all.iter().map(String::as_str));
            return Err(Wrong::Nothing(pointer.to_owned(), near));
        };
        node = next;
    }
    match node.inside {
        Inside::Nothing => Ok(node.span.clone()),
        _ => Err(Wrong::NoValue(pointer.to_owned())),
    }
}

/// The pointers to all values in which nothing stands.
fn values(node: &Node, so_far: String, all: &mut Vec<String>) {
    match &node.inside {
        Inside::Nothing => all.push(so_far),
        Inside::Members(members) => members.iter().for_each(|member| {
            let key = member.key.replace('~', "~0").replace('/', "~1");
            values(&member.value, format!("{so_far}/{key}"), all);
        }),
        Inside::Elements(elements) => {
            let mut elements = elements.iter().enumerate();
            elements.by_ref().for_each(|(at, element)| values(element, format!("{so_far}/{at}"), all));
        }
    }
}

impl Wrong {
    /// The fault of the pointer at `path`, which is one into `scenario`.
    pub(super) fn tell(self, document: &Document, path: &[Step], scenario: &Path) -> Diagnostic {
        let scenario = scenario.display();
        match self {
            Wrong::NoPointer(pointer) => {
                let fault = document.fault(path, format!("\"{pointer}\" is no JSON pointer"));
                fault.expected("one that begins with /, such as /jobs/0/at")
            }
            Wrong::Nothing(pointer, near) => {
                let fault = document.fault(path, format!("there is no {pointer} in {scenario}"));
                fault.expected("a field that is written there").help(near)
            }
            Wrong::NoValue(pointer) => {
                let fault = document.fault(path, format!("{pointer} in {scenario} holds others"));
                fault.expected("a number, a text, true or false")
            }
            Wrong::Seed => {
                let fault = document.fault(path, "the seeds stand in \"seeds\"");
                fault.expected("another field of the scenario")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, pointer: &str) -> Option<String> {
        let tree = Node::parse(text).expect("shallow, no key twice");
        find(&tree, pointer).ok().map(|span| text[span].to_owned())
    }

    #[test]
    fn a_pointer_leads_through_objects_and_arrays_with_its_escapes_resolved() {
        let text = r#"{"a/b": [1, {"~": "x"}], "": true}"#;
        assert_eq!(found(text, "/a~1b/0").as_deref(), Some("1"));
        assert_eq!(found(text, "/a~1b/1/~0").as_deref(), Some("\"x\""));
        assert_eq!(found(text, "/").as_deref(), Some("true"));
        for wrong in ["", "a", "/a", "/a~1b", "/a~1b/2", "/a~1b/0/0", "/a~1b/-"] {
            assert_eq!(found(text, wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_pointer_to_nothing_is_told_the_nearest_that_would_do() {
        let tree = Node::parse(r#"{"faults": [{"bit_error_rate": 0.1}]}"#).expect("shallow, no key twice");
        let Err(Wrong::Nothing(_, near)) = find(&tree, "/faults/1/bit_error_rate") else {
            panic!("it leads nowhere")
        };
        assert_eq!(near.as_deref(), Some("did you mean \"/faults/0/bit_error_rate\"?"));
    }
}
