//! The names of things inside a world: positions in its tables, small enough to ride in an event.

/// An IMP: its position in the plan's list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ImpId(pub u16);

/// A line: its position in the plan's list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LineId(pub u16);

/// A host, and the cable to it: its position in the plan's list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HostId(pub u16);

/// A job: its position in the plan's list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct JobId(pub u32);

/// One end of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum End {
    /// The first named.
    A,
    /// The second named.
    B,
}

impl End {
    /// The end across.
    pub const fn other(self) -> End {
        match self {
            End::A => End::B,
            End::B => End::A,
        }
    }

    /// 0 for A, 1 for B.
    pub const fn index(self) -> usize {
        self as usize
    }
}

macro_rules! index {
    ($($id:ident),*) => {$(
        impl $id {
            /// As an index into the table.
            pub const fn index(self) -> usize {
                self.0 as usize
            }
        }
    )*};
}

index!(ImpId, LineId, HostId, JobId);
